import { setTimeout as delay } from 'node:timers/promises';
import type { MysqlEndpoint } from '../config/config.js';
import type { Context } from '../config/context.js';
import { defaultLiveOptions } from '../config/options.js';
import { type Listener, logEvent, type RunControl } from '../core/events.js';
import { withRetry } from '../core/retry.js';
import type { Sentence } from '../core/sentence.js';
import { type LiveRecord, readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import type { Watched } from '../live/apply-log.js';
import { followFigures } from '../live/follow-figures.js';
import { createLag, sampleLag } from '../live/lag.js';
import { type LogPosition, showPosition } from '../mysql/log-position.js';
import { mysqlRetry } from '../mysql/retry.js';
import { startHeartbeat } from './heartbeat.js';
import type { FollowSummary } from './result-shapes.js';
import type { SoleWriter } from './sole-writer.js';
import type { FollowRequest } from './types.js';

const tellEveryMs = 1_000;

interface Keeping {
  readonly context: Context;
  readonly request: FollowRequest;
  readonly command: 'follow' | 'feed-back';
  /** Whose log is followed. */
  readonly endpoint: MysqlEndpoint;
  readonly writer: SoleWriter;
  /** In the target: where it is told what becomes of it. */
  readonly told: () => RunLedger;
  /** On the side that is written: how far it is. */
  readonly place: () => RunLedger;
  readonly live: LiveRecord;
  readonly words: { readonly subject: Sentence; readonly began: (at: string) => Sentence };
  readonly listener: Listener;
  readonly control: RunControl;
  /** What else is to be done then, while it is still at work. */
  readonly whenCaughtUp?: () => Promise<void>;
}

/** Follows until it is stopped or has caught up, beginning again where a server failed, and tells and notes meanwhile how far it is. */
export async function keepFollowing(
  keeping: Keeping,
  follow: (watched: Watched) => Promise<'finished' | undefined>,
): Promise<FollowSummary> {
  const { context, request, command, endpoint, writer, told, place, live, words, listener, control } =
    keeping;
  const { runId } = told();
  const begun = performance.now();
  const at = showPosition(live.stopped?.position ?? live.applied);
  listener({ type: 'follow-started', runId, position: at, at: new Date().toISOString() });
  listener(logEvent('info', words.began(at)));
  await appendLog(told(), `${command}-started`, at);
  const counted = { rowEvents: 0, transactions: 0 };
  let reached: LogPosition = live.applied;
  const caughtUp = new AbortController();
  const lag = createLag();
  const maxLagSeconds = (context.config.options.live ?? defaultLiveOptions).maxLagSeconds;
  const stop = AbortSignal.any([control.stop, control.abort, caughtUp.signal]);
  const over = new AbortController();
  const sampling = sampleLag(endpoint, lag, over.signal);
  const now = () => ({ ...counted, lagSeconds: lag.seconds() ?? null });
  const progress = tellProgress(listener, now, over.signal);
  const figures = followFigures({ lag, maxLagSeconds, rowEvents: () => counted.rowEvents });
  // Where the place is not in the ledger that others look at, it is said with each sign of life.
  const placeNow = () =>
    command === 'follow'
      ? {}
      : { position: showPosition(reached), rowEvents: live.rowEvents + counted.rowEvents };
  await using _beating = await startHeartbeat({
    context,
    ledger: told(),
    command,
    control,
    listener,
    figures: () => ({ ...figures(), ...placeNow() }),
  });
  const { subject } = words;
  const retry = mysqlRetry({ subject, listener, abort: control.abort, stop, repair: writer.renew });
  /** Failures before the last batch that was applied: what comes after it is a new one. */
  let forgiven = 0;
  let failures = 0;
  const watched: Watched = {
    lag,
    stop,
    onBatch({ events, transactions, goesOn }) {
      counted.rowEvents += events;
      counted.transactions += transactions;
      if (!goesOn) forgiven = failures;
    },
    onReached(position) {
      reached = position;
      const seconds = lag.seconds();
      if (request.untilCaughtUp && seconds !== undefined && seconds < maxLagSeconds) caughtUp.abort();
    },
  };
  let finished: 'finished' | undefined;
  try {
    finished = await withRetry(
      (attempt) => {
        failures = attempt - 1;
        return follow(watched);
      },
      { ...retry, judge: (error, attempt) => retry.judge(error, attempt - forgiven) },
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await appendLog(told(), `${command}-failed`, message).catch(() => undefined);
    throw error;
  } finally {
    over.abort();
    await Promise.all([sampling, progress]);
  }
  const isCaughtUp = caughtUp.signal.aborted;
  if (isCaughtUp) await keeping.whenCaughtUp?.();
  const summary: FollowSummary = {
    runId,
    outcome: finished ?? (isCaughtUp ? 'caught-up' : 'stopped'),
    position: showPosition((await readLive(place()))?.applied ?? live.applied),
    ...now(),
    seconds: (performance.now() - begun) / 1000,
  };
  const { outcome, position, rowEvents } = summary;
  await appendLog(told(), `${command}-ended`, `${outcome} at ${position}, ${rowEvents} row changes`);
  return summary;
}

async function tellProgress(
  listener: Listener,
  look: () => Pick<FollowSummary, 'rowEvents' | 'transactions' | 'lagSeconds'>,
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
