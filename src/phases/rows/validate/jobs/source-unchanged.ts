import { counted } from '../../../../core/counted.js';
import { separated } from '../../../../core/format.js';
import { quoteName, quoteText } from '../../../../core/sql.js';
import { type JobResult, worded } from '../../../../core/validation-shape.js';
import type { Session } from '../../../../mysql/session.js';
import type { Plan, TablePlan } from '../../../../plan/plan.js';
import { sourceTable } from '../../../../plan/reshape/reshape.js';
import { isInteger, valueKind } from '../../../../plan/value-kind.js';
import { sameColumn } from '../../../../preset/column-names.js';
import type { SourceMark, SourceMarks } from '../../captures.js';
import { tableScope } from '../../compare/scope.js';
import { sayDifference } from '../../compare/words.js';

/** Columns by which rows tell when they were made, by the convention of the systems we know, beside the one that tells of changes. */
const madeColumn = 'created_at';

interface SourceMarkOptions {
  readonly plan: Plan;
  /** Column that tells when a row was last changed, e.g. `updated_at`. */
  readonly changedColumn: string;
  /** Table → columns that clients bump by pulling; such a `changedColumn` tells nothing. */
  readonly volatile: Readonly<Record<string, readonly string[]>>;
}

/** Keys shown of rows that changed. */
const shown = 10;

/** Reads the marks; call it on a reader of the snapshot. By the rows' own times, so no clocks are compared. */
export async function markSource(session: Session, options: SourceMarkOptions): Promise<SourceMarks> {
  const marks: Record<string, SourceMark> = {};
  for (const table of options.plan.tables) marks[table.table] = await markTable(session, options, table);
  return marks;
}

async function markTable(
  session: Session,
  options: SourceMarkOptions,
  table: TablePlan,
): Promise<SourceMark> {
  const key = numberKey(table);
  const changed = usableChange(options, table);
  const times = timeColumns(table, options.changedColumn);
  const latest = (name: string | undefined) => (name ? `CAST(MAX(${name}) AS CHAR)` : 'NULL');
  const [row] = await session.queryCells(
    `SELECT ${['COUNT(*)', latest(key), latest(changed), ...times.map(({ source }) => latest(quoteName(source)))].join(', ')}
      FROM ${sourceTable(options.plan, table)} WHERE ${tableScope(options.plan, table).source}`,
  );
  const [rows, lastKey, lastChange, ...lastTimes] = (row ?? []).map(
    (cell) => cell?.toString('latin1') ?? null,
  );
  return {
    rows: rows ?? '0',
    lastKey: lastKey ?? null,
    lastChange: lastChange ?? null,
    times: Object.fromEntries(times.map(({ name }, index) => [name, lastTimes[index] ?? null])),
  };
}

/** The columns of a table that tell when a row was made or changed, as both sides call them. */
export function timeColumns(
  table: TablePlan,
  changedColumn: string,
): readonly { readonly name: string; readonly source: string }[] {
  return [changedColumn, madeColumn].flatMap((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    const source = column?.source;
    return source && valueKind(source) === 'temporal' ? [{ name, source: source.name }] : [];
  });
}

/** The first key column as the source calls it, quoted, where it is a number. */
export function numberKey(table: TablePlan): string | undefined {
  const column = table.columns.find(({ name }) => name === table.key[0]);
  return column?.source && isInteger(column.source) ? quoteName(column.source.name) : undefined;
}

function usableChange({ changedColumn, volatile }: SourceMarkOptions, table: TablePlan): string | undefined {
  if (volatile[table.table]?.some((name) => sameColumn(name, changedColumn))) return undefined;
  const column = table.columns.find(({ name }) => sameColumn(name, changedColumn));
  return column?.source && valueKind(column.source) === 'temporal'
    ? quoteName(column.source.name)
    : undefined;
}

/**
 * Whether the source is as it was at the snapshot, table by table. What was written since does not move, so this is said
 * even where the compared rows are equal.
 */
export async function checkSourceUnchanged(
  session: Session,
  options: SourceMarkOptions,
  marks: SourceMarks,
): Promise<JobResult[]> {
  const results: JobResult[] = [];
  for (const table of options.plan.tables) {
    const mark = marks[table.table];
    if (mark) results.push(await checkTable(session, options, table, mark));
  }
  return results;
}

async function checkTable(
  session: Session,
  options: SourceMarkOptions,
  table: TablePlan,
  mark: SourceMark,
): Promise<JobResult> {
  const now = await markTable(session, options, table);
  const key = numberKey(table);
  const changed = usableChange(options, table);
  const conditions = [
    key && mark.lastKey !== null ? `${key} > ${BigInt(mark.lastKey)}` : undefined,
    key && mark.lastKey === null ? 'TRUE' : undefined,
    changed && mark.lastChange !== null ? `${changed} > ${quoteText(mark.lastChange)}` : undefined,
  ].filter((condition) => condition !== undefined);
  // The same highest key and latest change as then: no row can be above either.
  const newest = now.lastKey === mark.lastKey && now.lastChange === mark.lastChange;
  const newer =
    conditions.length > 0 && key && !newest
      ? await newerRows(session, options.plan, table, key, conditions)
      : [];
  const parts = [
    now.rows === mark.rows ? '' : `${counted(mark.rows, 'row')} then, ${separated(now.rows)} now`,
    newer.length === 0
      ? ''
      : `new or changed: ${table.key[0]} ${newer.slice(0, shown).join(', ')}${newer.length > shown ? ' …' : ''}`,
  ].filter((part) => part !== '');
  const ok = parts.length === 0;
  const basis = changed
    ? ''
    : '; changes inside rows leave no trace here that can be told from clients pulling';
  return {
    check: 'source-unchanged',
    table: table.table,
    ok,
    detail: ok
      ? `no row was added, removed or changed since the snapshot${basis}`
      : `${parts.join('; ')}${basis}`,
    code: ok ? 'source-unchanged.same' : 'source-unchanged.changed',
    params: {
      before: mark.rows,
      now: now.rows,
      newer: newer.slice(0, shown).join(', '),
      more: newer.length > shown,
      key: table.key[0] ?? null,
      insideRows: changed !== undefined,
    },
    expected: mark.rows,
    actual: now.rows,
    differences: newer.slice(0, shown).map((value) => ({
      kind: 'field-mismatch',
      table: table.table,
      ...worded({
        key: sayDifference('difference.source-row', { row: `${table.key[0]}=${value}` }),
        expected: sayDifference('difference.as-before'),
        actual: sayDifference('difference.since'),
      }),
    })),
  };
}

async function newerRows(
  session: Session,
  plan: Plan,
  table: TablePlan,
  key: string,
  conditions: readonly string[],
): Promise<string[]> {
  const rows = await session.queryCells(
    `SELECT CAST(${key} AS CHAR) FROM ${sourceTable(plan, table)}
      WHERE ${tableScope(plan, table).source} AND (${conditions.join(' OR ')}) ORDER BY ${key} LIMIT ${shown + 1}`,
  );
  return rows.map(([value]) => value?.toString('latin1') ?? '');
}
