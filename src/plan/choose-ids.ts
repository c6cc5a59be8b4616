import type { IdMode } from '../config/config.js';
import type { IdDecision } from './build-plan.js';
import type { Finding } from './finding.js';
import type { Plan } from './plan.js';

/** What decides how one table's IDs are carried over; IDs are decimal text, '0' where there is none. */
export interface TableIds {
  readonly table: string;
  readonly sourceHighest: string;
  readonly targetHighest: string;
  /** The target's generator for this table; null when it has none. */
  readonly generator: string | null;
  /** A target row, but for those of an earlier part that kept its IDs, has an ID between the source's lowest and highest. */
  readonly occupied: boolean;
}

export interface IdInput {
  readonly mode: IdMode;
  /** The highest ID the services can hold. */
  readonly max: number;
  readonly tables: readonly TableIds[];
  /** How an earlier run carried this source's IDs into this tenant, when there was one. */
  readonly earlier?: IdDecision;
}

/** The highest ID that a generator has handed out. One beyond what the services can hold says nothing: it is broken. */
export function handedOut(generator: string | undefined, max: number): bigint {
  const highest = BigInt(generator ?? '0');
  return highest > BigInt(max) ? 0n : highest;
}

/** IDs that the source may hand out between planning and the snapshot. */
const smallestMargin = 1000n;

/** The range one table needs in offset mode: where it starts (the offset) and up to which source ID it reaches. */
export function neededRange(ids: TableIds): { readonly offset: bigint; readonly room: bigint } {
  const highest = BigInt(ids.sourceHighest);
  const margin = highest / 100n > smallestMargin ? highest / 100n : smallestMargin;
  const [start = 0n] = [ids.targetHighest, ids.generator ?? '0']
    .map(BigInt)
    .toSorted((a, b) => (a < b ? 1 : -1));
  return { offset: start, room: highest + margin };
}

/** Decides between keeping and shifting IDs. In offset mode the ranges are provisional until they are reserved. */
export function chooseIds(input: IdInput): {
  readonly decision: IdDecision;
  readonly findings: readonly Finding[];
} {
  const { mode, tables, earlier } = input;
  // Asked to shift what an earlier part kept: its rows may be in the way by now.
  const isRuledOut = mode === 'preserve' || (mode === 'offset' && earlier?.mode === 'preserve');
  if (earlier && !isRuledOut && fits(earlier, tables)) {
    const reason = `${earlier.mode === 'offset' ? 'the offsets' : 'the IDs'} of an earlier run from this source into this tenant are used again`;
    return { decision: { ...earlier, reason, because: { code: 'again' } }, findings: [] };
  }
  const occupied = tables.filter((table) => table.occupied).map(({ table }) => table);
  if (mode === 'preserve') {
    return {
      decision: { mode, reason: 'the config asks for it', because: { code: 'asked' }, offsets: {} },
      findings: [],
    };
  }
  if (mode === 'auto' && occupied.length === 0) {
    const reason = 'the target holds no ID in the range of the source';
    return { decision: { mode: 'preserve', reason, because: { code: 'free' }, offsets: {} }, findings: [] };
  }
  const ranges = tables.map((table) => ({ table: table.table, ...neededRange(table) }));
  const some = `${occupied.slice(0, 5).join(', ')}${occupied.length > 5 ? ', …' : ''}`;
  const reason =
    mode === 'offset'
      ? 'the config asks for it'
      : `the target already holds IDs of the source's range in ${occupied.length} ${occupied.length === 1 ? 'table' : 'tables'} (${some})`;
  const decision: IdDecision = {
    mode: 'offset',
    reason,
    because:
      mode === 'offset'
        ? { code: 'asked' }
        : { code: 'occupied', params: { tables: occupied.length, names: some } },
    offsets: Object.fromEntries(ranges.map(({ table, offset }) => [table, String(offset)])),
    room: Object.fromEntries(ranges.map(({ table, room }) => [table, String(room)])),
  };
  return { decision, findings: tooHigh(ranges, input.max) };
}

/** Whether every source ID lies in what the earlier run reserved; where it kept them, whether nobody else has taken one since. */
function fits(decision: IdDecision, tables: readonly TableIds[]): boolean {
  if (decision.mode === 'preserve') return tables.every(({ occupied }) => !occupied);
  return tables.every(({ table, sourceHighest }) => {
    const room = decision.room?.[table];
    return room !== undefined && BigInt(sourceHighest) <= BigInt(room);
  });
}

function tooHigh(
  ranges: readonly { readonly table: string; readonly offset: bigint; readonly room: bigint }[],
  max: number,
): Finding[] {
  return ranges
    .filter(({ offset, room }) => offset + room > BigInt(max))
    .map(({ table, offset, room }) => ({
      code: 'ids.overflow',
      severity: 'blocker',
      subject: 'target-mysql',
      title: `${table}: shifted by ${offset}, the highest ID would be ${offset + room}; the services hold IDs up to ${max}`,
      remedy: `keep the IDs (migration.ids: preserve) if they do not clash, or move ${table} into a target whose generator is lower`,
      table,
      params: { offset: String(offset), highest: String(offset + room), max },
    }));
}

/** How a plan carries IDs over, read back from it. */
export function idDecisionOf(plan: Plan): IdDecision {
  const offsets: Record<string, string> = {};
  for (const { table, columns } of plan.tables) {
    const own = columns.find(({ treatment }) => treatment.kind === 'offset')?.treatment;
    if (plan.ids.mode === 'offset' && own?.kind === 'offset') offsets[table] = own.offset;
  }
  return { ...plan.ids, offsets };
}
