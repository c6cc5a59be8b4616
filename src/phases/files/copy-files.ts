import type { RunControl, RunEvent } from '../../core/events.js';
import { inBatches } from '../../core/in-batches.js';
import { inParallel } from '../../core/in-parallel.js';
import type { RunLedger } from '../../ledger/location.js';
import { ObjectError } from '../../objects/errors.js';
import type { FilesPlan } from '../../plan/plan.js';
import { type Carry, carryFile, type FilesMode, mayCopy } from './carry-file.js';
import { createFilesProgress, type FilesProgress } from './files-progress.js';
import {
  countFiles,
  createFileJournal,
  type FileJournal,
  type FileResult,
  type FileTask,
  openFiles,
} from './ledger.js';
import { createLister, listedTogether, nothingListed } from './listed.js';
import { createPace } from './pace.js';
import { createPatience, fileSubject, type Patience } from './patience.js';
import { carriedFile, type FileStores } from './stores.js';

export interface CopyFiles {
  readonly plan: FilesPlan;
  readonly stores: FileStores;
  /** A session for pages of what is to be done, and one for results. */
  readonly ledger: RunLedger;
  readonly journal: RunLedger;
  readonly mode: FilesMode;
  readonly parallel: number;
  readonly bytesPerSecond: number | null;
  /** Wrong contents at the destination are written over: repair. */
  readonly overwrite: boolean;
  readonly listener: (event: RunEvent) => void;
  readonly control: RunControl;
  /** Tells of a file that could not be carried over, and gives it with a row that names it. */
  readonly withRow: (result: FileResult) => Promise<FileResult>;
}

/** How it ended. */
export interface Copied {
  readonly outcome: 'complete' | 'partial' | 'stopped';
  /** Why the rest was given up. */
  readonly hopeless: ObjectError | null;
  /** Files that the source does not have. */
  readonly missing: number;
}

/** Carries over what the ledger has open, many at a time. What one file cannot have does not end the others. */
export async function copyFiles(copy: CopyFiles): Promise<Copied> {
  const { listener, control, parallel } = copy;
  const journal = createFileJournal(copy.journal);
  const patience = createPatience({ parallel, listener, giveUp: [control.abort, control.stop] });
  const pace =
    copy.bytesPerSecond === null ? undefined : createPace(() => copy.bytesPerSecond, control.abort);
  const turn = createPace(() => control.steering?.now().rowsPerSecond ?? null, control.stop);
  const progress = createFilesProgress(await countFiles(copy.ledger), listener);
  const isOver = () => control.stop.aborted || patience.hopeless() !== null;
  const later: FileTask[] = [];
  const shared = { journal, patience, pace, progress };
  const work = async (looked: LookedFor, isLast: boolean) => {
    const result = await one(copy, looked, { ...shared, later: isLast ? null : later });
    if (result) progress.count(looked.task, result);
  };
  try {
    await inParallel(
      unlessPaused(lookedFor(copy, journal)),
      parallel,
      (looked) => work(looked, later.length >= mostLater),
      isOver,
    );
    // What failed while others went well may have been bad luck.
    await inParallel(unlessPaused(later.splice(0)), parallel, (task) => work({ task }, true), isOver);
  } catch (error) {
    if (!(error instanceof ObjectError) || error.kind !== 'stopped') throw error;
  }
  await journal.end();
  progress.finish();
  const left = await countFiles(copy.ledger);
  const open = left.some(({ state, files }) => files > 0 && (state === 'pending' || state === 'writing'));
  const hopeless = patience.hopeless();
  const missing = left.find(({ state }) => state === 'missing')?.files ?? 0;
  if (open && hopeless === null) return { outcome: 'stopped', hopeless, missing };
  const failed = left.some(({ state, files }) => files > 0 && !fine.has(state));
  return { outcome: open || failed ? 'partial' : 'complete', hopeless, missing };

  async function* unlessPaused<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncGenerator<Item> {
    for await (const item of items) {
      await control.waitWhilePaused();
      await turn(1);
      yield item;
    }
  }
}

/** A file that is to be carried. */
interface LookedFor {
  readonly task: FileTask;
  /** When a list of its destination showed nothing there (`performance.now()`): it is noted as begun. Absent: none did. */
  readonly absentAt?: number;
}

