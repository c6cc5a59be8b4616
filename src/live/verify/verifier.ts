import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../config/context.js';
import { defaultConsistency, defaultLiveOptions } from '../../config/options.js';
import { type Listener, logEvent } from '../../core/events.js';
import { saidBy } from '../../core/sentence.js';
import { readLive } from '../../ledger/live.js';
import type { RunLedger } from '../../ledger/location.js';
import type { StoredRun } from '../../ledger/runs.js';
import { MysqlError } from '../../mysql/errors.js';
import { isBefore, type LogPosition } from '../../mysql/log-position.js';
import type { Flight } from '../../phases/in-flight.js';
import { differingKeys } from '../../phases/rows/compare/differing-keys.js';
import type { RowsTable } from '../../phases/rows/compare/rows-table.js';
import type { TakenBatch } from '../batch.js';
import type { Lag } from '../lag.js';
import { say } from '../words.js';
import { createDirtyKeys, type Due, type News } from './dirty-keys.js';
import { createMinutes } from './minutes.js';
import { fullPass, type Pass, type PassPart, type SamplePlaces, samplePass } from './pass.js';
import { cutSessions, logEnd, openSessions, readTables, type Sessions } from './sessions.js';
import { createVerifiedState } from './verified-state.js';

/** Compares both sides while the source is followed. */
export interface Verifier extends AsyncDisposable {
  /** These changes are in the target. */
  readonly applied: (batch: TakenBatch) => void;
  /** All before this is. */
  readonly reached: (position: LogPosition) => void;
}

interface Verifying {
  readonly context: Context;
  readonly run: StoredRun;
  readonly ledger: Pick<RunLedger, 'location' | 'runId'>;
  readonly listener: Listener;
  readonly lag: Lag;
}

/** Its share of the time: for each second of work it rests so many. */
const restShare = 4;
const leastRestMs = 20;
/** Where it has nothing to do, or following is behind. */
const idleMs = 100;
/** After something went wrong. */
const failedMs = 1_000;
/** Between two passes, at least. */
const betweenPassesMs = 2_000;
/** Between two times that what is known is written. */
const keepEveryMs = 1_000;
/** Between two looks at a row that differed. */
const lookAgainMs = 1_000;
/** Changed rows that are remembered; what goes beyond is left to the next pass. */
const mostDirty = 100_000;
/** Which rows are ours, and their IDs, may be so old when a row is looked at again: less than the time since it was looked at first. */
const tablesOldMs = lookAgainMs / 2;

interface Walk {
  readonly pass: Pass;
  readonly number: number;
  readonly startedAt: string;
  /** The same by the clock that never goes back. */
  readonly begun: number;
  rows: number;
  /** Nothing was left out. */
  isWhole: boolean;
  /** All parts are compared. */
  isOver: boolean;
}

/**
 * Begins to compare, with sessions of its own: rows that were changed, and between them all rows in passes. It works only while following
 * is close behind, a fifth of the time, and what hinders it never hinders following. After a cut-over it ends, since the target goes its own way.
 */
