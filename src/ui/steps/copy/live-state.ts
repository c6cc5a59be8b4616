import type { RunEvent } from '../../../core/events.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import { initialWork, type WorkState, withProgress } from '../../wizard/work-state.js';
import { addToSpeed, type Speed } from './speed.js';

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
}

type Retry = Pick<Extract<RunEvent, { readonly type: 'retry' }>, 'subject' | 'attempt' | 'waitMs' | 'reason'>;

export interface LogEntry {
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
  /** As the engine words it; a table that is finished and a retry are given by their figures. */
  readonly message: string | { readonly table: string; readonly rows: number } | Retry;
}

/** What became of the things so far; `reused`: they were there already. */
export interface Tally {
  readonly written: number;
  readonly reused: number;
  readonly versionsChanged: number;
  readonly missing: number;
  readonly failed: number;
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
  readonly pausedSince: number | null;
  /** Milliseconds spent paused before. */
  readonly pausedBefore: number;
  /** Why it goes slower; `cap`: by the configured rate, which never brings it to a halt. */
  readonly throttle: { readonly reason: string; readonly cap: boolean } | null;
  readonly retries: number;
  readonly lastRetry: string | null;
  readonly snapshot: string | null;
  readonly generatorsRaised: number;
  readonly tallies: Readonly<Record<string, Tally>>;
  readonly problems: readonly LiveProblem[];
  readonly problemCount: number;
  /** Of these, faults that the source has already. */
  readonly sourceFaults: number;
  readonly log: readonly LogEntry[];
}

/** Log rows and listed problems kept in memory; the ledger has them all. */
export const keptLogRows = 400;
const keptProblems = 200;

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

function withShare(live: LiveState): LiveState {
  const { done, total } = overall(live);
  return { ...live, share: Math.max(live.share, total > 0 ? done / total : 0) };
}

/** Milliseconds of work until `at`, pauses left out. */
export function workingTime(live: LiveState, at = live.now): number {
  const end = live.finishedAt ?? at;
  const paused = live.pausedBefore + (live.pausedSince === null ? 0 : end - live.pausedSince);
  return Math.max(0, end - live.startedAt - paused);
}

function withTable(live: LiveState, name: string, change: (table: LiveTable) => LiveTable): LiveState {
  const known = live.tables.some((table) => table.table === name);
  const fresh: LiveTable = { table: name, total: 0, done: 0, bytes: 0, status: 'waiting', message: null };
  const tables = known ? live.tables : [...live.tables, fresh];
  return { ...live, tables: tables.map((table) => (table.table === name ? change(table) : table)) };
}

function withLog(
  live: LiveState,
  at: number,
  level: LogEntry['level'],
  message: LogEntry['message'],
): LiveState {
  return { ...live, log: [...live.log.slice(1 - keptLogRows), { at, level, message }] };
}

function progressed(live: LiveState, at: number, rows: number, size: number): LiveState {
  return {
    ...live,
    begun: true,
    rows: live.rows + rows,
    bytes: live.bytes + size,
    lastProgressAt: Math.max(live.lastProgressAt, at),
    speed: addToSpeed(live.speed, workingTime(live, at), rows, size),
  };
}

function withProblem(live: LiveState, at: number, problem: LiveProblem): LiveState {
  const { where, message, sourceFault } = problem;
  return withLog(
    {
      ...live,
      problems: live.problems.length < keptProblems ? [...live.problems, problem] : live.problems,
      problemCount: live.problemCount + 1,
      sourceFaults: live.sourceFaults + (sourceFault ? 1 : 0),
    },
    at,
    sourceFault ? 'warning' : 'error',
    `${where}: ${message}`,
  );
}

const logLevels = { info: 'info', warning: 'warning', blocker: 'error' } as const;

/** One event; those that a panel does not show change nothing. */
export function applyEvent(live: LiveState, timed: TimedEvent): LiveState {
  const next = afterEvent(live, timed);
  return next.tables === live.tables ? next : withShare(next);
}

