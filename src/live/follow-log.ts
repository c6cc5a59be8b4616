import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { isBefore, type LogPosition } from '../mysql/log-position.js';
import { createBatch, type TakenBatch } from './batch.js';
import type { FollowedTable } from './followed-table.js';
import type { OwnWrites } from './own-writes.js';
import type { LogItem, SourceLog } from './source-log.js';

/** Milliseconds between two batches, unless one is full: a transaction of the target for each of the source would cost it more. */
const everyMs = 20;
/** How often a position is written where nothing of ours happens. */
const idlePositionMs = 250;
/** And one that is written already: so it is seen that the target still takes it, or has to be waited for. */
const samePositionMs = 1_000;

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
  let isWriting = false;
  /** When the last batch was taken. */
  let begunAt = 0;
  let written: LogPosition | undefined;
  let wakeReader = (): void => undefined;
  let wakeWriter = (): void => undefined;

  const room = async (): Promise<void> => {
    wakeWriter();
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
        wakeWriter();
        // A log that is there already never waits: without a turn the target's answers would wait for all of it.
        if (isWriting) await turnOfTheLoop();
      }
    } catch (error) {
      // What fails because it was given up has not failed.
      if (!ended) failure = { error };
    } finally {
      ended = true;
      wakeWriter();
    }
  }

  async function write(): Promise<void> {
    while (!ended && !stop.aborted) {
      const waitMs = restMs();
      if (waitMs > 0) await newsWithin(waitMs);
      else if (!(await writeOnce())) await newsWithin(idlePositionMs);
    }
    if (ended) await writeOnce();
  }

  /** How long what was read may still wait for more. Where nothing is ours, only now and then the position is written. */
  function restMs(): number {
    const now = performance.now();
    if (!batch.isEmpty()) return batch.isFull() ? 0 : begunAt + everyMs - now;
    const position = batch.position();
    if (position) reached(position);
    const isNew = position && (!written || isBefore(written, position));
    return begunAt + (isNew ? idlePositionMs : samePositionMs) - now;
  }

  /** Until something was read, it is to be stopped, or so many milliseconds have passed. */
  function newsWithin(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wakeWriter = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function writeOnce(): Promise<boolean> {
    const taken = batch.take();
    if (!taken) return false;
    wakeReader();
    begunAt = performance.now();
    isWriting = true;
    await apply(taken).finally(() => {
      isWriting = false;
    });
    written = taken.position;
    reached(taken.position);
    return true;
  }

  const wake = () => wakeWriter();
  stop.addEventListener('abort', wake);
  const reading = read();
  try {
    await write();
  } finally {
    stop.removeEventListener('abort', wake);
    ended = true;
    wakeReader();
    over.abort();
    await reading;
  }
  if (failure) throw failure.error;
}
