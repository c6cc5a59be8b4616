import { setTimeout as delay } from 'node:timers/promises';
import type { MysqlEndpoint } from '../config/config.js';
import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import { readRowsBefore } from '../ledger/chunks.js';
import { readFeed } from '../ledger/feed.js';
import {
  type LiveRecord,
  readLive,
  SwitchedAway,
  writeApplied,
  writeSnapshotEnd,
  writeStopped,
} from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { openLog } from '../mysql/binlog/open-log.js';
import { readDatabaseFacts } from '../mysql/facts.js';
import { isBefore, type LogPosition, readLogEnd, showPosition } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import { openFileBringer } from '../phases/files/bring-named.js';
import { filesNamedBy, type WantedFile } from '../phases/files/wanted-files.js';
import { openThrottle } from '../phases/rows/copy/throttle.js';
import { openSecretBringer } from '../phases/secrets/bring-secrets.js';
import { cellContextOf } from '../plan/cell-context.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { RoomOf } from '../plan/logged-cell.js';
import type { Plan } from '../plan/plan.js';
import { NoRoomError } from '../plan/unmapped-error.js';
import { applier } from './apply-batch.js';
import type { Outcome, TakenBatch } from './batch.js';
import { followLog } from './follow-log.js';
import { asStopped, FollowStopped } from './follow-stopped.js';
import { followedRanges } from './followed-ranges.js';
import { type FollowedTable, followedTable } from './followed-table.js';
import type { Lag } from './lag.js';
import { loggedTables } from './logged-tables.js';
import { makeRoom } from './make-room.js';
import { type OwnWrites, ownWrites } from './own-writes.js';
import { roomsOf } from './rooms.js';
import { groupsOf, withVersions } from './secret-groups.js';
import type { LogItem } from './source-log.js';
import { sqlTarget } from './sql-target.js';
import { say } from './words.js';

export interface Following {
  readonly context: Context;
  readonly plan: Plan;
  /** On a target-writer that holds the target's lock. */
  readonly ledger: RunLedger;
  readonly source: DatabaseFacts;
  readonly listener: Listener;
  readonly control: RunControl;
  readonly lag: Lag;
  /** Ends it after the batch in hand. */
  readonly stop: AbortSignal;
  readonly onBatch: (batch: TakenBatch) => void;
  readonly onReached: (position: LogPosition) => void;
}

/**
 * Applies the source's log from where the ledger says it was left, until it is stopped. Where the source comes to the end of the room that
 * is reserved for its IDs, more is made, and it goes on from there. Throws FollowStopped where it cannot go on by itself, and MysqlError,
 * which says whether to try again; then the ledger's place is where to go on from.
 */
export async function follow(following: Following): Promise<void> {
  let way: Way = { plan: await moreRoom(following), own: undefined };
  for (;;) {
    try {
      return await followOn({ ...following, plan: way.plan }, way.own);
    } catch (error) {
      way = await wayOn(following, way, error);
    }
  }
}

async function moreRoom(following: Following, missed?: NoRoomError): Promise<Plan> {
  try {
    return await makeRoom(following, missed);
  } catch (error) {
    if (!(error instanceof SwitchedAway)) throw asStopped(error);
    const live = await readLive(following.ledger);
    throw live ? new ForeignWrite(live.applied) : error;
  }
}

interface Way {
  readonly plan: Plan;
  /** Transactions of the source that are the tool's. */
  readonly own: OwnWrites | undefined;
}

/** How to go on after a failure; throws where there is no going on. */
async function wayOn(following: Following, way: Way, failure: unknown): Promise<Way> {
  let error = failure;
  try {
    if (failure instanceof NoRoomError) return { ...way, plan: await moreRoom(following, failure) };
  } catch (missed) {
    error = missed;
  }
  // Whoever feeds changes of the target back writes to the source, too.
  const own = error instanceof ForeignWrite && !way.own ? await feedWrites(following) : undefined;
  if (!own) throw asStopped(error);
  return { ...way, own };
}

