import { logEvent } from '../core/events.js';
import { saidBy } from '../core/sentence.js';
import { readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { readWorkers } from '../ledger/workers.js';
import { openInFlight } from '../live/verify/in-flight.js';
import { say } from '../live/words.js';
import { isBefore, readLogEnd, showPosition } from '../mysql/log-position.js';
import { openSession } from '../mysql/session.js';
import type { InFlight } from '../phases/in-flight.js';
import type { Proving } from '../phases/phase.js';
import { readSource } from './fit-run.js';

type Watching = Pick<Proving, 'context' | 'run' | 'ledger' | 'listener' | 'signal'>;

/** Whether somebody follows the run's source now. */
export async function isFollowed(ledger: RunLedger): Promise<boolean> {
  return (await readWorkers(ledger)).some(({ command, alive }) => command === 'follow' && alive);
}

/**
 * What it takes to compare while the source is followed; undefined where nobody follows it. Says which it is, since without a follower
 * whatever the source has changed is a difference.
 */
export async function watchFlight(watching: Watching): Promise<(InFlight & AsyncDisposable) | undefined> {
  const { context, run, ledger, listener } = watching;
  const live = await readLive(ledger);
  if (!live || live.switched) return undefined;
  if (!(await isFollowed(ledger))) {
    await using source = await openSession(context.config.source.mysql, 'source');
    const end = await readLogEnd(source);
    if (end && isBefore(live.applied, end))
      listener(logEvent('info', say('verify.not-followed', { at: showPosition(live.applied) })));
    return undefined;
  }
  try {
    const opened = await openInFlight({ ...watching, live, source: await readSource(context, run) });
    listener(logEvent('info', say('verify.beside')));
    return opened;
  } catch (error) {
    listener(logEvent('warning', say('verify.unknown', { problem: saidBy(error) })));
    return undefined;
  }
}
