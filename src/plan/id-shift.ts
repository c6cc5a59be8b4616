import type { IdSegment, IdShift } from './treatments.js';

/**
 * One meaning of "reference + offset, with exceptions", as SQL and as a function, forth and back. 0 and NULL mean none and
 * stay. Offsets may be negative. A dangling reference is shifted as the row would be that it names. Where room was made later,
 * IDs have the offset of the last segment that they are above; segments follow each other on both sides, so order is kept.
 */

/** Whether any ID is changed at all. */
export function changesIds(shift: IdShift): boolean {
  const { exceptions, toZero } = shift;
  return (
    addsToIds(shift) || toZero === true || Object.entries(exceptions ?? {}).some(([from, to]) => from !== to)
  );
}

/** Whether IDs are moved by an offset, all of them or those above some. */
export function addsToIds({ offset, segments = [] }: IdShift): boolean {
  return [{ offset }, ...segments].some((piece) => piece.offset !== '0');
}

/** Source IDs of exceptions that the offset alone would not give. */
export function unlikeTheRest(shift: IdShift): readonly string[] {
  const shifted = idRewriter({ ...shift, exceptions: {}, toZero: false });
  return Object.entries(shift.exceptions ?? {})
    .filter(([from, to]) => shifted(BigInt(from)) !== BigInt(to))
    .map(([from]) => from);
}

/** The later segments first: an ID is in the first one that begins before it. */
function fromAbove({ segments = [] }: IdShift): readonly IdSegment[] {
  return segments.toReversed();
}

/** The first target ID of a segment. */
const firstInTarget = ({ above, offset }: IdSegment): bigint => BigInt(above) + 1n + BigInt(offset);

/** SQL: `name` + offset. Unsigned columns take a negative number only as one that is subtracted. */
export function addedExpression(name: string, offset: string): string {
  const added = BigInt(offset);
  if (added === 0n) return name;
  return added < 0n ? `${name} - ${-added}` : `${name} + ${added}`;
}

/** SQL: a row's own ID as the target has it; the column's bare name where it stays. */
export function ownExpression(name: string, shift: IdShift): string {
  return addsToIds(shift) ? `(${byPiece(name, shift, addedExpression(name, shift.offset))})` : name;
}

/** SQL on the source: `first` for IDs of the first range, and those above with what their segment adds. */
function byPiece(name: string, shift: IdShift, first: string): string {
  const cases = fromAbove(shift).map(
    ({ above, offset }) => `WHEN ${name} > ${BigInt(above)} THEN ${addedExpression(name, offset)}`,
  );
  return cases.length === 0 ? first : `CASE ${cases.join(' ')} ELSE ${first} END`;
}

/** SQL on the source that gives the target's ID for the column `name` (already quoted). */
export function shiftedExpression(name: string, shift: IdShift): string {
  if (!changesIds(shift)) return name;
  if (shift.toZero) return `IF(${name} IS NULL, NULL, 0)`;
  const first =
    shift.offset === '0' ? name : `IF(${name} = 0, ${name}, ${addedExpression(name, shift.offset)})`;
  const plain = byPiece(name, shift, first);
  const exceptions = Object.entries(shift.exceptions ?? {});
  if (exceptions.length === 0) return plain;
  const cases = exceptions.map(([from, to]) => `WHEN ${BigInt(from)} THEN ${BigInt(to)}`);
  return `CASE ${name} ${cases.join(' ')} ELSE ${plain} END`;
}

/** Gives the target's ID of a source's one that is not 0. */
export function idRewriter(shift: IdShift): (id: bigint) => bigint {
  if (shift.toZero) return () => 0n;
  const listed = new Map(
    Object.entries(shift.exceptions ?? {}).map(([from, to]) => [BigInt(from), BigInt(to)]),
  );
  const first = BigInt(shift.offset);
  const pieces = fromAbove(shift).map(({ above, offset }) => ({
    above: BigInt(above),
    offset: BigInt(offset),
  }));
  return (id) => listed.get(id) ?? id + (pieces.find(({ above }) => id > above)?.offset ?? first);
}

/** IDs below it can be added to as numbers, exactly. */
export const exactBelow = 2 ** 50;

/** The same as `idRewriter` for IDs below `exactBelow`, at a fraction of its cost; undefined where some have exceptions, or offsets are larger. */
export function numberRewriter(shift: IdShift): ((id: number) => number) | undefined {
  if (shift.toZero || Object.keys(shift.exceptions ?? {}).length > 0) return undefined;
  const first = Number(shift.offset);
  const pieces = fromAbove(shift).map(({ above, offset }) => ({
    above: Number(above),
    offset: Number(offset),
  }));
  const isExact = [first, ...pieces.flatMap((piece) => [piece.above, piece.offset])].every(
    (number) => Math.abs(number) < exactBelow,
  );
  if (!isExact) return undefined;
  return (id) => id + (pieces.find(({ above }) => id > above)?.offset ?? first);
}

/** Exceptions that can be told from their result. */
function listedBack({ exceptions }: IdShift): readonly (readonly [from: bigint, to: bigint])[] {
  return Object.entries(exceptions ?? {})
    .filter(([, to]) => to !== '0')
    .map(([from, to]) => [BigInt(from), BigInt(to)]);
}

/**
 * SQL on the target that gives the source's ID back for the column `name`; right for every ID that is not 0. A number that no
 * shift gives may lie below the offset: in an unsigned column the server would refuse to subtract it.
 */
export function unshiftedExpression(name: string, shift: IdShift): string {
  const back = (offset: string) => addedExpression(`CAST(${name} AS SIGNED)`, String(-BigInt(offset)));
  const first = shift.offset === '0' ? name : `IF(${name} = 0, 0, ${back(shift.offset)})`;
  const pieces = fromAbove(shift).map(
    (segment) => `WHEN ${name} >= ${firstInTarget(segment)} THEN ${back(segment.offset)}`,
  );
  const plain = pieces.length === 0 ? first : `CASE ${pieces.join(' ')} ELSE ${first} END`;
  const cases = listedBack(shift).map(([from, to]) => `WHEN ${to} THEN ${from}`);
  if (cases.length === 0) return plain;
  return `CASE ${name} ${cases.join(' ')} ELSE ${plain} END`;
}

/** Gives the source's ID of a target's one that is not 0. */
export function idRestorer(shift: IdShift): (id: bigint) => bigint {
  const listed = new Map(listedBack(shift).map(([from, to]) => [to, from]));
  const first = BigInt(shift.offset);
  const pieces = fromAbove(shift).map((segment) => ({
    from: firstInTarget(segment),
    offset: BigInt(segment.offset),
  }));
  return (id) => listed.get(id) ?? id - (pieces.find(({ from }) => id >= from)?.offset ?? first);
}
