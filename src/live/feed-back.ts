import type { Config } from '../config/config.js';
import { quoteName } from '../core/sql.js';
import { readLive, SwitchedAway, writeApplied, writeStopped } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { LogError } from '../mysql/binlog/log-error.js';
import { openLog } from '../mysql/binlog/open-log.js';
import { type LogPosition, showPosition } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import { openSecretBringer } from '../phases/secrets/bring-secrets.js';
import { parseSecretPath, pathColumns } from '../phases/secrets/secret-paths.js';
import type { Cell } from '../plan/transform-rows.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import { applier, type Target } from './apply-batch.js';
import type { Outcome } from './batch.js';
import { type Following, refuseStructure, StructureStopped } from './follow.js';
import { followLog } from './follow-log.js';
import { asStopped, FollowStopped } from './follow-stopped.js';
import type { OwnWrites } from './own-writes.js';
import type { ReturnedTable } from './returned-table.js';
import { groupsOf, withVersions } from './secret-groups.js';
import type { LoggedRow } from './source-log.js';
import { haveKeysOf, sqlTarget } from './sql-target.js';
import type { WayBack } from './way-back.js';
import { say } from './words.js';

export interface Feeding
  extends Pick<Following, 'context' | 'listener' | 'control' | 'lag' | 'stop' | 'onBatch' | 'onReached'> {
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
 * it cannot go on by itself, and MysqlError, which says whether to try again.
 */
export async function feedBack(feeding: Feeding): Promise<void> {
  const { context, wayBack, feed, own, lag, stop, packetLimit } = feeding;
  const { plan, tables } = wayBack;
  const live = await readLive(feed);
  if (!live) throw new Error(`the ledger of the source knows nothing of feeding back run ${feed.runId}`);
  const { session } = feed;
  // A duplicate is an error: the source holds nothing that the target does not know, so no unique value has to be moved aside.
  const target = sqlTarget({ session, plan, rowsBefore: {}, indexes: {}, packetLimit });
  const { apply, giveUp } = applier(target, (outcomes) => writeReturned(session, target, wayBack, outcomes));
  await using open = new AsyncDisposableStack();
  const bringer = await openBringer(feeding, open);
  let isSwitched = live.switched !== null;
  try {
    await followLog({
      open: (signal) =>
        openLog({
          endpoint: context.config.target.mysql,
          from: live.applied,
          tables: [...[...tables.values()].map(({ source }) => source), ...own.tables],
          signal,
        }),
      tables,
      partsFrom: live.applied,
      own,
      keepsFirst: true,
      async apply(batch) {
        await feeding.control.waitWhilePaused();
        const { position, events, transactions } = batch;
        if (isSwitched && batch.outcomes.length > 0) throw foreignWrite(position);
        const named = batch.outcomes.filter((outcome) => namesAnotherSecret(wayBack, outcome));
        const secrets = await bringer?.bring(groupsOf(plan, wayBack.idColumn, named));
        const outcomes = batch.outcomes.map((outcome) => ({ ...outcome, logged: outcome.row }));
        try {
          await apply(batch, {
            outcomes: secrets ? withVersions(plan, wayBack.idColumn, outcomes, secrets) : outcomes,
            beforeSnapshotEnd: false,
            note: async () => {
              // The first thing of the transaction: so it is known for the tool's own whoever reads it.
              await writeApplied(feed, { position, events, transactions, ranges: {} });
              await secrets?.note(session);
            },
          });
        } catch (error) {
          if (!(error instanceof SwitchedAway)) throw error;
          if ((await readLive(feed))?.switched?.ended) throw new WindowEnded();
          // The source is the truth again: nobody may write to the target.
          isSwitched = true;
          if (outcomes.length > 0) throw foreignWrite(position);
        }
        feeding.onBatch(batch);
      },
      reached(position) {
        lag.reach(position);
        feeding.onReached(position);
      },
      onStructure: (item) => refuseStructure(plan, item),
      stop,
    }).finally(giveUp);
  } catch (error) {
    if (error instanceof StructureStopped) await writeStopped(feed, error.at);
    throw saidDead(error);
  }
}

/** What feeding back cannot go on over by itself, said as loudly as it is. */
function saidDead(error: unknown): unknown {
  const stopped = asStopped(error);
  if (!(stopped instanceof FollowStopped) || stopped.said.code === 'back.foreign') return stopped;
  // The log keeps what it tells, whatever becomes of the row.
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

/** Rows that went go; those that the source has keep what was not changed; the others are new. */
async function writeReturned(
  session: Session,
  target: Target,
  wayBack: WayBack,
  outcomes: readonly (Outcome & { readonly logged?: LoggedRow })[],
): Promise<void> {
  const changes = outcomes.map((outcome) => ({
    ...outcome,
    table: wayBack.tableOf(outcome),
    logged: outcome.logged ?? outcome.row,
    first: outcome.first ?? null,
  }));
  for (const [table, touched] of Map.groupBy(changes, (change) => change.table)) {
    const there = touched.filter(({ isThere }) => isThere);
    const known = there.filter(({ first }) => first !== null);
    const present = await readPresent(
      session,
      table,
      known.map(({ first }) => first ?? []),
    );
    await target.remove(
      table,
      touched.map(({ row }) => row),
    );
    await target.insert(
      table,
      there.filter(({ first }) => first === null).map(({ row }) => row),
    );
    await target.insert(
      table.whole,
      known.map((change, index) => table.merged(change, present[index] ?? [])),
    );
  }
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

/** Whether a row names a secret, or a version of it, that it did not name before. */
function namesAnotherSecret({ plan, tableOf }: WayBack, outcome: Outcome): boolean {
  const { isThere, row, first = null } = outcome;
  const table = tableOf(outcome);
  const entry = plan.vault?.secrets.find((one) => one.table === table.plan.table);
  if (!entry || !isThere) return false;
  const columns = [...pathColumns(parseSecretPath(entry.path)), entry.version_column];
  return table.hasChanged({ row, logged: row, first }, columns);
}

/** Rows asked for at once. */
const readAtOnce = 100;

/** What the source has of these rows now, in their order. Throws FollowStopped where it has one no more. */
async function readPresent(
  session: Session,
  table: ReturnedTable,
  rows: readonly LoggedRow[],
): Promise<readonly LoggedRow[]> {
  const present: LoggedRow[] = [];
  for (let from = 0; from < rows.length; from += readAtOnce) {
    const conditions = rows.slice(from, from + readAtOnce).map((row) => haveKeysOf(table)([row]));
    const number = conditions.map((condition, index) => `WHEN ${condition} THEN ${index}`).join(' ');
    const found = await session.queryCells(
      `SELECT CASE ${number} END, ${table.reads.join(', ')} FROM ${quoteName(table.plan.target)}
        WHERE ${conditions.map((condition) => `(${condition})`).join(' OR ')}`,
    );
    const byNumber = new Map(found.map(([index, ...cells]): [number, Cell[]] => [Number(index), cells]));
    for (const index of conditions.keys()) {
      const cells = byNumber.get(index);
      if (!cells)
        throw new FollowStopped(say('back.missing', { table: table.plan.table }), say('back.missing.remedy'));
      present.push(cells);
    }
  }
  return present;
}

function foreignWrite(position: LogPosition): FollowStopped {
  return new FollowStopped(say('back.foreign', { at: showPosition(position) }), say('back.foreign.remedy'));
}