export function startVerifier({ context, run, ledger, listener, lag }: Verifying): Verifier {
  const options = context.config.options.live ?? defaultLiveOptions;
  const { level, withinSeconds, sample } = options.consistency ?? defaultConsistency;
  const over = new AbortController();
  const minutes = createMinutes();
  const dirty = createDirtyKeys({
    minutes,
    limit: level === 'weak' ? sample : mostDirty,
    lookAgainMs,
    withinMs: level === 'eventual' ? withinSeconds * 1000 : 0,
    suspectsOnly: false,
  });
  const state = createVerifiedState({ plan: run.plan, dirty, minutes, listener });
  const places: SamplePlaces = new Map();
  const warned = new Set<string>();
  let applied: LogPosition | undefined;
  let sessions: Sessions | undefined;
  let isLoaded = false;
  let tables: { readonly of: readonly RowsTable[]; readonly readAt: number } | undefined;
  let walk: Walk | undefined;
  let nextPassAt = 0;
  let isPassTurn = false;

  const flight: Flight = {
    async settle(pair) {
      const end = await logEnd(pair);
      while (applied === undefined || isBefore(applied, end))
        await delay(leastRestMs, undefined, { signal: over.signal });
    },
    touchesOf: dirty.touchesOf,
  };

  function isClose(): boolean {
    const seconds = lag.seconds();
    return seconds !== undefined && seconds < Math.max(1, options.maxLagSeconds);
  }

  /** After a cut-over the target's own changes are no differences. */
  async function endWhenSwitched(now: Sessions): Promise<boolean> {
    const isSwitched = Boolean((await readLive(now.ledger))?.switched);
    if (isSwitched) over.abort();
    return isSwitched;
  }

  async function tell(now: Sessions, news: News): Promise<void> {
    if (news.found.length + news.gone.length === 0 || (await endWhenSwitched(now))) return;
    await state.tell(now.ledger, news);
    await state.keep(now.ledger);
  }

  async function tablesNow(now: Sessions, mustBeNew: boolean): Promise<readonly RowsTable[]> {
    const at = performance.now();
    if (!tables || (mustBeNew && at - tables.readAt > tablesOldMs))
      tables = { of: await readTables(context, run, now.ledger), readAt: at };
    return tables.of;
  }

  async function look(now: Sessions, due: Due): Promise<void> {
    try {
      const isDoubted = due.rows.some(({ entry }) => entry.last !== null);
      const rows = (await tablesNow(now, isDoubted)).find(({ table }) => table.plan.table === due.table);
      if (!rows) throw new Error(`the plan has no table ${due.table}`);
      const keys = due.rows.map(({ entry }) => entry.key);
      const differing = await differingKeys(now, rows, keys);
      await tell(now, dirty.looked(due, differing, await logEnd(now)));
    } catch (error) {
      dirty.missed(due);
      if (isPassing(error)) throw error;
      warn(due.table, error);
    }
  }

  /** Begins, goes on with, or ends a pass; false: there is nothing to do for it yet. */
  async function goOn(now: Sessions): Promise<boolean> {
    if (!walk) {
      if (performance.now() < nextPassAt) return false;
      const of = await tablesNow(now, true);
      const pass = level === 'weak' ? samplePass(of, { sample, places, flight }) : fullPass(of);
      const startedAt = new Date().toISOString();
      const isWhole = level !== 'weak';
      const [number, begun] = [state.nextPass(), performance.now()];
      walk = { pass, number, startedAt, begun, rows: 0, isWhole, isOver: false };
    }
    if (walk.isOver) return endPass(walk);
    try {
      const part = await walk.pass.next(now);
      if (part) await takePart(now, walk, part);
      else walk.isOver = true;
    } catch (error) {
      if (isPassing(error)) throw error;
      warn(walk.pass.skip() ?? '', error);
      walk.isWhole = false;
    }
    return true;
  }

  async function takePart(now: Sessions, into: Walk, part: PassPart): Promise<void> {
    const { table, rows, suspects, more, miscounted } = part;
    const equal = Math.max(0, rows - suspects.length);
    into.rows += rows;
    if (more) into.isWhole = false;
    if (equal > 0) minutes.add(minutes.now(), { compared: equal, equalFirst: equal, equalLast: equal });
    for (const key of suspects) if (!dirty.suspect(table, key, into.number)) into.isWhole = false;
    if (miscounted !== undefined) await tell(now, state.miscounted(table, miscounted));
  }

  function endPass({ number, startedAt, begun, rows, isWhole }: Walk): boolean {
    if (dirty.inDoubt(number) > 0) return false;
    const took = performance.now() - begun;
    state.passed({ startedAt, endedAt: new Date().toISOString(), rows }, { isWhole, seconds: took / 1000 });
    nextPassAt = performance.now() + Math.max(betweenPassesMs, took);
    walk = undefined;
    return true;
  }

  /** False: there was nothing to do. Passes and changed rows take turns. */
  async function step(): Promise<boolean> {
    if (!isClose()) return false;
    sessions ??= await openSessions(context, ledger);
    if (!isLoaded) {
      if (await endWhenSwitched(sessions)) return false;
      await state.load(sessions.ledger);
      isLoaded = true;
    }
    isPassTurn = !isPassTurn;
    if (isPassTurn && (await goOn(sessions))) return true;
    const due = dirty.due();
    if (due) await look(sessions, due);
    return due !== null || (!isPassTurn && (await goOn(sessions)));
  }

  const isPassing = (error: unknown) =>
    over.signal.aborted || (error instanceof MysqlError && error.retryable);

  function warn(table: string, error: unknown): void {
    if (warned.has(table)) return;
    warned.add(table);
    listener(logEvent('warning', say('verify.hindered', { table, problem: saidBy(error) })));
  }

  let keptAt = 0;
  async function keep(): Promise<void> {
    const at = performance.now();
    if (!isLoaded || !sessions || at - keptAt < keepEveryMs || (await endWhenSwitched(sessions))) return;
    await state.keep(sessions.ledger);
    keptAt = at;
  }

  async function work(): Promise<void> {
    while (!over.signal.aborted) {
      const begun = performance.now();
      let restMs = idleMs;
      try {
        const hasWorked = await step();
        await keep();
        if (hasWorked) restMs = Math.max(leastRestMs, (performance.now() - begun) * restShare);
      } catch (error) {
        if (over.signal.aborted) break;
        restMs = failedMs;
        cutSessions(sessions);
        sessions = undefined;
        if (!isPassing(error)) warn('', error);
      }
      await delay(restMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
    if (isLoaded && sessions) await state.keep(sessions.ledger).catch(() => undefined);
    cutSessions(sessions);
  }

  const working = work();
  return {
    applied({ outcomes, position }) {
      for (const { table, row } of outcomes) dirty.touch(table.plan.table, table.targetKey(row), position);
    },
    reached(position) {
      applied = position;
      dirty.reach(position);
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      // A statement at work is not waited for; what is known is kept.
      sessions?.source.destroy();
      sessions?.target.destroy();
      await working;
    },
  };
}
