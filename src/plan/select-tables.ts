import type { TableSelection } from '../config/config.js';
import type { Finding } from '../core/finding.js';
import { sourceTableOf } from '../preset/reshape-schema.js';
import type { JsonReference, Preset, PresetTable } from '../preset/schema.js';
import type { LeftTable } from './plan.js';

/** A table that moves, with what the preset knows of it. */
export interface SelectedTable {
  readonly name: string;
  /** The source's table that its rows come from. */
  readonly source: string;
  readonly level: number;
  readonly references: Readonly<Record<string, string>>;
  readonly jsonReferences: readonly JsonReference[];
  readonly targetRows: PresetTable['target_rows'];
  readonly userNames: PresetTable['user_names'];
  readonly secretColumns: readonly string[];
}

export interface Selection {
  /** In copying order: by level, then as the preset lists them. */
  readonly tables: readonly SelectedTable[];
  readonly left: readonly LeftTable[];
  readonly findings: readonly Finding[];
}

const skippedByOperator: Pick<LeftTable, 'reason' | 'effect' | 'risk'> = {
  reason: { en: 'left out by the operator', zh: '由操作员排除' },
  effect: {
    en: 'its rows do not exist in the target; rows that refer to them dangle',
    zh: '其数据不会出现在目标环境中，引用它的数据将悬空',
  },
  risk: 'high',
};

/** Applies skip, include and only to the preset's lists. Unknown or forbidden names become blockers. */
export function selectTables(preset: Preset, selection: TableSelection): Selection {
  const findings: Finding[] = [];
  const core = new Map(preset.tables.map((table) => [table.name, table]));
  const optional = new Map(preset.skip.map((table) => [table.table, table]));
  const refuse = (name: string, title: string, remedy: string, params: Finding['params']) =>
    findings.push({
      code: 'tables.selection',
      severity: 'blocker',
      subject: 'config',
      title,
      remedy,
      table: name,
      params,
    });

  for (const name of [...selection.skip, ...selection.include, ...(selection.only ?? [])]) {
    if (core.has(name) || optional.has(name)) continue;
    refuse(
      name,
      `the preset ${preset.name} knows no table named ${name}`,
      `use one of: ${[...core.keys(), ...optional.keys()].join(', ')}`,
      { preset: preset.name, known: [...core.keys(), ...optional.keys()].join(', ') },
    );
  }
  const wanted = (name: string): boolean => {
    if (selection.skip.includes(name)) return false;
    if (selection.only) return selection.only.includes(name);
    return core.has(name) || selection.include.includes(name);
  };

  const tables: SelectedTable[] = [];
  const left: LeftTable[] = [];
  for (const table of preset.tables) {
    if (wanted(table.name)) {
      tables.push({
        name: table.name,
        source: sourceTableOf(table),
        level: table.level,
        references: table.references,
        jsonReferences: table.json_references,
        targetRows: table.target_rows,
        userNames: table.user_names,
        secretColumns: table.secret_columns,
      });
    } else {
      left.push({ table: table.name, ...skippedByOperator, by: 'operator', mayBeMigrated: true });
    }
  }
  for (const table of preset.skip) {
    const wantsIt = wanted(table.table);
    if (wantsIt && table.may_be_migrated) {
      tables.push({
        name: table.table,
        source: table.table,
        level: table.level ?? Math.max(...preset.tables.map(({ level }) => level)) + 1,
        references: table.references,
        jsonReferences: table.json_references,
        targetRows: {},
        userNames: table.user_names,
        secretColumns: table.secret_columns,
      });
      continue;
    }
    if (wantsIt) {
      refuse(
        table.table,
        `${table.table} cannot be migrated: ${table.reason.en}`,
        `take ${table.table} out of the tables to migrate`,
        { reasonZh: table.reason.zh },
      );
    }
    left.push({
      table: table.table,
      reason: table.reason,
      effect: table.effect,
      risk: table.risk,
      by: 'preset',
      mayBeMigrated: table.may_be_migrated,
    });
  }
  const order = tables.map((table, position) => ({ table, position }));
  order.sort((a, b) => a.table.level - b.table.level || a.position - b.position);
  return { tables: order.map(({ table }) => table), left, findings };
}
