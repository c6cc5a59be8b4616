import type { Config } from '../config/config.js';
import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import { readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { LogError } from '../mysql/binlog/log-error.js';
import { showPosition } from '../mysql/log-position.js';
import { openSession } from '../mysql/session.js';
import { openSecretBringer } from '../phases/secrets/bring-secrets.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import { applier } from './apply-batch.js';
import { applyLog, type Watched } from './apply-log.js';
import { asStopped, FollowStopped, isWithheld } from './follow-stopped.js';
import type { OwnWrites } from './own-writes.js';
import { groupsOf, withVersions } from './secret-groups.js';
import { sqlTarget } from './sql-target.js';
import type { WayBack } from './way-back.js';
import { say } from './words.js';
import { namesAnotherSecret, type Returning, readPresent, writeReturned } from './write-returned.js';

export interface Feeding extends Watched {
  readonly context: Context;
  readonly listener: Listener;
  readonly control: RunControl;
  readonly wayBack: WayBack;
  /** In the source, on a writer that holds the source's lock. */
  readonly feed: RunLedger;
  /** Transactions of the target that are the tool's own. */
  readonly own: OwnWrites;
  /** The source's max_allowed_packet, bytes. */
  readonly packetLimit: number;
}

/**
 * Applies the target's log to the source from where the source's ledger says it was left, until it is stopped. Throws FollowStopped where
 * it cannot go on by itself, MysqlError, which says whether to try again, and WindowEnded.
 */
export async function feedBack(feeding: Feeding): Promise<void> {
  const { context, wayBack, feed, packetLimit } = feeding;
  const { plan, tables, idColumn } = wayBack;
  const live = await readLive(feed);
  if (!live) throw new Error(`the ledger of the source knows nothing of feeding back run ${feed.runId}`);
  const { session } = feed;
  // A duplicate is an error: the source holds nothing that the target does not know, so no unique value has to be moved aside.
  const target = sqlTarget({ session, plan, rowsBefore: {}, indexes: {}, packetLimit });
  const source: Returning = { ...target, present: (table, rows) => readPresent(session, table, rows) };
  await using open = new AsyncDisposableStack();
  const bringer = await openBringer(feeding, open);
  try {
    await applyLog({
      ...feeding,
      endpoint: context.config.target.mysql,
      ledger: feed,
      live,
      plan,
      tables,
      keepsFirst: true,
      applier: applier(source, (outcomes) => writeReturned(source, wayBack, outcomes)),
      async prepare(batch) {
        const named = batch.outcomes.filter((outcome) => namesAnotherSecret(wayBack, outcome));
        const secrets = await bringer?.bring(groupsOf(plan, idColumn, named));
        const outcomes = batch.outcomes.map((outcome) => ({ ...outcome, logged: outcome.row }));
        return { outcomes: secrets ? withVersions(plan, idColumn, outcomes, secrets) : outcomes, secrets };
      },
      async onSwitched() {
        if ((await readLive(feed))?.switched?.ended) throw new WindowEnded();
      },
      foreign: (position) =>
        new FollowStopped(say('back.foreign', { at: showPosition(position) }), say('back.foreign.remedy')),
    });
  } catch (error) {
    throw saidDead(error);
  }
}

/** What feeding back cannot go on over by itself, said as loudly as it is. */
function saidDead(error: unknown): unknown {
  const stopped = asStopped(error);
  if (!(stopped instanceof FollowStopped) || stopped.said.code === 'back.foreign') return stopped;
  // The log keeps what it tells, whatever becomes of the row.
  if (error instanceof LogError && isWithheld(error.reason)) return stopped;
  const isForGood = error instanceof UnmappedError || error instanceof LogError;
  const remedy = say(isForGood ? 'back.dead.for-good' : 'back.dead.remedy');
  return new FollowStopped(say('back.dead', { problem: stopped.said }), remedy);
}

/** On a connection of its own: what it notes before it writes a secret stays, whatever becomes of the rows' transaction. */
async function openBringer(feeding: Feeding, open: AsyncDisposableStack) {
  const { context, feed, wayBack } = feeding;
  const { config, preset } = context;
  const { plan } = wayBack;
  if (!plan.vault) return undefined;
  const session = open.use(await openSession(config.source.mysql, 'target-writer'));
  const ledger = { ...feed, session };
  const exchange = exchanged(config);
  const bringer = await openSecretBringer({
    ...feeding,
    config: exchange,
    preset,
    plan,
    ledger,
    pathsAreOurs: true,
  });
  open.defer(async () => bringer?.close());
  return bringer;
}

/** The window was ended by `finish`: nothing is fed back any more. */
export class WindowEnded extends Error {
  override readonly name = 'WindowEnded';
}

/** The stores of secrets the other way round. */
function exchanged(config: Config): Config {
  const { source, target } = config;
  return {
    ...config,
    source: { ...source, vault: target.vault },
    target: { ...target, vault: source.vault },
  };
}
