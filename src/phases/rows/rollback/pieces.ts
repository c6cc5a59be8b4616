import { quoteName, quoteTable } from '../../../core/sql.js';
import type { ChunkRecord, CommittedChunks } from '../../../ledger/chunks.js';
import { businessCondition, type KeyRange, rangeCondition } from '../../../mysql/chunks.js';
import type { Session } from '../../../mysql/session.js';
import { shiftedRange } from '../../../plan/key-shift.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { type TableScope, tableScope } from '../compare/scope.js';

/** Rows of one table that are compared, counted and deleted together. */
export interface Piece {
  readonly chunk: number;
  readonly scope: TableScope;
  /** Source keys. */
  readonly range: KeyRange;
  /** Behind the run's own rows: what the tenant got since. */
  readonly since: boolean;
  /** With it the chunk's rows are gone. */
  readonly endsChunk: boolean;
}

/** The businesses of a run; no column where the system has none. */
export interface Businesses {
  readonly column: string | undefined;
  readonly values: readonly (number | string)[];
}

/**
 * What is left of a run in one table, in the order of keys: its chunks, and at the end of a finished table what the tenant got
 * since in the run's businesses. That would lose what it belongs to; in businesses of the tenant's own it is nothing to the run.
 */
export function piecesOf(
  plan: Plan,
  table: TablePlan,
  { chunks, finished }: CommittedChunks,
  businesses: Businesses,
): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const chunk of chunks) {
    const { range, rows, removed } = chunk;
    if (removed) continue;
    const scope = tableScope(plan, table, chunk.rowsBefore);
    const hasRows = rows > 0;
    if (hasRows) pieces.push({ chunk: chunk.chunk, scope, range, since: false, endsChunk: true });
    const after = hasRows ? range.through : range.after;
    // A run of an older version left its last range open: what came since lies in it, as in a table without a key.
    const isClosed = table.key.length > 0 && (!hasRows || after !== null);
    if (!finished || chunk !== chunks.at(-1) || !isClosed) continue;
    pieces.push({
      chunk: chunk.chunk,
      scope: { ...scope, target: `${scope.target} AND ${ofBusinesses(table, businesses)}` },
      range: { after, through: null },
      since: true,
      endsChunk: !hasRows,
    });
  }
  return pieces;
}

function ofBusinesses(table: TablePlan, { column, values }: Businesses): string {
  if (column === undefined || !table.columns.some(({ name }) => name === column)) return 'TRUE';
  return businessCondition({ columns: table.columns, filter: { column, values } }, 'target');
}

/** The businesses whose rows a run has in a table of the target. */
export async function businessesIn(
  target: Session,
  plan: Plan,
  table: TablePlan,
  { chunks }: CommittedChunks,
  business: string | undefined,
): Promise<readonly string[]> {
  const written = chunks.filter(({ rows, removed }) => rows > 0 && !removed);
  const [first, last] = [written[0], written.at(-1)];
  if (!first || !last || business === undefined || !table.columns.some(({ name }) => name === business))
    return [];
  const range = { after: first.range.after, through: last.range.through };
  const before = written.flatMap(({ rowsBefore }: ChunkRecord) => rowsBefore);
  const rows = await target.queryCells(
    `SELECT DISTINCT ${quoteName(business)} FROM ${quoteTable(plan.target.database, table.target)}
      WHERE ${tableScope(plan, table, before).target} AND ${rangeCondition(table, shiftedRange(table, range), 'target')}`,
  );
  return rows.flatMap(([cell]) => (cell ? [cell.toString('utf8')] : []));
}
