import type { ValidationLevel } from '../../../core/validation-shape.js';
import { type KeyRange, nextRange } from '../../../mysql/chunks.js';
import type { InFlight } from '../../in-flight.js';
import type { SessionPair } from '../compare/rows.js';
import type { RowsTable } from '../compare/rows-table.js';
import { wholeTable } from '../compare/scope.js';
import type { VersionChanges } from '../compare/versions.js';
import type { RowCounter, RowCounts } from './jobs/counts.js';
import { type SettledCounts, settledCounts } from './settled-counts.js';
import type { TableTally } from './table-tally.js';

/** One table on its way through validation. */
export interface TableTask extends RowsTable {
  readonly tally: TableTally;
  readonly inFlight: InFlight | undefined;
  /** Read when the table's turn comes. */
  versionChanges?: VersionChanges;
  counts?: RowCounts & Partial<Pick<SettledCounts, 'moved'>>;
  /** Rows the next chunk shall have: follows the time that chunks take. */
  chunkRows: number;
  /** Chunks handed out and not finished. */
  open: number;
  walked: boolean;
  failed: boolean;
}

/** What a worker does next: compare a range, or nothing more than finish a table. */
export interface WalkStep {
  readonly task: TableTask;
  readonly range: KeyRange | null;
}

interface Walk {
  /** The next step, or null when everything is handed out. Callers wait for each other. */
  next(pair: SessionPair): Promise<WalkStep | null>;
  /** The table whose turn it was when `next` failed with this error. */
  blame(error: unknown): TableTask | undefined;
  /** Gives up on a table. */
  skip(task: TableTask): void;
}

async function countTask(
  pair: SessionPair,
  task: TableTask,
  count: RowCounter,
): Promise<TableTask['counts']> {
  const { table, scope, inFlight } = task;
  if (!inFlight) return await count(pair, table, scope);
  const { counts, moved } = await settledCounts(pair, task, inFlight);
  return { ...counts, moved };
}

/** Hands out the key ranges of one table after the other. Ranges are the source's; the last one is open to the end. */
export function walkTables(tasks: readonly TableTask[], level: ValidationLevel, count: RowCounter): Walk {
  let position = 0;
  let after: KeyRange['after'] = null;
  let started = false;
  let turn: Promise<unknown> = Promise.resolve();
  const blamed = new WeakMap<object, TableTask>();

  function leave(task: TableTask): void {
    task.walked = true;
    position += 1;
    after = null;
    started = false;
  }

  async function step(pair: SessionPair): Promise<WalkStep | null> {
    const task = tasks[position];
    if (!task) return null;
    if (!started) {
      task.counts = await countTask(pair, task, count);
      task.versionChanges = await task.readVersionChanges();
      started = true;
    }
    if (level === 'counts') {
      task.open += 1;
      leave(task);
      return { task, range: null };
    }
    const range = await rangeAfter(pair, task);
    task.open += 1;
    // What lies behind the source's last key can only be extra rows, so the last range must be open.
    if (range.through === null) leave(task);
    else after = range.through;
    return { task, range };
  }

  async function rangeAfter(pair: SessionPair, { table, chunkRows }: TableTask): Promise<KeyRange> {
    if (!table.ordered) return wholeTable;
    const range = await nextRange(pair.source, table.plan, after, chunkRows);
    return range ?? { after, through: null };
  }

  return {
    next(pair) {
      const mine = turn.then(async () => {
        const task = tasks[position];
        try {
          return await step(pair);
        } catch (error) {
          // Noted now: by the time the error is handled, another worker may be at the next table.
          if (task && error instanceof Object) blamed.set(error, task);
          throw error;
        }
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    blame: (error) => (error instanceof Object ? blamed.get(error) : undefined),
    skip(task) {
      task.failed = true;
      if (tasks[position] === task) leave(task);
    },
  };
}
