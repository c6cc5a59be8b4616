import { nearest } from '../core/yaml/nearest.js';
import { checkUnique, ids, type Path, type Report } from './rule-report.js';
import type { Preset } from './schema.js';

/** Watch lists and lists of what does not move. */
export function checkWatchLists(preset: Preset, report: Report): void {
  checkUnique(ids(preset.watch_lists), (index) => ['watch_lists', index, 'id'], 'watch list', report);
  checkUnique(ids(preset.not_moved), (index) => ['not_moved', index, 'id'], 'not_moved entry', report);
  preset.watch_lists.forEach((list, index) => {
    checkSql(list.sql, list.on, ['watch_lists', index, 'sql'], report);
  });
}

function checkSql(sql: string, on: 'source' | 'target', path: Path, report: Report): void {
  if (/;\s*\S/.test(sql)) report(path, 'sql holds more than one statement');
  if (
    /\b(insert|update|delete|replace|drop|alter|truncate|into\s+outfile|for\s+update)\b/i.test(
      withoutTexts(sql),
    )
  ) {
    report(path, 'sql must only read');
  }
  if (on === 'source' && /:tenant\b/.test(sql))
    report(path, 'sql on the source uses :tenant, but the source has no tenant');
}

/** The statement without its texts and calls: REPLACE(…) is a function, and 'delete' may be compared with. */
function withoutTexts(sql: string): string {
  return sql.replace(/'(?:[^'\\]|\\.|'')*'/g, "''").replace(/\b(replace|insert|truncate)\s*\(/gi, '(');
}

export function checkChecklist(preset: Preset, report: Report): void {
  const moved = preset.tables.map((table) => table.name);
  const lists = ids(preset.watch_lists);
  checkUnique(ids(preset.checklist), (index) => ['checklist', index, 'id'], 'checklist item', report);
  preset.checklist.forEach((item, index) => {
    const path = ['checklist', index];
    const needsCheck = item.kind === 'automatic' || item.kind === 'both';
    if (needsCheck && !item.check)
      report(path, `checklist item ${item.id} is ${item.kind}, so it needs a check`);
    if (!needsCheck && item.check) {
      report([...path, 'check'], `checklist item ${item.id} is ${item.kind}, so its check would never run`);
    }
    if ((item.kind === 'probe') !== (item.probe !== undefined)) {
      report(path, `checklist item ${item.id}: kind probe and a probe belong together`);
    }
    if (item.watch_list !== undefined && !lists.includes(item.watch_list)) {
      const near = nearest(item.watch_list, lists);
      report(
        [...path, 'watch_list'],
        `checklist item ${item.id} names an unknown watch list ${item.watch_list}`,
        near,
      );
    }
    if (item.probe && 'sql' in item.probe) {
      checkSql(item.probe.sql, item.probe.on, [...path, 'probe', 'sql'], report);
    }
    item.tables?.forEach((table, tableIndex) => {
      if (moved.includes(table)) return;
      const near = nearest(table, moved);
      report(
        [...path, 'tables', tableIndex],
        `checklist item ${item.id} names table ${table}, which is not migrated`,
        near,
      );
    });
  });
}