/** What is fed back to the source; undefined where that has not begun. */
async function feedWrites({ context, ledger }: Following): Promise<OwnWrites | undefined> {
  const { mysql } = context.config.source;
  await using session = await openSession(mysql, 'source');
  const found = await readFeed(session, mysql.database, ledger.runId);
  return found && (await ownWrites(session, found.feed.location, [found.feed.runId]));
}

async function followOn(following: Following, own: OwnWrites | undefined): Promise<void> {
  const { context, plan, ledger, control, lag, stop } = following;
  const live = await readLive(ledger);
  if (!live) throw new Error(`the ledger knows no following of run ${ledger.runId}`);
  const endpoint = context.config.source.mysql;
  const snapshotEnd = live.snapshotEnd ?? (await closeSnapshot(following));
  const tables = followedTables(following, roomsOf(plan, live.room));
  const target = sqlTarget({
    session: ledger.session,
    plan,
    rowsBefore: await readRowsBefore(ledger),
    ...(await readTarget(ledger.session, plan)),
  });
  const { apply, giveUp } = applier(target);
  let ranges = followedRanges(ledger, plan, live.ranges);
  const idColumn = () => context.preset.id.column;
  await using open = new AsyncDisposableStack();
  const { secrets: bringer, files } = await openBringers(following, open);
  const throttle = await openThrottle(context.config, following.listener);
  open.defer(throttle.close);
  /** The chunks of what is durable, and with those of the transaction in hand. */
  let noted = live.ranges;
  let held = noted;
  let from = live.applied;
  let isSwitched = live.switched !== null;
  try {
    await followLog({
      open: (signal) =>
        openLog({
          endpoint,
          from: live.applied,
          tables: [...[...tables.values()].map(({ source }) => source), ...(own?.tables ?? [])],
          signal,
        }),
      tables,
      partsFrom: live.applied,
      own,
      async apply(batch) {
        await control.waitWhilePaused();
        await throttle.waitForTurn(() => stop.aborted, control.waitWhilePaused);
        const { position, events, transactions } = batch;
        if (isSwitched && batch.outcomes.length > 0) throw new ForeignWrite(position);
        if (batch.undoes) ranges = followedRanges(ledger, plan, noted);
        await files?.want(filesOf(plan, batch.outcomes));
        const secrets = await bringer?.bring(groupsOf(plan, idColumn, batch.outcomes));
        const outcomes = secrets ? withVersions(plan, idColumn, batch.outcomes, secrets) : batch.outcomes;
        try {
          await apply(batch, {
            outcomes,
            beforeSnapshotEnd: isBefore(from, snapshotEnd),
            note: async () => {
              held = await ranges(outcomes);
              // The first thing of the transaction: so it is known for the tool's own whoever reads it.
              await writeApplied(ledger, { position, events, transactions, ranges: held });
              await secrets?.note(ledger.session);
            },
          });
          if (!batch.goesOn) noted = held;
        } catch (error) {
          if (!(error instanceof SwitchedAway)) throw error;
          // After a cut-over it goes on as a sentry: nobody may write to the old side.
          isSwitched = true;
          if (outcomes.length > 0) throw new ForeignWrite(position);
        }
        from = position;
        following.onBatch(batch);
      },
      reached(position) {
        lag.reach(position);
        following.onReached(position);
      },
      onStructure: (item) => refuseStructure(plan, item),
      stop,
    }).finally(giveUp);
  } catch (error) {
    if (error instanceof StructureStopped) await writeStopped(ledger, error.at);
    throw error;
  }
}

/**
 * What brings the secrets and files that rows name. On a connection of its own: what is noted before one is written stays, whatever
 * becomes of the rows' transaction.
 */
async function openBringers(following: Following, open: AsyncDisposableStack) {
  const { context, plan } = following;
  if (!plan.vault && !plan.files) return {};
  const { config, preset } = context;
  const session = open.use(await openSession(config.target.mysql, 'target-writer'));
  const work = { ...following, config, preset, ledger: { ...following.ledger, session } };
  const secrets = await openSecretBringer(work);
  open.defer(async () => secrets?.close());
  return { secrets, files: open.use(openFileBringer(work)) };
}

