import { idDecisionOf } from './choose-ids.js';
import { rangeOf } from './id-ranges.js';
import type { Plan, TablePlan } from './plan.js';
import type { IdDecision } from './plan-input.js';
import type { IdSegment, IdShift, Treatment } from './treatments.js';

/** Source IDs `lowest` to `highest`, both included, which are `offset` more in the target. */
export interface IdPiece {
  readonly lowest: bigint;
  readonly highest: bigint;
  readonly offset: bigint;
}

/** Table → room that was made for its IDs while the source was followed, in the order of IDs. */
export type Segments = Readonly<Record<string, readonly IdSegment[]>>;

/** IDs that are kept without a limit. */
const lowestOfAll = -(2n ** 63n);
const highestOfAll = 2n ** 64n - 1n;

/** The ranges that a decision reserves for a table's IDs, in their order on both sides; none where they are kept. */
export function reservedPieces(
  ids: Pick<IdDecision, 'offsets' | 'lowest' | 'room' | 'segments'>,
  table: string,
): readonly IdPiece[] {
  const range = rangeOf(ids, table);
  if (!range) return [];
  const { lowest, room: highest, offset } = range;
  return [{ lowest, highest, offset }, ...laterPieces(ids, table)];
}

const laterPieces = ({ segments }: Pick<IdDecision, 'segments'>, table: string): readonly IdPiece[] =>
  (segments?.[table] ?? []).map(({ above, room, offset }) => ({
    lowest: BigInt(above) + 1n,
    highest: BigInt(room),
    offset: BigInt(offset),
  }));

/**
 * All that a run may write of a table's IDs, piece by piece; on both sides each piece lies above the one before it. `kept`: of a run that
 * keeps IDs, by table, the highest one that the target gives to nobody else, as `LiveRecord.room` has it.
 */
export function idPieces(
  plan: Plan,
  table: string,
  kept: Readonly<Record<string, string>>,
): readonly IdPiece[] {
  const reserved = reservedPieces(idDecisionOf(plan), table);
  if (reserved.length > 0) return reserved;
  const highest = kept[table] === undefined ? highestOfAll : BigInt(kept[table]);
  return [{ lowest: lowestOfAll, highest, offset: 0n }, ...laterPieces(plan.ids, table)];
}

/** The target's ID of a source's one; undefined where the run has no room for it. Neither 0 nor an exception of the plan is asked for. */
export function targetId(pieces: readonly IdPiece[], id: bigint): bigint | undefined {
  const piece = pieces.find(({ lowest, highest }) => id >= lowest && id <= highest);
  return piece && id + piece.offset;
}

/** The source's ID of a target's one; undefined for one that is none of the run's. */
export function sourceId(pieces: readonly IdPiece[], id: bigint): bigint | undefined {
  const piece = pieces.find(({ lowest, highest, offset }) => id >= lowest + offset && id <= highest + offset);
  return piece && id - piece.offset;
}

/** The plan with these segments and no others, in every place that shifts IDs of their tables. */
export function withSegments(plan: Plan, segments: Segments = {}): Plan {
  if (plan.ids.segments === undefined && Object.keys(segments).length === 0) return plan;
  return {
    ...plan,
    ids: { ...plan.ids, segments },
    tables: plan.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => ({
        ...column,
        treatment: withThose(table, column.treatment, segments),
      })),
    })),
  };
}

function withThose({ table }: TablePlan, treatment: Treatment, segments: Segments): Treatment {
  switch (treatment.kind) {
    case 'offset':
      return withOf(treatment, segments[table]);
    case 'reference':
      return withOf(treatment, segments[treatment.table]);
    case 'json-ids':
      return { ...treatment, paths: treatment.paths.map((path) => withOf(path, segments[path.table])) };
    case 'same':
    case 'constant':
    case 'cast':
    case 'time-zone':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
    case 'users':
      return treatment;
  }
}

function withOf<Shift extends Pick<IdShift, 'segments'>>(
  { segments: _, ...shift }: Shift,
  segments: readonly IdSegment[] | undefined,
) {
  return segments ? { ...shift, segments } : shift;
}
