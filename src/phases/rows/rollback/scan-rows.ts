import type { Listener, RunControl } from '../../../core/events.js';
import { quoteTable } from '../../../core/sql.js';
import type { Session } from '../../../mysql/session.js';
import type { CellContext } from '../../../plan/mapping.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import type { ChangedInPiece, ChangedRow } from '../captures.js';
import { compileTable, versionColumn } from '../compare/compared-table.js';
import { showKey } from '../compare/keys.js';
import { compareRange, differingRows } from '../compare/narrow.js';
import type { SessionPair } from '../compare/rows.js';
import { scopeInRange } from '../compare/scope.js';
import { namedAtMost } from './changed-rows.js';
import type { Piece } from './pieces.js';

/** What a table's chunks hold now. */
interface ScannedTable {
  readonly table: string;
  /** Rows that a rollback would delete. */
  readonly rows: number;
  /** One for each piece that holds rows. */
  readonly changed: readonly ChangedInPiece[];
}

interface Scan {
  readonly cellContext: CellContext;
  /** Columns that clients change by pulling: nobody's work is lost with them. */
  readonly volatile: readonly string[];
  readonly listener: Listener;
  readonly control: RunControl;
}

/** The operator has asked for an end. */
export function isStopped({ stop, abort }: RunControl): boolean {
  return stop.aborted || abort.aborted;
}

/**
 * Compares the run's rows of one table with what the source says they must be, piece by piece, and counts them. A row that
 * differs was changed after the run, on either side. Reads only; ends early when it is stopped.
 */
export async function scanRows(
  pair: SessionPair,
  plan: Plan,
  table: TablePlan,
  pieces: readonly Piece[],
  { cellContext, volatile, listener, control }: Scan,
): Promise<ScannedTable> {
  const version = versionColumn(plan, table.table);
  const compared = compileTable(table, {
    cellContext,
    // The version is rewritten by the Vault phase, so it may rightly differ from the source.
    exclude: version === undefined ? [] : [version],
    volatile,
  });
  const changed: ChangedInPiece[] = [];
  let rows = 0;
  let room = namedAtMost;
  for (const [index, piece] of pieces.entries()) {
    if (isStopped(control)) break;
    const { scope } = piece;
    const range = await compareRange(pair, compared, scope, piece.range);
    rows += range.actual.rows;
    const named: ChangedRow[] = [];
    let differing = 0;
    if (!range.same) {
      for await (const { kind, key } of differingRows(pair, compared, scope, range, () => true)) {
        if (kind === 'missing') continue;
        differing += 1;
        if (named.length < room) named.push({ table: table.table, key: showKey(table, key), kind });
      }
    }
    room -= named.length;
    if (range.actual.rows > 0) {
      const { chunk, since } = piece;
      changed.push({ table: table.table, chunk, since, rows: differing, named });
    }
    listener({
      type: 'rollback-progress',
      subject: `comparing ${table.table}`,
      step: 'compare',
      table: table.table,
      done: index + 1,
      total: pieces.length,
    });
  }
  return { table: table.table, rows, changed };
}

/** Counts the rows that a rollback would remove without comparing them, for when the source is gone. */
export async function countRows(
  target: Session,
  plan: Plan,
  table: TablePlan,
  pieces: readonly Piece[],
): Promise<number> {
  let rows = 0;
  for (const piece of pieces) {
    const scope = scopeInRange(table, piece.scope, piece.range);
    const [row] = await target.query(
      `SELECT COUNT(*) AS total FROM ${quoteTable(plan.target.database, table.target)} WHERE ${scope.target}`,
    );
    rows += Number(row?.total ?? 0);
  }
  return rows;
}
