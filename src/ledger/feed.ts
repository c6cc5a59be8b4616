import type { LogPosition } from '../mysql/log-position.js';
import type { Session } from '../mysql/session.js';
import { insertLive, type LiveRecord, readLive, writeSnapshotEnd } from './live.js';
import type { RunLedger } from './location.js';
import { openLedger } from './upgrade.js';
import { findLedger } from './version.js';

/** The name under which the source's ledger knows that a run is fed back: source and target may have one ledger. */
export const feedName = (runId: string): string => `${runId}-back`;

/** What the source's ledger knows of feeding back; undefined where it has not begun. Reads only. */
export async function readFeed(
  session: Session,
  sourceDatabase: string,
  runId: string,
): Promise<{ readonly feed: RunLedger; readonly live: LiveRecord } | undefined> {
  const location = await findLedger(session, sourceDatabase);
  if (!location) return undefined;
  const feed = { session, location, runId: feedName(runId) };
  const live = await readLive(feed);
  return live && { feed, live };
}

/** What the source's ledger knows of feeding back, read on a writer; where it has not begun, it begins at `start` of the target's log. */
export async function openFeed(
  session: Session,
  sourceDatabase: string,
  runId: string,
  start: LogPosition,
): Promise<{ readonly feed: RunLedger; readonly live: LiveRecord }> {
  const location = await openLedger(session, sourceDatabase);
  const feed = { session, location, runId: feedName(runId) };
  if (!(await readLive(feed))) {
    await session.begin();
    await insertLive(feed, start, {});
    await writeSnapshotEnd(feed, start);
    await session.commit();
  }
  const live = await readLive(feed);
  if (!live) throw new Error(`the ledger of the source does not keep what is noted of run ${runId}`);
  return { feed, live };
}
