import { counted } from '../../../../core/counted.js';
import { type Finding, finding, sampled } from '../../../../core/finding.js';
import { quoteName } from '../../../../core/sql.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import { cellTransform } from '../../../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import { transformedRows } from '../../../../plan/transform-rows.js';
import { lengthLimit } from '../values/column-limits.js';
import { describeNarrowing, narrowingParams } from '../values/describe-narrowing.js';
import { modifyColumn } from '../values/modify-column.js';
import { say } from '../words.js';
import { type ConflictContext, Tally } from './context.js';
import { rowName, showCell } from './key-sql.js';

/** User names that the users map makes longer than their column: a list of approvers may outgrow it name by name. */
export async function findLongNames(context: ConflictContext, table: TablePlan): Promise<readonly Finding[]> {
  const columns = table.columns.filter(({ treatment }) => treatment.kind === 'users');
  const found: Finding[] = [];
  // One after the other: they share a connection.
  for (const column of columns) found.push(...(await ofColumn(context, table, column)));
  return found;
}

async function ofColumn(
  { source, target, cells }: ConflictContext,
  table: TablePlan,
  column: ColumnPlan,
): Promise<readonly Finding[]> {
  const limit = lengthLimit(column.target);
  const transform = cellTransform(column, cells);
  if (!limit || !transform || !column.source) return [];
  const name = quoteName(column.source.name);
  const tally = new Tally();
  let longest = limit.length;
  const rows = source.streamCells(
    `SELECT ${rowName(table)}, ${name}, ${name} FROM ${sourceRows(table)} WHERE ${filterCondition(table)} AND ${name} <> ''`,
  );
  for await (const [row, before, after] of transformedRows(rows, [undefined, undefined, transform])) {
    // What was too long before it was mapped is told by the search for unfit values.
    if (!after || !before || before.equals(after)) continue;
    const length = limit.unit === 'bytes' ? after.length : [...after.toString('utf8')].length;
    if (length <= limit.length) continue;
    longest = Math.max(longest, length);
    tally.add(() => {
      const shown = `${row?.toString('utf8') ?? ''}: ${showCell(after, column)}`;
      return limit.unit === 'bytes'
        ? say('sample.bytes', { row: shown, bytes: length })
        : say('sample.characters', { row: shown, characters: length });
    });
  }
  if (tally.count === 0) return [];
  const isShort = limit.unit === 'characters';
  const statement = isShort
    ? await modifyColumn(target, table.target, column.name, { type: `varchar(${longest})` })
    : null;
  const narrowing = { kind: 'length', limit } as const;
  return [
    finding('blocker', 'data', 'conflict.too-long', {
      title: `${counted(tally.count, 'value')} of ${table.table}.${column.name}, with the names that users gives, ${tally.count === 1 ? 'does' : 'do'} not fit the target's ${column.target.columnType}: ${describeNarrowing(narrowing)}`,
      remedy: `give shorter names in users, or widen the target's column${statement === null ? '' : `: ${statement}`}`,
      table: table.table,
      column: column.name,
      count: tally.count,
      params: { target: column.target.columnType, statement, ...narrowingParams(narrowing) },
      ...sampled(tally.samples),
    }),
  ];
}
