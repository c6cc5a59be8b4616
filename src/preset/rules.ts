import { editDistance, nearest } from '../core/yaml/nearest.js';
import { inLineOrder, type Problem, problemAt } from '../core/yaml/problems.js';
import type { YamlDocument } from '../core/yaml/yaml.js';
import { mixedSpellings } from './columns.js';
import { checkChecklist, checkWatchLists } from './list-rules.js';
import { checkParams } from './param-rules.js';
import { checkReshapes } from './reshape-rules.js';
import { checkUnique, type Path, type Report } from './rule-report.js';
import type { Preset, PresetSkippedTable, PresetTable } from './schema.js';

/** What a preset must hold besides its shape: names that exist, an order that fits the references, unique ids. */
export function presetRuleProblems(preset: Preset, document: YamlDocument): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (path, message, near) => problems.push(problemAt(document, path, message, near));
  checkTableLists(preset, report);
  checkReferences(preset, report);
  checkColumns(preset, report);
  const sql = checkReshapes(preset, report);
  checkParams(preset, [...sql, ...preset.watch_lists.map((list) => list.sql)], report);
  checkGenerators(preset, report);
  checkSecrets(preset, report);
  checkFiles(preset, report);
  checkWatchLists(preset, report);
  checkChecklist(preset, report);
  return inLineOrder(problems);
}

function checkTableLists(preset: Preset, report: Report): void {
  const moved = preset.tables.map((table) => table.name);
  checkUnique(moved, (index) => ['tables', index, 'name'], 'table', report);
  checkUnique(
    preset.skip.map((skipped) => skipped.table),
    (index) => ['skip', index, 'table'],
    'skipped table',
    report,
  );
  preset.skip.forEach((skipped, index) => {
    if (moved.includes(skipped.table)) {
      report(
        ['skip', index, 'table'],
        `table ${skipped.table} is in tables and in skip; it can only be in one of them`,
      );
    }
    if (skipped.may_be_migrated && skipped.level === undefined) {
      report(['skip', index], `table ${skipped.table} may be migrated, so it needs a level`);
    }
  });
}

/** Every table of the preset with its level and its place in the file; a skipped one only when it may be migrated. */
function mappedTables(
  preset: Preset,
): { name: string; level: number; path: Path; mapping: PresetTable | PresetSkippedTable }[] {
  return [
    ...preset.tables.map((table, index) => ({
      name: table.name,
      level: table.level,
      path: ['tables', index],
      mapping: table,
    })),
    ...preset.skip.flatMap((table, index) =>
      table.may_be_migrated && table.level !== undefined
        ? [{ name: table.table, level: table.level, path: ['skip', index], mapping: table }]
        : [],
    ),
  ];
}

function checkReferences(preset: Preset, report: Report): void {
  const known = knownTables(preset);
  const levels = new Map(mappedTables(preset).map((table) => [table.name, table.level]));
  const checkOne = (path: Path, column: string, to: string, from?: { name: string; level: number }): void => {
    if (!known.includes(to)) {
      report(
        path,
        `${column} refers to table ${to}, which is neither migrated nor skipped`,
        nearest(to, known),
      );
    }
    const level = levels.get(to);
    if (from && level !== undefined && level > from.level) {
      report(
        path,
        `${from.name}.${column} (level ${from.level}) refers to ${to}, which is copied later (level ${level})`,
      );
    }
  };
  for (const [column, to] of Object.entries(preset.references)) checkOne(['references', column], column, to);
  for (const { name, level, path, mapping } of mappedTables(preset)) {
    for (const [column, to] of Object.entries(mapping.references)) {
      checkOne([...path, 'references', column], column, to, { name, level });
    }
    mapping.json_references.forEach((reference, index) => {
      const place = [...path, 'json_references', index];
      checkOne([...place, 'table'], `${reference.column}${reference.path}`, reference.table, { name, level });
      if (mapping.references[reference.column] ?? preset.references[reference.column]) {
        report(
          [...place, 'column'],
          `column ${name}.${reference.column} cannot be both an ID and JSON with IDs`,
        );
      }
    });
    checkUnique(
      mapping.json_references.map((reference) => `${reference.column}${reference.path}`),
      (index) => [...path, 'json_references', index],
      `JSON reference of ${name}`,
      report,
    );
    const shownBy = mapping.unseen_changes?.shown_by;
    if (shownBy !== undefined && !known.includes(shownBy)) {
      report(
        [...path, 'unseen_changes', 'shown_by'],
        `unseen_changes of ${name} names an unknown table ${shownBy}`,
        nearest(shownBy, known),
      );
    }
    if (!('target_rows' in mapping)) continue;
    for (const column of Object.keys(mapping.target_rows)) {
      if (mapping.references[column] ?? preset.references[column]) {
        report(
          [...path, 'target_rows', column],
          `column ${name}.${column} is in references and in target_rows`,
        );
      }
    }
  }
}

