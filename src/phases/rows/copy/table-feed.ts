import type { CommittedChunks } from '../../../ledger/chunks.js';
import { closedRange, type KeyRange, nextRange } from '../../../mysql/chunks.js';
import type { KeyTuple } from '../../../mysql/key-cells.js';
import type { Session } from '../../../mysql/session.js';
import type { TablePlan } from '../../../plan/plan.js';

/** One piece of work for a pair of connections. */
export interface Chunk {
  readonly table: TablePlan;
  readonly number: number;
  readonly range: KeyRange;
  /** No row of the source lies behind it. */
  readonly isLast?: boolean;
}

/** Hands out a table's chunks one after the other, skipping those that an earlier attempt committed. */
export interface TableFeed {
  readonly table: TablePlan;
  /** The next range to copy; null when none is left to hand out. Calls queue up behind each other. */
  readonly next: (session: Session, rows: number) => Promise<Chunk | null>;
  /** True when every range was handed out and each of them was reported as committed. */
  readonly isDone: () => boolean;
  readonly committed: (chunk: Chunk) => void;
  /** Number for the row that marks the table's end. */
  readonly endNumber: () => number;
}

/**
 * Ranges that were planned but never committed lie between committed ones: several pairs work on a table at once, so the
 * order of commits is not the order of keys. Numbers follow the order of keys, so a gap takes the first number that is
 * missing; one gap may stand for several lost chunks.
 */
export function findGaps(
  committed: readonly { readonly chunk: number; readonly range: KeyRange }[],
): readonly { readonly number: number; readonly range: KeyRange }[] {
  const gaps: { number: number; range: KeyRange }[] = [];
  let reached: KeyTuple | null = null;
  let number = 1;
  for (const { chunk, range } of committed) {
    if (JSON.stringify(range.after) !== JSON.stringify(reached)) {
      gaps.push({ number, range: { after: reached, through: range.after } });
    }
    reached = range.through;
    number = chunk + 1;
  }
  return gaps;
}

export function createTableFeed(table: TablePlan, earlier: CommittedChunks): TableFeed {
  const gaps = [...findGaps(earlier.chunks)];
  let position: KeyTuple | null = earlier.chunks.at(-1)?.range.through ?? null;
  let nextNumber = earlier.nextChunk;
  let exhausted = earlier.finished || (earlier.chunks.length > 0 && position === null);
  let open = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function take(session: Session, rows: number): Promise<Chunk | null> {
    const gap = gaps.shift();
    if (gap) {
      open += 1;
      return { table, ...gap };
    }
    if (exhausted) return null;
    // Nothing left is a range, too: the tenant's rows behind the source's last one are remembered with it.
    const found = (await nextRange(session, table, position, rows)) ?? { after: position, through: null };
    const isLast = found.through === null;
    const range = isLast ? await closedRange(session, table, found) : found;
    exhausted = isLast;
    position = range.through;
    open += 1;
    const number = nextNumber;
    nextNumber += 1;
    return { table, number, range, isLast };
  }

  return {
    table,
    next: (session, rows) => {
      const mine = turn.then(() => take(session, rows));
      turn = mine.catch(() => undefined);
      return mine;
    },
    isDone: () => exhausted && gaps.length === 0 && open === 0,
    committed: () => {
      open -= 1;
    },
    endNumber: () => nextNumber,
  };
}
