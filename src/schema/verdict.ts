import { absent } from './digest.js';
import type { Effect, Kind } from './kinds.js';
import { say } from './words.js';

export type Verdict = 'done' | 'not-done' | 'unknown';

/** What the schema shows of a statement that was under way. */
export const verdictWords = {
  done: say('schema.verdict.done'),
  'not-done': say('schema.verdict.not-done'),
  unknown: say('schema.verdict.unknown'),
};

/** A thing, and its digest when a statement began. */
export interface Touched extends Effect {
  readonly before: string;
}

/** Whether a statement was done that began and whose end is not noted, or that failed; `now`: the digests of what it touches, in order. */
export function verdictOf(kind: Kind, touched: readonly Touched[], now: readonly string[]): Verdict {
  switch (kind) {
    case 'structure':
      if (touched.length === 0) return 'unknown';
      if (touched.every((thing, index) => isFulfilled(thing, now[index] ?? ''))) return 'done';
      return touched.every(({ before }, index) => before === now[index]) ? 'not-done' : 'unknown';
    // Its note is in its own transaction: where that is missing, so are the rows.
    case 'rows':
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'session':
    case 'read':
      return 'not-done';
    case 'unclear':
    case 'refused':
      return 'unknown';
  }
}

function isFulfilled({ becomes, before, lenient }: Touched, now: string): boolean {
  switch (becomes) {
    case 'present':
      return now !== absent && (before === absent || lenient);
    case 'absent':
      return now === absent && (before !== absent || lenient);
    case 'changed':
      return now !== before;
  }
}
