/** A source of reproducible pseudo-random choices; the same seed gives the same sequence everywhere. */
export interface Random {
  /** At least 0, less than 1. */
  fraction(): number;
  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
  /** Some different elements of a list, in its order; all of it when `count` is larger. */
  some<T>(list: readonly T[], count: number): T[];
  /** Text of letters and digits. */
  word(length: number): string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** xoshiro128** (Blackman and Vigna), its state filled from the seed by splitmix32. */
export function createRandom(seed: number): Random {
  let mix = seed >>> 0;
  const splitmix32 = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [splitmix32(), splitmix32(), splitmix32(), splitmix32()];

  const next = (): number => {
    const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return scrambled;
  };
  const fraction = () => next() / 2 ** 32;
  const integer = (low: number, high: number) => low + Math.floor(fraction() * (high - low + 1));

  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick: (list) => {
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[integer(0, list.length - 1)] as (typeof list)[number];
    },
    some: (list, count) => {
      const chosen: (typeof list)[number][] = [];
      for (let index = 0; index < list.length && chosen.length < count; index += 1) {
        // Selection sampling: each element with the chance that keeps every subset equally likely.
        if (fraction() * (list.length - index) < count - chosen.length) {
          chosen.push(list[index] as (typeof list)[number]);
        }
      }
      return chosen;
    },
    word: (length) => {
      let text = '';
      for (let index = 0; index < length; index += 1) text += alphabet[integer(0, alphabet.length - 1)];
      return text;
    },
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
