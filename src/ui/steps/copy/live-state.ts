import type { Retry, SecretFigures } from '../../../core/events.js';
import { initialWork, type WorkState } from '../../wizard/work-state.js';
import type { Latency } from './latency.js';
import type { Speed } from './speed.js';

/** One line of the list of parts in a running phase. For Vault, `done` and `total` count rows that name a secret. */
export interface LiveTable {
  readonly table: string;
  readonly total: number;
  readonly done: number;
  readonly bytes: number;
  /** Where it is known how much there is. */
  readonly bytesTotal?: number;
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  readonly message: string | null;
  /** How long it took, once it is done. */
  readonly seconds?: number;
  /** Where this session began with it: milliseconds of work, and what was done before. */
  readonly since?: { readonly at: number; readonly done: number };
}

export interface LogEntry {
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
  /** As the engine words it; a table that is finished and a retry are given by their figures. */
  readonly message: string | { readonly table: string; readonly rows: number } | Retry;
}

/** A thing that could not be copied as it is. */
export interface LiveProblem {
  /** The row that names it, or the part it lies in, and the thing. */
  readonly where: string;
  readonly message: string;
  /** The source has this fault already. */
  readonly sourceFault: boolean;
}

/** Everything a live panel shows, built from events alone. */
export interface LiveState {
  /** The engine has begun to copy; before that it checks once more. */
  readonly begun: boolean;
  readonly startedAt: number;
  /** How far these checks are. */
  readonly checks: WorkState;
  readonly finishedAt: number | null;
  /** Share of the whole that was shown last, 0 to 1: totals may grow on the way, what is shown never falls. */
  readonly share: number;
  /** Newest moment at which rows or secrets were committed, or a table was begun. */
  readonly lastProgressAt: number;
  readonly now: number;
  /** Committed in this session (a resumed run's earlier rows are in the tables only). */
  readonly rows: number;
  readonly bytes: number;
  readonly tables: readonly LiveTable[];
  /** By working time, so that a pause neither slows it down nor makes it forget. */
  readonly speed: Speed;
  readonly latency: Latency;
  readonly pausedSince: number | null;
  /** Milliseconds spent paused before. */
  readonly pausedBefore: number;
  /** Why it goes slower; `cap`: by the configured rate, which never brings it to a halt. */
  readonly throttle: { readonly reason: string; readonly cap: boolean } | null;
  readonly retries: number;
  readonly lastRetry: string | null;
  readonly snapshot: string | null;
  readonly generatorsRaised: number;
  readonly tallies: Readonly<Record<string, SecretFigures>>;
  readonly problems: readonly LiveProblem[];
  readonly problemCount: number;
  /** Of these, faults that the source has already. */
  readonly sourceFaults: number;
  readonly log: readonly LogEntry[];
}

/** A table as it is known before the phase (or its next session) starts. */
export interface KnownTable {
  readonly table: string;
  readonly rows: number;
  /** Rows that earlier sessions of the run have copied. */
  readonly done: number;
  readonly finished: boolean;
}

export function initialLive(now: number, tables: readonly KnownTable[]): LiveState {
  return withShare({
    begun: false,
    startedAt: now,
    checks: initialWork(now),
    share: 0,
    finishedAt: null,
    lastProgressAt: now,
    now,
    rows: 0,
    bytes: 0,
    tables: tables.map(({ table, rows, done, finished }) => ({
      table,
      total: finished ? done : rows,
      done,
      bytes: 0,
      status: finished ? 'done' : 'waiting',
      message: null,
    })),
    speed: [],
    latency: [],
    pausedSince: null,
    pausedBefore: 0,
    throttle: null,
    retries: 0,
    lastRetry: null,
    snapshot: null,
    generatorsRaised: 0,
    tallies: {},
    problems: [],
    problemCount: 0,
    sourceFaults: 0,
    log: [],
  });
}

/** With the share that is shown, which never falls. */
export function withShare(live: LiveState): LiveState {
  const { done, total } = overall(live);
  return { ...live, share: Math.max(live.share, total > 0 ? done / total : 0) };
}

/** Milliseconds of work until `at`, pauses left out. */
export function workingTime(live: LiveState, at = live.now): number {
  const end = live.finishedAt ?? at;
  const paused = live.pausedBefore + (live.pausedSince === null ? 0 : end - live.pausedSince);
  return Math.max(0, end - live.startedAt - paused);
}

/** Row of the list that the panel keeps in view: the first one at work; at the end the first that failed; else the first that waits. */
export function activeTable(live: LiveState): number {
  const running = live.tables.findIndex((table) => table.status === 'running');
  if (running >= 0) return running;
  const failed = live.tables.findIndex((table) => table.status === 'failed');
  if (live.finishedAt !== null && failed >= 0) return failed;
  const waiting = live.tables.findIndex((table) => table.status === 'waiting');
  return waiting >= 0 ? waiting : Math.max(0, live.tables.length - 1);
}

/** Rows done and to do over all tables, earlier sessions of a resumed run included. */
export function overall(live: LiveState): {
  readonly done: number;
  readonly total: number;
  readonly tablesDone: number;
} {
  return {
    done: live.tables.reduce((sum, table) => sum + table.done, 0),
    total: live.tables.reduce((sum, table) => sum + Math.max(table.total, table.done), 0),
    tablesDone: live.tables.filter((table) => table.status === 'done').length,
  };
}

/** Silence longer than this is said: the operator should not have to guess. */
const stalledAfter = 5000;
/** However slow a copy is, it commits something within this time. */
const stalledAtMost = 60_000;

/** Large chunks of a slow copy (one that is held to a rate, say) come seldom: twice the time between them is no silence yet. */
function patience(live: LiveState): number {
  const mean = live.rows / Math.max(1, workingTime(live, live.lastProgressAt));
  const usual = mean > 0 ? (live.speed.at(-1)?.rows ?? 0) / mean : 0;
  return Math.max(stalledAfter, Math.min(stalledAtMost, 2 * usual));
}

/** Nothing is committed although something is meant to be: a table is at work, and nobody holds it back. */
export function isStalled(live: LiveState): boolean {
  const { finishedAt, pausedSince, throttle, tables, now, lastProgressAt } = live;
  const heldBack = pausedSince !== null || (throttle !== null && !throttle.cap);
  const atWork = finishedAt === null && tables.some(({ status }) => status === 'running');
  return atWork && !heldBack && now - lastProgressAt >= patience(live);
}
