import type { IdDecision } from './plan-input.js';
import type { IdSegment } from './treatments.js';

/** A range of IDs as decimal text; it includes both ends. */
export interface IdSpan {
  readonly lowest: string;
  readonly highest: string;
}

/** What decides how one table's IDs are carried over; IDs are decimal text, '0' where there is none. */
export interface TableIds {
  readonly table: string;
  /** The rows' IDs in the source; null for a table without rows, and for one the source does not have. */
  readonly rows: IdSpan | null;
  /** IDs that rows of the source name, whether or not such a row exists; 0 is none. Null where nothing refers to the table. */
  readonly referenced: (IdSpan & { readonly highestIn: string }) | null;
  /** The highest ID that the source has handed out, as far as its generator and its rows tell. */
  readonly sourceHighest: string;
  readonly targetHighest: string;
  /** The target's generator for this table; null when it has none. */
  readonly generator: string | null;
  /** Some target row has an ID that the source has or refers to; rows of an earlier run that kept its IDs do not count. */
  readonly occupied: boolean;
  /** How many more the source may hand out until it is left, where it is followed; decimal text. */
  readonly growth?: string;
  /** The table is left out: only references to it are shifted, so that they point at nobody's row. */
  readonly leftOut?: boolean;
}

/** The highest ID that a generator has handed out. One beyond what the services can hold says nothing: it is broken. */
export function handedOut(generator: string | undefined, max: number): bigint {
  const highest = BigInt(generator ?? '0');
  return highest > BigInt(max) ? 0n : highest;
}

/** IDs that the source may hand out between planning and the snapshot, at least. */
const smallestMargin = 1000n;

/** IDs that a source may hand out while it is followed, at least; a tenth of those it has used where that is more. */
const smallestGrowth = 100_000n;

/** How many more IDs are reserved at a time for a table of a source that is followed. */
export function growthOf(highest: bigint): bigint {
  return larger(highest / 10n, smallestGrowth);
}

/** Source IDs `lowest` to `room`, which become `lowest + offset` to `room + offset`: the target's next ones, one after the other. */
export interface NeededRange {
  readonly offset: bigint;
  readonly lowest: bigint;
  readonly room: bigint;
  /** Room behind it that an earlier run made. */
  readonly segments?: readonly IdSegment[] | undefined;
}

/**
 * The range one table needs in offset mode. It holds all rows, all references to them, those to deleted rows, too, and a
 * margin for what the source hands out meanwhile. The offset is negative where the target's IDs are behind the source's.
 */
export function neededRange(ids: TableIds): NeededRange {
  const { lowest, highest } = usedIds(ids);
  const share = (highest - lowest) / 100n;
  const next = larger(BigInt(ids.targetHighest), BigInt(ids.generator ?? '0')) + 1n;
  return {
    offset: next - lowest,
    lowest,
    room: highest + larger(larger(share, smallestMargin), BigInt(ids.growth ?? '0')),
  };
}

/** The lowest and the highest ID that the source has, refers to, or may be handing out now. */
function usedIds({ rows, referenced, sourceHighest }: TableIds): {
  readonly lowest: bigint;
  readonly highest: bigint;
} {
  const spans = [rows, referenced].filter((span) => span !== null);
  const highest = spans.map((span) => BigInt(span.highest)).reduce(larger, BigInt(sourceHighest));
  const [first, ...others] = spans.map((span) => BigInt(span.lowest));
  if (first !== undefined) return { lowest: others.reduce((a, b) => (a < b ? a : b), first), highest };
  // Nothing is there yet, but IDs that were handed out may be on their way.
  return { lowest: larger(highest - smallestMargin, 1n), highest };
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The range that a decision holds for a table. Runs of earlier versions began theirs at source ID 1. */
export function rangeOf(
  { offsets, lowest, room, segments }: Pick<IdDecision, 'offsets' | 'lowest' | 'room' | 'segments'>,
  table: string,
): NeededRange | undefined {
  const [offset, end] = [offsets[table], room?.[table]];
  if (offset === undefined || end === undefined) return undefined;
  return {
    offset: BigInt(offset),
    lowest: BigInt(lowest?.[table] ?? '1'),
    room: BigInt(end),
    segments: segments?.[table],
  };
}

/** Whether every ID that the source has or names lies in what an earlier run reserved. */
export function fits(ids: TableIds, range: NeededRange): boolean {
  const { lowest, highest } = usedIds(ids);
  const isUsed = ids.rows !== null || ids.referenced !== null;
  const room = BigInt(range.segments?.at(-1)?.room ?? range.room);
  return highest <= room && (!isUsed || lowest >= range.lowest);
}
