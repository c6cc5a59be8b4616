import type { IdMode } from '../config/config.js';
import { counted } from '../core/counted.js';
import { type Finding, finding } from '../core/finding.js';
import { fits, type NeededRange, neededRange, rangeOf, type TableIds } from './id-ranges.js';
import type { Plan } from './plan.js';
import type { IdDecision } from './plan-input.js';
import { ownOffset, referencesIn } from './treatments.js';

export interface IdInput {
  readonly mode: IdMode;
  /** The highest ID the services can hold. */
  readonly max: number;
  readonly tables: readonly TableIds[];
  /** How an earlier run carried this source's IDs into this tenant, when there was one. */
  readonly earlier?: IdDecision;
}

interface ChosenIds {
  readonly decision: IdDecision;
  readonly findings: readonly Finding[];
  /** Tables whose ranges are still to be reserved: in offset mode all but those of an earlier run. */
  readonly toReserve: readonly string[];
}

/** Decides between keeping and shifting IDs. In offset mode the ranges are provisional until they are reserved. */
export function chooseIds(input: IdInput): ChosenIds {
  const { mode, tables } = input;
  // Asked to shift what an earlier part kept: its rows may be in the way by now.
  const isRuledOut = mode === 'preserve' || (mode === 'offset' && input.earlier?.mode === 'preserve');
  const earlier = isRuledOut ? undefined : input.earlier;
  const occupied = tables.filter((table) => table.occupied).map(({ table }) => table);
  if (earlier?.mode === 'preserve' && occupied.length === 0) {
    const reason = 'the IDs of an earlier run from this source into this tenant are used again';
    return kept({ ...earlier, reason, because: { code: 'again' } });
  }
  if (mode === 'preserve') {
    const reason = 'the config asks for it';
    const segments = input.earlier?.mode === 'preserve' ? input.earlier.segments : undefined;
    return kept({ mode, reason, because: { code: 'asked' }, offsets: {}, segments });
  }
  if (mode === 'auto' && occupied.length === 0 && earlier?.mode !== 'offset') {
    const reason = 'the target holds no ID in the range of the source';
    return kept({ mode: 'preserve', reason, because: { code: 'free' }, offsets: {} });
  }
  return shifted(input, earlier, occupied);
}

function kept(decision: IdDecision): ChosenIds {
  return { decision, findings: [], toReserve: [] };
}

function shifted(
  { mode, max, tables }: IdInput,
  earlier: IdDecision | undefined,
  occupied: readonly string[],
): ChosenIds {
  const ranges = tables.map((ids) => {
    const before = earlier ? rangeOf(earlier, ids.table) : undefined;
    const again = before !== undefined && (ids.leftOut === true || fits(ids, before));
    return { ids, again, range: again ? before : neededRange(ids) };
  });
  const fresh = ranges.filter(({ again }) => !again);
  const each = (pick: (range: NeededRange) => bigint) =>
    Object.fromEntries(ranges.map(({ ids, range }) => [ids.table, String(pick(range))]));
  return {
    decision: {
      mode: 'offset',
      ...reasonToShift(mode, occupied, fresh.length < ranges.length),
      offsets: each(({ offset }) => offset),
      lowest: each(({ lowest }) => lowest),
      room: each(({ room }) => room),
      segments: Object.fromEntries(
        ranges.flatMap(({ ids, range }) => (range.segments ? [[ids.table, range.segments]] : [])),
      ),
    },
    toReserve: fresh.map(({ ids }) => ids.table),
    findings: [
      ...fresh.flatMap(({ ids, range }) => tooHigh(ids, range, max)),
      // What moved already keeps its place, so references to it can only follow.
      ...ranges.flatMap(({ ids, again, range }) => (again && !fits(ids, range) ? [outside(ids, range)] : [])),
    ],
  };
}

function reasonToShift(
  mode: IdMode,
  occupied: readonly string[],
  isAgain: boolean,
): Pick<IdDecision, 'reason' | 'because'> {
  if (isAgain) {
    const reason = 'the offsets of an earlier run from this source into this tenant are used again';
    return { reason, because: { code: 'again' } };
  }
  if (mode === 'offset') return { reason: 'the config asks for it', because: { code: 'asked' } };
  const some = `${occupied.slice(0, 5).join(', ')}${occupied.length > 5 ? ', …' : ''}`;
  return {
    reason: `the target already holds IDs of the source's range in ${counted(occupied.length, 'table')} (${some})`,
    because: { code: 'occupied', params: { tables: occupied.length, names: some } },
  };
}

function tooHigh(ids: TableIds, { offset, room }: NeededRange, max: number): Finding[] {
  const highest = offset + room;
  if (highest <= BigInt(max)) return [];
  const { table, referenced } = ids;
  const farReference =
    referenced !== null && BigInt(referenced.highest) > BigInt(ids.sourceHighest) ? referenced : null;
  return [
    finding('blocker', 'target-mysql', 'ids.overflow', {
      title: farReference
        ? `${table}: ${farReference.highestIn} names ID ${farReference.highest}, which no row has; shifted by ${offset} with the rest, the highest ID would be ${highest}; the services hold IDs up to ${max}`
        : `${table}: shifted by ${offset}, the highest ID would be ${highest}; the services hold IDs up to ${max}`,
      remedy: farReference
        ? `correct ${farReference.highestIn} in the source, or choose with migration.dangling_references: zero (what is no row's ID becomes 0, none)`
        : `keep the IDs (migration.ids: preserve) if they do not clash, or move ${table} into a target whose generator is lower`,
      table,
      params: {
        offset: String(offset),
        highest: String(highest),
        max,
        ...(farReference ? { where: farReference.highestIn, id: farReference.highest } : {}),
      },
    }),
  ];
}

function outside({ table, referenced }: TableIds, { lowest, room }: NeededRange): Finding {
  const [from, to] = [referenced?.lowest ?? '0', referenced?.highest ?? '0'];
  return finding('blocker', 'data', 'ids.outside', {
    title: `references to ${table}, which is left out, name IDs from ${from} to ${to}, but the earlier run reserved room for ${lowest} to ${room}`,
    remedy: `move ${table}, too, or choose with migration.dangling_references: zero (they become 0, none)`,
    table,
    params: { from, to, lowest: String(lowest), room: String(room) },
  });
}

/** How a plan carries IDs over, read back from it. */
export function idDecisionOf(plan: Plan): IdDecision {
  if (plan.ids.mode === 'preserve') return { ...plan.ids, offsets: {} };
  const own = plan.tables.flatMap(({ table, columns }) =>
    columns.flatMap(({ treatment }) => {
      const offset = ownOffset(treatment);
      return offset === undefined ? [] : [[table, offset]];
    }),
  );
  // Tables that were left out have no column of their own, only references to them.
  const named = plan.tables.flatMap(({ columns }) =>
    columns
      .flatMap(({ treatment }) => referencesIn(treatment))
      .flatMap(({ table, offset }) => (plan.ids.room?.[table] === undefined ? [] : [[table, offset]])),
  );
  return { ...plan.ids, offsets: Object.fromEntries([...named, ...own]) };
}
