import type { IdShift } from './treatments.js';

/**
 * One meaning of "reference + offset, with exceptions", as SQL and as a function, forth and back. 0 and NULL mean none and
 * stay. Offsets may be negative. A dangling reference is shifted as the row would be that it names.
 */

/** Whether any ID is changed at all. */
export function changesIds({ offset, exceptions, toZero }: IdShift): boolean {
  return (
    offset !== '0' || toZero === true || Object.entries(exceptions ?? {}).some(([from, to]) => from !== to)
  );
}

/** Source IDs of exceptions that the offset alone would not give. */
export function unlikeTheRest({ offset, exceptions }: IdShift): readonly string[] {
  return Object.entries(exceptions ?? {})
    .filter(([from, to]) => BigInt(from) + BigInt(offset) !== BigInt(to))
    .map(([from]) => from);
}

/** SQL: `name` + offset. Unsigned columns take a negative number only as one that is subtracted. */
export function addedExpression(name: string, offset: string): string {
  const added = BigInt(offset);
  return added < 0n ? `${name} - ${-added}` : `${name} + ${added}`;
}

/** SQL on the source that gives the target's ID for the column `name` (already quoted). */
export function shiftedExpression(name: string, shift: IdShift): string {
  if (!changesIds(shift)) return name;
  if (shift.toZero) return `IF(${name} IS NULL, NULL, 0)`;
  const plain =
    shift.offset === '0' ? name : `IF(${name} = 0, ${name}, ${addedExpression(name, shift.offset)})`;
  const exceptions = Object.entries(shift.exceptions ?? {});
  if (exceptions.length === 0) return plain;
  const cases = exceptions.map(([from, to]) => `WHEN ${BigInt(from)} THEN ${BigInt(to)}`);
  return `CASE ${name} ${cases.join(' ')} ELSE ${plain} END`;
}

/** The same for one ID that is not 0. */
export function idRewriter({ offset, exceptions, toZero }: IdShift): (id: bigint) => bigint {
  if (toZero) return () => 0n;
  const listed = new Map(Object.entries(exceptions ?? {}).map(([from, to]) => [BigInt(from), BigInt(to)]));
  const added = BigInt(offset);
  return (id) => listed.get(id) ?? id + added;
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
  const plain =
    shift.offset === '0'
      ? name
      : `IF(${name} = 0, 0, ${addedExpression(`CAST(${name} AS SIGNED)`, String(-BigInt(shift.offset)))})`;
  const cases = listedBack(shift).map(([from, to]) => `WHEN ${to} THEN ${from}`);
  if (cases.length === 0) return plain;
  return `CASE ${name} ${cases.join(' ')} ELSE ${plain} END`;
}

/** The same for one ID that is not 0. */
export function idRestorer(shift: IdShift): (id: bigint) => bigint {
  const listed = new Map(listedBack(shift).map(([from, to]) => [to, from]));
  const added = BigInt(shift.offset);
  return (id) => listed.get(id) ?? id - added;
}
