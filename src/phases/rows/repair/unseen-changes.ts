import type { SinceRun } from '../../../core/repair.js';
import { quoteName, quoteTable, quoteText } from '../../../core/sql.js';
import { shiftedRange } from '../../../plan/key-shift.js';
import { sourceExpression } from '../../../plan/mapping.js';
import type { Side, TablePlan } from '../../../plan/plan.js';
import { sourceTable } from '../../../plan/reshape/reshape.js';
import type { SourceMark } from '../captures.js';
import { sourceKeyCondition } from '../compare/keys.js';
import { tableScope } from '../compare/scope.js';
import { numberKey, timeColumns } from '../validate/jobs/source-unchanged.js';
import { changedColumn } from '../validate/run-validation.js';
import type { DifferingRow, Judging } from './judging.js';

/**
 * A change that leaves no time in the row itself, looked for where the preset says that it shows (`unseen_changes`): in a new or
 * changed row of another table, on either side, that has the same value. Reads only.
 */
export async function findUnseenChange(
  { pair, options }: Judging,
  table: TablePlan,
  { key, columns }: DifferingRow,
  isInTarget: boolean,
): Promise<SinceRun | null> {
  const { plan, marks, unseenChanges } = options;
  const rule = unseenChanges[table.table];
  const shown = plan.tables.find((candidate) => candidate.table === rule?.shown_by);
  const mark = shown && marks?.[shown.table];
  if (!rule || !shown || !mark) return null;
  const concerned = isInTarget ? columns.some((column) => rule.columns.includes(column)) : rule.rows;
  if (!concerned) return null;
  const own = table.columns.find(({ name }) => name === rule.same);
  const same = shown.columns.find(({ name }) => name === rule.same);
  if (!own?.source || !same?.source) return null;

  const [row] = await pair.source.queryCells(
    `SELECT CAST(${quoteName(own.source.name)} AS CHAR), CAST(${sourceExpression(own)} AS CHAR) FROM ${sourceTable(plan, table)}
      WHERE ${sourceKeyCondition(table, [key])} LIMIT 1`,
  );
  const [value, there] = (row ?? []).map((cell) => cell?.toString('utf8'));
  if (value === undefined || there === undefined) return null;
  const scope = tableScope(plan, shown);
  const looks = [
    ['changed-in-target', pair.target, plan.target.database, scope.target, there],
    ['changed-in-source', pair.source, plan.source.database, scope.source, value],
  ] as const;
  for (const [since, session, database, where, wanted] of looks) {
    const side = since === 'changed-in-target' ? 'target' : 'source';
    const found = await session.queryCells(
      `SELECT 1 FROM ${quoteTable(database, shown[side])} WHERE ${where}
        AND ${quoteName(side === 'target' ? same.name : same.source.name)} = ${quoteText(wanted)}
        AND (${newerThan(shown, mark, side)}) LIMIT 1`,
    );
    if (found.length > 0) return since;
  }
  return null;
}

/** Rows made or changed after the mark, as that side calls its columns. */
function newerThan(table: TablePlan, mark: SourceMark, side: Side): string {
  const conditions = timeColumns(table, changedColumn).flatMap(({ name, source }) => {
    const last = mark.times?.[name];
    const column = quoteName(side === 'source' ? source : name);
    return last === undefined
      ? []
      : [last === null ? `${column} IS NOT NULL` : `${column} > ${quoteText(last)}`];
  });
  const key = table.columns.find(({ name }) => name === table.key[0]);
  if (numberKey(table) && table.key.length === 1 && key?.source && mark.lastKey !== null) {
    const range = { after: [{ n: mark.lastKey }], through: null };
    const [last] = (side === 'source' ? range : shiftedRange(table, range)).after ?? [];
    if (last)
      conditions.push(`${quoteName(side === 'source' ? key.source.name : key.name)} > ${BigInt(last.n)}`);
  }
  return conditions.join(' OR ') || 'FALSE';
}