/** The files that the rows of a batch name. */
function filesOf(plan: Plan, outcomes: readonly Outcome[]): readonly WantedFile[] {
  const { files } = plan;
  if (!files) return [];
  return outcomes.flatMap(({ table, row, isThere }) =>
    isThere
      ? filesNamedBy(
          { plan, files, table: table.plan.table },
          (name) => row[table.source.columns.findIndex((column) => column.name === name)],
        )
      : [],
  );
}

/** Rows may be newer than any place that is known: none of them is newer than the log's end now, since nobody copies meanwhile. */
async function closeSnapshot({ context, ledger }: Following) {
  const session = await openSession(context.config.source.mysql, 'source');
  try {
    const end = await readLogEnd(session);
    if (!end) throw new Error('the source does not say where its binary log ends');
    await writeSnapshotEnd(ledger, end);
    return end;
  } finally {
    await session.close();
  }
}

class ForeignWrite extends FollowStopped {
  constructor(position: LogPosition) {
    super(say('follow.foreign', { at: showPosition(position) }), say('follow.foreign.remedy'));
  }
}

/** By the source's names. */
export function followedTables(
  { context, plan, source }: Pick<Following, 'context' | 'plan' | 'source'>,
  roomOf: RoomOf,
): ReadonlyMap<string, FollowedTable> {
  const logged = new Map(loggedTables(plan, source).map((table) => [table.table, table]));
  const options = { context: cellContextOf(context.config), roomOf };
  return new Map(
    plan.tables.map((table) => {
      const found = logged.get(table.source);
      if (!found) throw new Error(`the source has no table ${table.source}`);
      return [table.source, followedTable(table, found, options)];
    }),
  );
}

async function readTarget(session: Session, plan: Plan) {
  const facts = await readDatabaseFacts(session, plan.target.database);
  return {
    indexes: Object.fromEntries(Object.entries(facts.tables).map(([name, { indexes }]) => [name, indexes])),
    packetLimit: Number(facts.variables.max_allowed_packet ?? 16 * 1024 * 1024),
  };
}

type Structure = Extract<LogItem, { type: 'structure' }>;

/** A statement on the run's tables; the ledger is to know where. */
export class StructureStopped extends FollowStopped {
  readonly at: NonNullable<LiveRecord['stopped']>;

  constructor(at: NonNullable<LiveRecord['stopped']>, start: Structure['start']) {
    const { verb, table } = at;
    super(
      say('follow.structure', { verb, table, at: showPosition(start) }),
      losesRows(verb) ? say('follow.rows-lost.remedy') : say('follow.structure.remedy'),
    );
    this.at = at;
  }
}

/** Whether a statement takes or brings rows that no event tells of. ALTER TABLE may, too, by partitions: whoever goes on is told to validate. */
export function losesRows(verb: string): boolean {
  return !/^(ALTER|CREATE INDEX|CREATE UNIQUE INDEX|DROP INDEX|ANALYZE|OPTIMIZE|REPAIR)\b/i.test(verb);
}

/** Throws StructureStopped for a statement on the plan's tables, by their names where the log is. */
export function refuseStructure(plan: Plan, { verb, tables, start, position }: Structure): void {
  const own = new Set(plan.tables.map(({ source }) => source.toLowerCase()));
  const database = plan.source.database.toLowerCase();
  const named = tables?.find(
    (one) =>
      one.database.toLowerCase() === database &&
      (one.table === undefined || own.has(one.table.toLowerCase())),
  );
  if (tables !== null && !named) return;
  const table = named?.table ?? named?.database ?? say('follow.structure.any').text;
  throw new StructureStopped({ verb, table, position }, start);
}

const sampleEveryMs = 500;

/** Asks a server where its log ends, again and again, until it is stopped; one that does not answer is asked again. */
export async function sampleLag(endpoint: MysqlEndpoint, lag: Lag, over: AbortSignal): Promise<void> {
  let session: Session | undefined;
  while (!over.aborted) {
    try {
      session ??= await openSession(endpoint, 'source');
      const end = await readLogEnd(session);
      if (end) lag.sample(end);
      else await session.query('SELECT 1');
    } catch {
      session?.destroy();
      session = undefined;
    }
    await delay(sampleEveryMs, undefined, { signal: over }).catch(() => undefined);
  }
  await session?.close();
}
