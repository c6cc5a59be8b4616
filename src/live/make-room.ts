import type { Context } from '../config/context.js';
import { type Listener, logEvent } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import type { Sentence } from '../core/sentence.js';
import { type LiveRecord, lockApplied, readLive, SwitchedAway, writeRanges } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { insertSegment, readSegments } from '../ledger/segments.js';
import { readDatabaseFacts } from '../mysql/facts.js';
import { openSession } from '../mysql/session.js';
import { recordRaised } from '../phases/rows/copy/raised-generators.js';
import { type ReservedRange, reserveWithin } from '../phases/rows/copy/reserve-ids.js';
import { growthOf, type TableIds } from '../plan/id-ranges.js';
import type { Plan } from '../plan/plan.js';
import { presetFor } from '../plan/plan-generators.js';
import { type IdPiece, idPieces, withSegments } from '../plan/segments.js';
import type { IdSegment } from '../plan/treatments.js';
import type { NoRoomError } from '../plan/unmapped-error.js';
import type { Preset } from '../preset/schema.js';
import { FollowStopped } from './follow-stopped.js';
import { highestRow, isNear, limitedTables, readHandedOut } from './handed-out.js';
import { say } from './words.js';

interface MakingRoom {
  readonly context: Context;
  readonly plan: Plan;
  /** On a target-writer that holds the target's lock. */
  readonly ledger: RunLedger;
  readonly listener: Listener;
}

/** The plan with the room that was made for it so far. */
export async function withRoomMade({ plan, ledger }: Pick<MakingRoom, 'plan' | 'ledger'>): Promise<Plan> {
  return withSegments(plan, (await readSegments(ledger)).get(ledger.runId));
}

/**
 * Reserves more IDs in the target for each table of which the source comes near the end of what the run has, and for `missed`. Gives the
 * plan with them. Throws `missed` again where it names an ID that the source cannot have handed out, FollowStopped where the services of
 * the target could not hold the IDs that it needs, and SwitchedAway after a cut-over.
 */
export async function makeRoom(making: MakingRoom, missed?: NoRoomError): Promise<Plan> {
  const { context, ledger, listener } = making;
  const plan = await withRoomMade(making);
  const live = await readLive(ledger);
  if (!live) throw new Error(`the ledger knows no following of run ${ledger.runId}`);
  const wanted = await wantedRoom({ ...making, plan }, live, missed);
  if (wanted.length === 0) return plan;
  const preset = presetFor(context.preset, await readDatabaseFacts(ledger.session, plan.target.database));
  for (const ids of wanted) {
    try {
      const range = await reserve({ ...making, plan }, preset, ids);
      listener(logEvent('info', sayMade(range)));
    } catch (error) {
      const said = saidFull(error);
      if (!said) throw error;
      if (ids.table === missed?.table) throw new FollowStopped(said, say('follow.full.remedy'));
      listener(logEvent('warning', said));
    }
  }
  return await withRoomMade(making);
}

/** One transaction in the target with the note in its ledger, so that a crash leaves both or neither. */
async function reserve(
  { plan, ledger, listener }: MakingRoom,
  preset: Preset,
  ids: TableIds,
): Promise<ReservedRange> {
  const { session, runId } = ledger;
  await session.begin();
  const { ranges, raised } = await (async () => {
    try {
      if (!(await lockApplied(ledger))) throw new SwitchedAway(`run ${runId} is not followed any more`);
      const reserved = await reserveWithin(session, plan.target.database, preset, [ids]);
      for (const range of reserved.ranges) await insertSegment(ledger, range.table, segmentOf(range));
      // What the tenant got between the old room and the new one is not the run's: rows that come from here on are another chunk.
      await writeRanges(ledger, {});
      await session.commit();
      return reserved;
    } catch (error) {
      await session.rollback().catch(() => session.destroy());
      throw error;
    }
  })();
  await recordRaised(ledger, listener, plan, raised);
  const [range] = ranges;
  if (!range) throw new Error(`no range was reserved for ${ids.table}`);
  return range;
}

function segmentOf({ lowest, room, offset }: ReservedRange): IdSegment {
  return { above: String(lowest - 1n), room: String(room), offset: String(offset) };
}

function sayMade({ table, lowest, room, offset }: ReservedRange) {
  const [from, to] = [String(lowest), String(room)];
  return say('follow.room', { table, from, to, first: String(lowest + offset), last: String(room + offset) });
}

async function wantedRoom(
  { context: { config, preset }, plan }: MakingRoom,
  { room: kept }: Pick<LiveRecord, 'room'>,
  missed: NoRoomError | undefined,
): Promise<readonly TableIds[]> {
  const limited = limitedTables(plan, kept);
  if (missed && !limited.includes(missed.table)) throw missed;
  const wanted: TableIds[] = [];
  await using source = await openSession(config.source.mysql, 'source');
  const generated = await readHandedOut(source, plan, preset);
  for (const table of limited) {
    const isMoved = plan.tables.some((planned) => planned.table === table);
    const asked = missed?.table === table ? missed : undefined;
    const last = idPieces(plan, table, kept).at(-1);
    // Of a table that is left out, only what is referred to needs room.
    if (!last || (!isMoved && !asked)) continue;
    const rows = await highestRow(source, plan, table, preset.id.column);
    const generator = generated(table);
    const handed = rows > generator ? rows : generator;
    if (asked && !asked.isOwn && asked.id > handed + growthOf(handed)) throw asked;
    if (!asked && !isNear(last, handed)) continue;
    wanted.push(behind(table, last, asked && (!isMoved || asked.id > handed) ? asked.id : handed));
  }
  return wanted;
}

/** What decides the next range: from the end of the last one on, as far as the source has come, and what it hands out until it is left. */
function behind(table: string, last: IdPiece, used: bigint): TableIds {
  const lowest = last.highest + 1n;
  const highest = used > lowest ? used : lowest;
  return {
    table,
    rows: { lowest: String(lowest), highest: String(highest) },
    referenced: null,
    sourceHighest: String(highest),
    targetHighest: String(last.highest + last.offset),
    generator: null,
    occupied: true,
    growth: String(growthOf(highest)),
  };
}

/** Where a range would be one that the services of the target could not hold. */
function saidFull(error: unknown): Sentence | null {
  if (!(error instanceof RefusedError) || error.because?.code !== 'ids.no-room') return null;
  const { table, highest, max } = error.because.params ?? {};
  return say('follow.full', { table: String(table), highest: String(highest), max: String(max) });
}
