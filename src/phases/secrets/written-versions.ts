import { z } from 'zod';
import { json } from '../../ledger/read-rows.js';

/**
 * The versions that a run wrote to a secret, as the ledger keeps them. While following, a secret that changes every minute gets ten thousand of
 * them in a week: of versions that follow one another only the ends are kept, where there are many.
 */

const version = z.int().positive();

/** A version every ten seconds for a year. A range that says more was damaged, and would take all memory. */
const mostVersions = 3_200_000;

/** Reads what `storedVersions` has written. */
export const writtenVersions = json(z.array(z.union([version, z.tuple([version, version])])))
  .refine((kept) => kept.every((one) => lengthOf(one) > 0) && sumOf(kept.map(lengthOf)) <= mostVersions)
  .transform((kept) => kept.flatMap((one) => (typeof one === 'number' ? [one] : fromTo(...one))));

/** So many are kept one by one. */
const mostSingle = 100;
/** Of versions with others between them the newest: what Vault keeps of one secret are far fewer. */
const mostRanges = 3_000;

/** As JSON, in less than the 65,535 bytes of its column. */
export function storedVersions(versions: readonly number[]): string {
  if (versions.length <= mostSingle) return JSON.stringify(versions);
  const ranges: [number, number][] = [];
  for (const one of versions.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && one <= last[1] + 1) last[1] = one;
    else ranges.push([one, one]);
  }
  return JSON.stringify(ranges.slice(-mostRanges).map(([from, to]) => (from === to ? from : [from, to])));
}

const lengthOf = (one: number | readonly [number, number]): number =>
  typeof one === 'number' ? 1 : one[1] - one[0] + 1;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

const fromTo = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
