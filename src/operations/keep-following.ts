import { setTimeout as delay } from 'node:timers/promises';
import { defaultLiveOptions, type MysqlEndpoint } from '../config/config.js';
import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import { withRetry } from '../core/retry.js';
import type { Sentence } from '../core/sentence.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import type { WorkerCommand } from '../ledger/workers.js';
import { type Following, sampleLag } from '../live/follow.js';
import { followFigures } from '../live/follow-figures.js';
import { createLag } from '../live/lag.js';
import { mysqlRetry } from '../mysql/retry.js';
import { startHeartbeat } from './heartbeat.js';
import type { FollowSummary } from './result-shapes.js';

const tellEveryMs = 1_000;

interface Keeping {
  readonly context: Context;
  /** Whose log is followed. */
  readonly endpoint: MysqlEndpoint;
  /** In the target. */
  readonly ledger: RunLedger;
  readonly command: WorkerCommand;
  readonly subject: Sentence;
  readonly untilCaughtUp: boolean;
  readonly listener: Listener;
  readonly control: RunControl;
  /** Where failures are noted: another session after one was lost. */
  readonly ledgerNow: () => RunLedger;
  /** Where the place is not in the ledger that others look at: it is said with each sign of life. */
  readonly position?: () => string;
  readonly rowEventsBefore?: number;
  /** What else is to be done then, while it is still at work. */
  readonly whenCaughtUp?: () => Promise<void>;
}

interface Kept {
  /** It ended because it had caught up. */
  readonly isCaughtUp: boolean;
  readonly counted: Pick<FollowSummary, 'rowEvents' | 'transactions' | 'lagSeconds'>;
}

/** What following a log is watched by. */
export type Hooks = Pick<Following, 'lag' | 'stop' | 'onBatch' | 'onReached'>;

/** Follows until it is stopped or has caught up, beginning again where a server failed, and tells and notes meanwhile how far it is. */
export async function keepFollowing(
  keeping: Keeping,
  follow: (hooks: Hooks, isRetry: boolean) => Promise<void>,
): Promise<Kept> {
  const { context, endpoint, ledger, command, subject, untilCaughtUp, listener, control } = keeping;
  const counted = { rowEvents: 0, transactions: 0 };
  const caughtUp = new AbortController();
  const lag = createLag();
  const maxLagSeconds = (context.config.options.live ?? defaultLiveOptions).maxLagSeconds;
  const stop = AbortSignal.any([control.stop, control.abort, caughtUp.signal]);
  const over = new AbortController();
  const sampling = sampleLag(endpoint, lag, over.signal);
  const now = () => ({ ...counted, lagSeconds: lag.seconds() ?? null });
  const progress = tellProgress(listener, now, over.signal);
  const figures = followFigures({ lag, maxLagSeconds, rowEvents: () => counted.rowEvents });
  const { position, rowEventsBefore = 0 } = keeping;
  await using _beating = await startHeartbeat({
    context,
    ledger,
    command,
    figures: () => ({
      ...figures(),
      ...(position ? { position: position(), rowEvents: rowEventsBefore + counted.rowEvents } : {}),
    }),
  });
  const retry = mysqlRetry({ subject, listener, abort: control.abort, stop });
  /** Failures before the last batch that was applied: what comes after it is a new one. */
  let forgiven = 0;
  let failures = 0;
  const hooks: Hooks = {
    lag,
    stop,
    onBatch({ events, transactions, goesOn }) {
      counted.rowEvents += events;
      counted.transactions += transactions;
      if (!goesOn) forgiven = failures;
    },
    onReached() {
      const seconds = lag.seconds();
      if (untilCaughtUp && seconds !== undefined && seconds < maxLagSeconds) caughtUp.abort();
    },
  };
  try {
    await withRetry(
      async (attempt) => {
        failures = attempt - 1;
        await follow(hooks, failures > 0);
      },
      { ...retry, judge: (error, attempt) => retry.judge(error, attempt - forgiven) },
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await appendLog(keeping.ledgerNow(), `${command}-failed`, message).catch(() => undefined);
    throw error;
  } finally {
    over.abort();
    await Promise.all([sampling, progress]);
  }
  const isCaughtUp = caughtUp.signal.aborted;
  if (isCaughtUp) await keeping.whenCaughtUp?.();
  return { isCaughtUp, counted: now() };
}

async function tellProgress(
  listener: Listener,
  look: () => Kept['counted'],
  over: AbortSignal,
): Promise<void> {
  let before = 0;
  while (!over.aborted) {
    await delay(tellEveryMs, undefined, { signal: over }).catch(() => undefined);
    const now = look();
    listener({
      type: 'follow-progress',
      ...now,
      eventsPerSecond: ((now.rowEvents - before) * 1000) / tellEveryMs,
    });
    before = now.rowEvents;
  }
}