/** Servers take two spellings for one column; this tool compares names as text, so a preset may have one only. */
function checkColumns(preset: Preset, report: Report): void {
  const places = new Map<string, Path>([
    ...preset.skip.map(({ table }, index) => [table, ['skip', index]] as const),
    ...preset.tables.map(({ name }, index) => [name, ['tables', index]] as const),
  ]);
  for (const [table, path] of places) {
    for (const [first, other] of mixedSpellings(preset, table)) {
      report(path, `${first} and ${other} are one column of ${table} to the servers; spell it in one way`);
    }
  }
  const known = knownTables(preset);
  for (const table of Object.keys(preset.left_behind)) {
    if (known.includes(table)) continue;
    report(['left_behind', table], `left_behind names an unknown table ${table}`, nearest(table, known));
  }
}

function checkGenerators(preset: Preset, report: Report): void {
  const known = knownTables(preset);
  for (const list of ['without', 'never'] as const) {
    preset.id_generators?.[list].forEach((table, index) => {
      if (known.includes(table)) return;
      report(
        ['id_generators', list, index],
        `id_generators.${list} names an unknown table ${table}`,
        nearest(table, known),
      );
    });
  }
}

function checkSecrets(preset: Preset, report: Report): void {
  const moved = preset.tables.map((table) => table.name);
  const credentials = preset.credentials?.table;
  if (credentials !== undefined && !moved.includes(credentials)) {
    report(
      ['credentials', 'table'],
      `credentials.table names ${credentials}, which is not migrated`,
      nearest(credentials, moved),
    );
  }
  preset.secrets?.entries.forEach((entry, index) => {
    const path = ['secrets', 'entries', index];
    if (!moved.includes(entry.table)) {
      report(
        [...path, 'table'],
        `secrets name table ${entry.table}, which is not migrated`,
        nearest(entry.table, moved),
      );
    }
    if ((entry.state_column === undefined) !== (entry.deleted_state === undefined)) {
      report(path, `state_column and deleted_state of ${entry.table} belong together; give both or neither`);
    }
    checkSecretPath(entry.path, [...path, 'path'], preset, report);
  });
}

function checkFiles(preset: Preset, report: Report): void {
  const { files } = preset;
  if (!files) return;
  const moved = preset.tables.map((table) => table.name);
  files.entries.forEach(({ table }, index) => {
    if (!moved.includes(table))
      report(
        ['files', 'entries', index, 'table'],
        `files name table ${table}, which is not migrated`,
        nearest(table, moved),
      );
  });
  // IDs may be shifted, and the stores know nothing of that.
  const business = preset.business?.column;
  for (const [, column = ''] of files.repository.matchAll(/\{([^{}]*)\}/g)) {
    if (column !== business)
      report(
        ['files', 'repository'],
        `{${column}} in ${files.repository} is not the business column${business === undefined ? ', and the preset names none' : ` ${business}`}`,
      );
  }
  const { not_moved: id } = files;
  if (id !== undefined && !preset.not_moved.some((entry) => entry.id === id))
    report(['files', 'not_moved'], `there is no not_moved entry ${id}`);
}

function checkSecretPath(template: string, path: Path, preset: Preset, report: Report): void {
  const business = preset.business ? [preset.business.column] : [];
  const columns = [...business, preset.id.column, ...Object.keys(preset.references)];
  for (const match of template.matchAll(/\{([^{}]*)\}/g)) {
    const column = match[1] ?? '';
    if (!/^[A-Za-z_][A-Za-z0-9_$]*$/.test(column)) {
      report(path, `"{${column}}" in ${template} is not a column's name`);
    } else if (!columns.includes(column)) {
      // A column that no reference mentions may be right (`key`); one letter off a known one is a misspelling.
      const near = columns.find((known) => known.length > 3 && editDistance(known, column) === 1);
      if (near) report(path, `unknown column {${column}} in ${template}`, `{${near}}`);
    }
  }
  const rest = template.replace(/\{[^{}]*\}/g, '');
  if (/[{}]/.test(rest)) report(path, `the braces in ${template} do not match`);
  if (rest === template) report(path, `${template} has no {column} part, so all rows would share one secret`);
  if (/^\/|\/$|\/\//.test(template)) report(path, `${template} must not begin or end with / or hold //`);
}

function knownTables(preset: Preset): string[] {
  return [...preset.tables.map((table) => table.name), ...preset.skip.map((skipped) => skipped.table)];
}