function afterEvent(live: LiveState, { event, at }: TimedEvent): LiveState {
  switch (event.type) {
    case 'table-started':
      return withTable(
        { ...live, lastProgressAt: Math.max(live.lastProgressAt, at) },
        event.table,
        (table) => ({
          ...table,
          total: event.rows,
          done: event.rowsAlreadyCopied,
          status: 'running',
        }),
      );
    case 'chunk-committed':
      return withTable(progressed(live, at, event.rows, event.bytes), event.table, (table) => ({
        ...table,
        done: table.done + event.rows,
        bytes: table.bytes + event.bytes,
        status: 'running',
      }));
    case 'table-finished':
      return withTable(
        withLog(live, at, 'info', { table: event.table, rows: event.rows }),
        event.table,
        (table) => ({
          ...table,
          done: event.rows,
          total: event.rows,
          status: 'done',
        }),
      );
    case 'table-failed':
      return withTable(
        withLog(live, at, 'error', `${event.table}: ${event.message}`),
        event.table,
        (table) => ({
          ...table,
          status: 'failed',
          message: event.message,
        }),
      );
    case 'secrets-counted':
      return withTable(live, event.table, (table) => ({
        ...table,
        total: event.rows,
        done: event.rowsAlreadySettled ?? table.done,
      }));
    case 'secrets-progress':
      return applySecrets(live, event, at);
    case 'items-progress': {
      const before = live.tables.find((table) => table.table === event.part)?.done ?? 0;
      const { done, total } = event;
      return withTable(
        progressed(live, at, Math.max(0, done - before), event.bytes),
        event.part,
        (table) => ({ ...table, done, total, status: done === total ? 'done' : 'running' }),
      );
    }
    case 'item-problem':
      return withProblem(live, at, {
        where: `${event.part} ${event.item}`,
        message: event.message,
        sourceFault: false,
      });
    case 'secret-problem':
      return withProblem(live, at, {
        where: `${event.table} ${event.path}`,
        message: event.message,
        sourceFault: event.sourceFault,
      });
    case 'files-progress':
      return applyFiles(live, event, at);
    case 'file-problem': {
      const { table, id, bizId, sha256, message, kind } = event;
      const row = table === undefined ? [] : [table, `id=${id}`, `biz_id=${bizId}`];
      return withProblem(live, at, {
        where: [...row, sha256.slice(0, 12)].join(' '),
        message,
        sourceFault: kind === 'missing' || kind === 'corrupt',
      });
    }
    case 'retry':
      return withLog({ ...live, retries: live.retries + 1, lastRetry: event.reason }, at, 'warning', event);
    case 'throttled':
      return {
        ...live,
        throttle:
          event.reason === null
            ? null
            : { reason: event.reason, cap: event.because?.code === 'throttle.rate' },
      };
    case 'paused':
      return { ...live, pausedSince: live.pausedSince ?? at };
    case 'continued':
      return live.pausedSince === null
        ? live
        : {
            ...live,
            pausedSince: null,
            pausedBefore: live.pausedBefore + (at - live.pausedSince),
            lastProgressAt: at,
          };
    case 'snapshot-taken':
      return withLog({ ...live, snapshot: event.how }, at, event.consistent ? 'info' : 'warning', event.how);
    case 'generator-raised':
      return withLog(
        { ...live, generatorsRaised: live.generatorsRaised + 1 },
        at,
        'info',
        `id_generators ${event.resource}: ${event.from} → ${event.to}`,
      );
    case 'finding':
      return event.finding.severity === 'ok'
        ? live
        : withLog(live, at, logLevels[event.finding.severity], event.finding.title);
    case 'log':
      return withLog(live, at, event.level, event.message);
    case 'phase-started':
      return live.begun ? live : { ...live, begun: true, startedAt: at, lastProgressAt: at };
    case 'progress':
      return live.begun ? live : { ...live, checks: withProgress(live.checks, event, at) };
    case 'files-plan':
    case 'run-started':
    case 'phase-finished':
    case 'parallelism':
    case 'validation-progress':
    case 'validation-result':
    case 'rollback-progress':
    case 'run-finished':
      return live;
  }
}

const doneOf = (live: LiveState, name: string) => live.tables.find(({ table }) => table === name)?.done ?? 0;

function applySecrets(
  live: LiveState,
  event: Extract<RunEvent, { readonly type: 'secrets-progress' }>,
  at: number,
): LiveState {
  const { written, reused, versionsChanged, missing, failed } = event;
  const counted = progressed(live, at, Math.max(0, event.done - doneOf(live, event.table)), 0);
  return withTable(
    {
      ...counted,
      tallies: { ...live.tallies, [event.table]: { written, reused, versionsChanged, missing, failed } },
    },
    event.table,
    (table) => ({ ...table, done: event.done, status: 'running' }),
  );
}

/** The first event of a start says what earlier ones have brought: that is no speed of this one. */
function applyFiles(
  live: LiveState,
  event: Extract<RunEvent, { readonly type: 'files-progress' }>,
  at: number,
): LiveState {
  const { done, total, bytes, bytesTotal, created, existed, missing, failed } = event;
  const before = live.tables.find(({ table, status }) => table === 'files' && status === 'running');
  const files = Math.max(0, done - (before?.done ?? done));
  const counted = progressed(live, at, files, Math.max(0, bytes - (before?.bytes ?? bytes)));
  const tally = { written: created, reused: existed, versionsChanged: 0, missing, failed };
  return withTable({ ...counted, tallies: { files: tally } }, 'files', (table) => ({
    ...table,
    done,
    total,
    bytes,
    bytesTotal,
    status: 'running',
  }));
}

/** The phase is over: tables without a finish of their own take it from `complete`. */
export function finishLive(live: LiveState, at: number, complete: boolean): LiveState {
  return {
    ...live,
    now: at,
    finishedAt: at,
    pausedSince: null,
    throttle: null,
    tables: live.tables.map((table) =>
      table.status === 'running' || table.status === 'waiting'
        ? { ...table, status: complete ? 'done' : table.status, total: complete ? table.done : table.total }
        : table,
    ),
  };
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
