import type { IdShift } from './plan.js';

/** One meaning of "reference + offset, with exceptions", as SQL and as a function. 0 and NULL mean none and stay. */

/** Whether any ID is changed at all. */
export function changesIds({ offset, exceptions, toZero }: IdShift): boolean {
  return (
    offset !== '0' || toZero === true || Object.entries(exceptions ?? {}).some(([from, to]) => from !== to)
  );
}

/** SQL on the source that gives the target's ID for the column `name` (already quoted). */
export function shiftedExpression(name: string, shift: IdShift): string {
  if (!changesIds(shift)) return name;
  if (shift.toZero) return `IF(${name} IS NULL, NULL, 0)`;
  const plain = shift.offset === '0' ? name : `IF(${name} = 0, ${name}, ${name} + ${BigInt(shift.offset)})`;
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

/** SQL on the target that gives the source's ID back for the column `name`; right for every ID that is not 0. */
export function unshiftedExpression(name: string, { offset, exceptions }: IdShift): string {
  const plain = offset === '0' ? name : `IF(${name} = 0, ${name}, ${name} - ${BigInt(offset)})`;
  const back = Object.entries(exceptions ?? {}).filter(([, to]) => to !== '0');
  if (back.length === 0) return plain;
  const cases = back.map(([from, to]) => `WHEN ${BigInt(to)} THEN ${BigInt(from)}`);
  return `CASE ${name} ${cases.join(' ')} ELSE ${plain} END`;
}
