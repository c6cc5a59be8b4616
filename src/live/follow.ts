import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import { cellContextOf } from '../keys/cell-context.js';
import { readRowsBefore } from '../ledger/chunks.js';
import { readFeed } from '../ledger/feed.js';
import { readLive, SwitchedAway, writeSnapshotEnd } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { readDatabaseFacts } from '../mysql/facts.js';
import { isBefore, type LogPosition, readLogEnd, showPosition } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import { openFileBringer } from '../phases/files/bring-named.js';
import { filesNamedBy, type WantedFile } from '../phases/files/wanted-files.js';
import { openThrottle } from '../phases/rows/copy/throttle.js';
import { openSecretBringer } from '../phases/secrets/bring-secrets.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { RoomOf } from '../plan/logged-cell.js';
import type { Plan } from '../plan/plan.js';
import { NoRoomError } from '../plan/unmapped-error.js';
import { applier } from './apply-batch.js';
import { applyLog, type Watched } from './apply-log.js';
import type { Outcome } from './batch.js';
import { asStopped, FollowStopped } from './follow-stopped.js';
import { followedRanges } from './followed-ranges.js';
import { type FollowedTable, followedTable } from './followed-table.js';
import { loggedTables } from './logged-tables.js';
import { makeRoom, withRoomMade } from './make-room.js';
import { type OwnWrites, ownWrites } from './own-writes.js';
import { roomsOf } from './rooms.js';
import { groupsOf, withVersions } from './secret-groups.js';
import { sqlTarget } from './sql-target.js';
import { watchRooms } from './watch-rooms.js';
import { say } from './words.js';

export interface Following extends Watched {
  readonly context: Context;
  readonly plan: Plan;
  /** On a target-writer that holds the target's lock. */
  readonly ledger: RunLedger;
  readonly source: DatabaseFacts;
  readonly listener: Listener;
  readonly control: RunControl;
  /** Asked between transactions: whether to end there. */
  readonly isEnough: () => boolean;
}

/**
 * Applies the source's log from where the ledger says it was left, until it is stopped. Where the source comes to the end of the room that
 * is reserved for its IDs, more is made, and it goes on from there. Throws FollowStopped where it cannot go on by itself, and MysqlError,
 * which says whether to try again; then the ledger's place is where to go on from.
 */
export async function follow(following: Following): Promise<void> {
  const { stop, isEnough } = following;
  let way: Way = { plan: await moreRoom(following), own: undefined };
  await using rooms = await watchRooms(following, way.plan);
  for (;;) {
    const ends = () => isEnough() || rooms.isNear();
    try {
      await followOn({ ...following, plan: way.plan, isEnough: ends }, way.own);
      if (stop.aborted || isEnough() || !rooms.isNear()) return;
      way = { ...way, plan: await moreRoom(following) };
    } catch (error) {
      way = await wayOn(following, way, error);
    }
    rooms.made(way.plan);
  }
}

async function moreRoom(following: Following, missed?: NoRoomError): Promise<Plan> {
  try {
    return await makeRoom(following, missed);
  } catch (error) {
    if (!(error instanceof SwitchedAway)) throw asStopped(error);
    // Nothing needs room any more, and a row that does is none that may be.
    const live = await readLive(following.ledger);
    if (!live) throw error;
    if (missed) throw new ForeignWrite(live.applied);
    return await withRoomMade(following);
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
  const { context, plan, ledger, control, stop, isEnough } = following;
  const live = await readLive(ledger);
  if (!live) throw new Error(`the ledger knows no following of run ${ledger.runId}`);
  const snapshotEnd = live.snapshotEnd ?? (await closeSnapshot(following));
  const rowsBefore = await readRowsBefore(ledger);
  const target = { session: ledger.session, plan, rowsBefore, ...(await readTarget(ledger.session, plan)) };
  const idColumn = () => context.preset.id.column;
  await using open = new AsyncDisposableStack();
  const { secrets: bringer, files } = await openBringers(following, open);
  const throttle = await openThrottle(context.config, following.listener, {
    expectedRows: 1,
    rowsPerSecond: () => control.steering?.now().rowsPerSecond ?? null,
  });
  open.defer(throttle.close);
  let ranges = followedRanges(ledger, plan, live.ranges);
  /** The chunks of what is durable, and with those of the transaction in hand. */
  let noted = live.ranges;
  let held = noted;
  await applyLog({
    ...following,
    endpoint: context.config.source.mysql,
    live,
    tables: followedTables(following, roomsOf(plan, live.room)),
    own,
    waitForTurn: (pauseEnds) => throttle.waitForTurn(() => stop.aborted || isEnough(), pauseEnds),
    applier: applier(sqlTarget(target)),
    isBeforeSnapshotEnd: (from) => isBefore(from, snapshotEnd),
    async prepare({ outcomes: read, undoes }) {
      if (undoes) ranges = followedRanges(ledger, plan, noted);
      await files?.want(filesOf(plan, read));
      const secrets = await bringer?.bring(groupsOf(plan, idColumn, read));
      const outcomes = secrets ? withVersions(plan, idColumn, read, secrets) : read;
      return {
        outcomes,
        secrets,
        ranges: async () => {
          held = await ranges(outcomes);
          return held;
        },
      };
    },
    onBatch(batch) {
      throttle.copied(batch.events);
      if (!batch.goesOn) noted = held;
      following.onBatch(batch);
    },
    foreign: (position) => new ForeignWrite(position),
  });
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