/** Files that are noted together before their first byte: what a crash leaves noted and unwritten has to be looked for. */
const intendedTogether = 64;
/** So long a list is believed that nothing is at a place: others write, too, and a pause may last for hours. */
const absentMs = 5_000;

/**
 * What is open, looked for in lists; that which is not there is noted as begun. COS says that its lists are behind its objects: what they
 * show is asked for, and what was begun before.
 */
async function* lookedFor(
  { plan, stores, ledger, mode, overwrite, control }: CopyFiles,
  journal: FileJournal,
): AsyncGenerator<LookedFor> {
  const list = createLister(plan, stores.source, control.abort);
  for await (const page of inBatches(openFiles(ledger), listedTogether)) {
    for (const [destination, tasks] of Map.groupBy(page, (task) => task.destination)) {
      const target = stores.destinations.get(destination);
      const isEnough = !overwrite && target && !mayCopy({ source: stores.source, target, mode });
      const listed = isEnough ? await list(target, tasks) : nothingListed;
      const absentAt = performance.now();
      const isFresh = (task: FileTask) => task.state === 'pending' && listed(task) === null;
      for (let from = 0; from < tasks.length; from += intendedTogether) {
        const some = tasks.slice(from, from + intendedTogether);
        await Promise.all(
          some.filter(isFresh).map((task) => journal.note({ task, state: 'writing', bytes: 0 })),
        );
        for (const task of some) yield isFresh(task) ? { task, absentAt } : { task };
      }
    }
  }
}

/** Tries of one file before others have their turn, and once more at the end: one that always fails must not hold up the rest. */
const mostTries = 8;
/** Files that wait for a second turn. */
const mostLater = 10_000;

/** A file that the source does not have is the source's own fault: the caller decides what it means. */
const fine: ReadonlySet<FileTask['state']> = new Set(['created', 'existed', 'missing']);

interface Shared {
  readonly journal: FileJournal;
  readonly patience: Patience;
  readonly pace: Carry['pace'];
  readonly progress: FilesProgress;
  /** Takes what is to have another turn; null: this turn is the last. */
  readonly later: FileTask[] | null;
}

async function one(
  copy: CopyFiles,
  { task, absentAt }: LookedFor,
  { journal, patience, pace, progress, later }: Shared,
): Promise<FileResult | null> {
  const { plan, stores, mode, overwrite, control, withRow } = copy;
  const target = stores.destinations.get(task.destination);
  if (!target) throw new Error(`the config names no store for the destination ${task.destination}`);
  const file = carriedFile(plan, task);
  /** An earlier start or try may have written it, and its answer was lost. */
  let begun = task.state === 'writing';
  let noted = begun || absentAt !== undefined;
  let intended = false;
  const intend = async () => {
    if (!noted) await journal.note({ task, state: 'writing', bytes: 0 });
    noted = true;
    intended = true;
  };
  const paced = async (bytes: number) => {
    progress.moved(task, bytes);
    await pace?.(bytes);
  };
  const carry = {
    source: stores.source,
    target,
    mode,
    overwrite,
    intend,
    signal: control.abort,
    pace: paced,
  };
  const carryOnce = () => {
    progress.anew(task);
    // Another try may find what the one before has left.
    const isAbsent = !intended && absentAt !== undefined && performance.now() - absentAt < absentMs;
    begun ||= intended;
    return carryFile(file, { ...carry, isAbsent });
  };
  try {
    const { state, bytes } = await patience.withRetry(fileSubject(task), carryOnce, mostTries);
    const isThere = state === 'created' || state === 'existed';
    // What stood there before is not ours, even when it was written over, or when a list had left it out.
    const isOurs = begun || (state === 'created' && intended);
    return await settle({ task, bytes, state: isThere ? (isOurs ? 'created' : 'existed') : state });
  } catch (error) {
    progress.anew(task);
    if (!(error instanceof ObjectError) || error.kind === 'stopped') throw error;
    if (error.retryable && later && patience.hopeless() === null) {
      later.push({ ...task, state: begun || intended ? 'writing' : task.state });
      return null;
    }
    const state = error.kind === 'denied' ? 'denied' : 'failed';
    return await settle({ task, bytes: 0, state, message: error.message });
  }

  async function settle(result: FileResult): Promise<FileResult> {
    const whole = settled.has(result.state) ? result : await withRow(result);
    await journal.noteSoon(whole);
    return whole;
  }
}

const settled: ReadonlySet<FileResult['state']> = new Set(['created', 'existed']);
