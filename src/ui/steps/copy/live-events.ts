import type { RunEvent } from '../../../core/events.js';
import type { TimedEvent } from '../../wizard/event-batch.js';
import { withProgress } from '../../wizard/work-state.js';
import { addToLatency } from './latency.js';
import {
  type LiveProblem,
  type LiveState,
  type LiveTable,
  type LogEntry,
  withShare,
  workingTime,
} from './live-state.js';
import { addToSpeed } from './speed.js';

/** Log rows and listed problems kept in memory; the ledger has them all. */
export const keptLogRows = 400;
const keptProblems = 200;

/** One event; those that a panel does not show change nothing. */
export function applyEvent(live: LiveState, timed: TimedEvent): LiveState {
  const next = afterEvent(live, timed);
  return next.tables === live.tables ? next : withShare(next);
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
          since: { at: workingTime(live, at), done: event.rowsAlreadyCopied },
          status: 'running',
        }),
      );
    case 'chunk-committed': {
      const latency = addToLatency(live.latency, workingTime(live, at), event.seconds);
      const counted = { ...progressed(live, at, event.rows, event.bytes), latency };
      return withTable(counted, event.table, (table) => ({
        ...table,
        done: table.done + event.rows,
        bytes: table.bytes + event.bytes,
        status: 'running',
      }));
    }
    case 'table-finished':
      return withTable(
        withLog(live, at, 'info', { table: event.table, rows: event.rows }),
        event.table,
        (table) => ({
          ...table,
          done: event.rows,
          total: event.rows,
          seconds: event.seconds,
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
    case 'row-rejected': {
      const { table, key, reason: message } = event;
      return withProblem(live, at, { where: `${table} ${key}`, message, sourceFault: true });
    }
    case 'secrets-counted':
      return withTable(live, event.table, (table) => ({
        ...table,
        total: event.rows,
        done: event.rowsAlreadySettled ?? table.done,
      }));
    case 'secrets-progress':
      return applySecrets(live, event, at);
    case 'items-progress': {
      const { done, total } = event;
      return withTable(
        progressed(live, at, Math.max(0, done - doneOf(live, event.part)), event.bytes),
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
    case 'steered':
      return withLog(steered(live, event, at), at, 'warning', event.message);
    case 'window-closed':
      return withLog(live, at, 'warning', event.message);
    case 'plan-difference':
      return withLog(live, at, event.accepted ? 'warning' : 'error', event.message);
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
    case 'follow-started':
    case 'follow-progress':
    case 'follow-pass':
    case 'follow-mismatch':
    case 'cutover-step':
    case 'alert-notice':
    case 'switch-decision':
    case 'run-finished':
      return live;
    case 'schema-statement': {
      const { file, statement, statements, text, state } = event;
      if (state === 'done') return live;
      const level = state === 'failed' ? 'error' : 'info';
      return withLog(live, at, level, `${file} ${statement}/${statements}  ${text}`);
    }
  }
}

/** A pause that is asked for from elsewhere is one like any other. */
function steered(
  live: LiveState,
  { action, at: said }: Extract<RunEvent, { readonly type: 'steered' }>,
  at: number,
): LiveState {
  if (action === 'pause') return afterEvent(live, { event: { type: 'paused', at: said }, at });
  return action === 'continue' || action === 'stop'
    ? afterEvent(live, { event: { type: 'continued', at: said }, at })
    : live;
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
  const { done, total, bytesUnderway = 0, bytesTotal, created, existed, missing, failed } = event;
  const bytes = event.bytes + bytesUnderway;
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
