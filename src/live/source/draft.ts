import type { Finding } from '../../core/finding.js';
import type { Sentence } from '../../core/sentence.js';

/** What a look at the source found, in both languages. */
export type Draft = Pick<Finding, 'code' | 'severity'> & {
  readonly title: Sentence;
  readonly remedy?: Sentence;
};

/** The server's variables and counters; an empty text for one that it does not know. */
export type Settings = (name: string) => string;

export const isOn = (value: string): boolean => /^(1|on)$/i.test(value);
