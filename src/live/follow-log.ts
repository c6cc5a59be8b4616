import { setTimeout as delay } from 'node:timers/promises';
import type { LogPosition } from '../mysql/log-position.js';
import { createBatch, type TakenBatch } from './batch.js';
import type { FollowedTable } from './followed-table.js';
import type { OwnWrites } from './own-writes.js';
import type { LogItem, SourceLog } from './source-log.js';

/** Milliseconds between two looks at what has come. */
const everyMs = 20;
/** How often a position is written where nothing of ours happens. */
const idlePositionMs = 250;

export interface FollowingLog {
  /** Begins to read; `signal`: nobody waits for it any more. */
  readonly open: (signal: AbortSignal) => SourceLog;
  /** By the source's name. */
  readonly tables: ReadonlyMap<string, FollowedTable>;
  /** Makes a batch durable with its position, or throws, and then nothing of it is. One at a time; parts of a transaction one after the other. */
  readonly apply: (batch: TakenBatch) => Promise<void>;
  /** All before it is applied, or concerns nothing of ours. */
  readonly reached: (position: LogPosition) => void;
  /** Transactions that are gone over: the tool's own. */
  readonly own?: OwnWrites | undefined;
  /** Batches know what a row was before them. */
  readonly keepsFirst?: boolean | undefined;
  /** Where reading begins, of whoever takes large transactions in parts. */
  readonly partsFrom?: LogPosition | undefined;
  /** Throws where reading must not go on over this statement. */
  readonly onStructure: (item: Extract<LogItem, { type: 'structure' }>) => void;
  /** Aborted: it ends after the batch in hand. */
  readonly stop: AbortSignal;
}

/**
 * Reads the log and applies it, whole transactions at a time, until it is stopped, the log ends, or something fails: what was whole before
 * that is applied first. Reading waits for writing, so memory holds two batches, and one transaction where it is not taken in parts.
 */
export async function followLog({
  open,
  tables,
  apply,
  reached,
  own,
  keepsFirst,
  partsFrom,
  onStructure,
  stop,
}: FollowingLog): Promise<void> {
  const batch = createBatch(tables, { keepsFirst, partsFrom });
  let isOwn = false;
  let failure: { readonly error: unknown } | undefined;
  let ended = false;
  let writtenAt = 0;
  let wakeReader = (): void => undefined;

  const room = async (): Promise<void> => {
    while (batch.isFull() && !ended) {
      await new Promise<void>((resolve) => {
        wakeReader = resolve;
      });
    }
  };

  function see(item: LogItem): void {
    switch (item.type) {
      case 'row': {
        const ledger = own?.see(item);
        isOwn ||= ledger === 'ours';
        if (!isOwn && ledger === undefined) batch.add(item);
        return;
      }
      case 'commit':
        if (isOwn) batch.discard();
        isOwn = false;
        batch.commit(item.position);
        return;
      case 'discard':
        isOwn = false;
        batch.discard();
        return;
      case 'structure':
        onStructure(item);
        batch.pass(item.position);
        return;
      case 'passed':
        batch.pass(item.position);
        return;
    }
  }

  const over = new AbortController();
  async function read(): Promise<void> {
    try {
      for await (const items of open(over.signal)) {
        for (const item of items) {
          if (ended) return;
          see(item);
          // Nobody is waited for without need: turns of the loop would double the cost of small transactions.
          if (batch.isFull()) await room();
        }
      }
    } catch (error) {
      // What fails because it was given up has not failed.
      if (!ended) failure = { error };
    } finally {
      ended = true;
    }
  }

  async function write(): Promise<void> {
    while (!ended) {
      if (stop.aborted) return;
      const wrote = !isIdle() && (await writeOnce());
      if (!wrote) await delay(everyMs);
    }
    await writeOnce();
  }

  /** Nothing of ours is waiting; then only now and then the position is written. */
  function isIdle(): boolean {
    if (!batch.isEmpty()) return false;
    const position = batch.position();
    if (position) reached(position);
    return performance.now() - writtenAt < idlePositionMs;
  }

  async function writeOnce(): Promise<boolean> {
    const taken = batch.take();
    if (!taken) return false;
    wakeReader();
    await apply(taken);
    writtenAt = performance.now();
    reached(taken.position);
    return true;
  }

  const reading = read();
  try {
    await write();
  } finally {
    ended = true;
    wakeReader();
    over.abort();
    await reading;
  }
  if (failure) throw failure.error;
}
