import { separated } from '../core/format.js';
import { chineseValue, type Reason } from '../core/sentence.js';
import { words } from './words.js';

export type Language = 'en' | 'zh';

/** Thrown by a catalogue's entry that misses a value, as in what an older version stored; the English text then stands. */
export class MissingValue extends Error {
  override readonly name = 'MissingValue';
}

/** The values of one sentence, read by name. */
export interface Values {
  /** The value as text. Throws MissingValue when it is absent or null. */
  p(name: string): string;
  /** The value as a figure of things, with separators. Throws MissingValue when it is absent or null. */
  figure(name: string): string;
  /** The value as a number. Throws MissingValue when it is absent or no number. */
  n(name: string): number;
  /** True when the value is there and not null, false or empty. */
  has(name: string): boolean;
}

export function valuesOf(params: Reason['params']): Values {
  const p = (name: string): string => {
    const value = params?.[name];
    if (value === undefined || value === null) throw new MissingValue(name);
    return chineseValue(value, words);
  };
  return {
    p,
    figure: (name) => separated(p(name)),
    n: (name) => {
      const value = Number(p(name));
      if (Number.isNaN(value)) throw new MissingValue(name);
      return value;
    },
    has: (name) => ![undefined, null, false, ''].includes(params?.[name] as undefined),
  };
}
