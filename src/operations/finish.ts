import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../config/context.js';
import { type Listener, logEvent, type RunControl } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import { saidBy } from '../core/sentence.js';
import { readFeed } from '../ledger/feed.js';
import { type LiveRecord, lockApplied, readLive, type Switched, writeSwitched } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import type { StoredRun } from '../ledger/runs.js';
import { ownWrites } from '../live/own-writes.js';
import { openWitness } from '../live/touched-rows.js';
import { wayBackOf } from '../live/way-back.js';
import { say } from '../live/words.js';
import { openLog } from '../mysql/binlog/open-log.js';
import { readLogEnd } from '../mysql/log-position.js';
import { openSession } from '../mysql/session.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import { refuseEnded } from './feed-back.js';
import { fitRun, readSides } from './fit-run.js';
import { operator } from './run-environment.js';
import { findRun, upgradeTarget } from './target-ledger.js';
import type { FinishOperation, WithPhases } from './types.js';

/** Ends the window for the way back: the target is the truth for good, and nothing is fed back any more. */
export const finish: WithPhases<FinishOperation> = async (phases, context, request, listener, control) => {
  const { database } = context.config.target.mysql;
  if (request.confirm !== database)
    throw new RefusedError(say('finish.confirm', { database }), {
      remedy: say('finish.confirm.remedy', { database }),
    });
  await using session = await openSession(context.config.target.mysql, 'target-writer');
  await upgradeTarget(context, session);
  const { run, ledger } = await findRun(context, session, undefined);
  const { runId } = run;
  const live = await fitRun(phases, run, ledger);
  const { switched } = live;
  if (!switched)
    throw new RefusedError(say('back.not-switched', { run: runId }), {
      remedy: say('back.not-switched.remedy'),
    });
  if (switched.ended?.by === 'finished') return { runId, outcome: 'already', gaveUp: switched.ended.gaveUp };
  refuseEnded(run, switched);
  const { giveUpWayBack } = request;
  const closing = { context, run, ledger, live, switched, listener, control };
  const isDrained = switched.target === null || (await hasDrained(closing, giveUpWayBack));
  if (!isDrained && !giveUpWayBack)
    throw new RefusedError(say('finish.not-drained'), { remedy: say('finish.not-drained.remedy') });
  if (switched.target !== null) await endFeed(closing, giveUpWayBack);
  const gaveUp = !isDrained;
  await writeSwitched(ledger, {
    ...switched,
    ended: { at: new Date().toISOString(), by: 'finished', gaveUp },
  });
  const { operator: account, machine } = operator();
  await appendLog(ledger, 'finished', `${gaveUp ? 'way back given up, ' : ''}by ${account}@${machine}`);
  return { runId, outcome: 'finished', gaveUp };
};

interface Closing {
  readonly context: Context;
  readonly run: StoredRun;
  readonly ledger: RunLedger;
  readonly live: LiveRecord;
  readonly switched: Switched;
  readonly listener: Listener;
  readonly control: RunControl;
}

const lookEveryMs = 50;

/** Whether the source has all that the tenant has changed in the target up to now. `giveUp`: what cannot be told is no. */
async function hasDrained(closing: Closing, giveUp: boolean): Promise<boolean> {
  try {
    return !(await hasRest(closing));
  } catch (error) {
    // A change that cannot go back is one that has not.
    if (error instanceof UnmappedError) return false;
    if (!giveUp || closing.control.stop.aborted) throw error;
    closing.listener(logEvent('warning', say('finish.unknown', { problem: saidBy(error) })));
    return false;
  }
}

/** Reads the target's log from where feeding back is to its end: whether a row of the tenant is in it. */
async function hasRest({ context, run, ledger, live, switched, control }: Closing): Promise<boolean> {
  const { source, target } = context.config;
  const facts = await readSides(context, run);
  const { boundary } = switched;
  const { tables } = wayBackOf({ context, plan: run.plan, live, boundary, facts });
  await using sourceSession = await openSession(source.mysql, 'source');
  const feed = await readFeed(sourceSession, source.mysql.database, run.runId);
  const from = feed?.live.applied ?? switched.target;
  const own = await ownWrites(ledger.session, ledger.location, [run.runId]);
  const end = await readLogEnd(ledger.session);
  if (!from || !end) return true;
  const logged = [...[...tables.values()].map((table) => table.source), ...own.tables];
  await using witness = openWitness({
    open: (signal) => openLog({ endpoint: target.mysql, from, tables: logged, signal }),
    tables,
    own,
    keepsFirst: true,
    partsFrom: from,
    onStructure: () => undefined,
  });
  while (!witness.hasRead(end)) {
    control.stop.throwIfAborted();
    await delay(lookEveryMs);
  }
  return witness.touched().length > 0;
}

/**
 * Nothing is applied to the source any more: a follower that still runs ends. RefusedError where the source was made the truth again, which
 * the target's ledger may not know yet.
 */
async function endFeed({ context, run, switched, listener }: Closing, giveUp: boolean): Promise<void> {
  const { mysql } = context.config.source;
  const at = new Date().toISOString();
  try {
    await using session = await openSession(mysql, 'target-writer');
    const found = await readFeed(session, mysql.database, run.runId);
    if (!found) return;
    await session.begin();
    const end = await lockApplied(found.feed);
    const ended = { at, by: 'finished', gaveUp: giveUp } as const;
    if (end) await writeSwitched(found.feed, { at, end, boundary: switched.boundary, target: null, ended });
    await session.commit();
    const made = (await readLive(found.feed))?.switched;
    if (made && !made.ended)
      throw new RefusedError(say('back.is-back', { run: run.runId }), { remedy: say('back.is-back.remedy') });
  } catch (error) {
    if (!giveUp || error instanceof RefusedError) throw error;
    listener(logEvent('warning', say('finish.unknown', { problem: saidBy(error) })));
  }
}
