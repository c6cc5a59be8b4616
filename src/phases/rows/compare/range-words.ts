import type { Sentence } from '../../../core/sentence.js';
import { sayDifference } from './words.js';

/** Rows between two keys; null: from the first one, to the last one. */
export function rangeWords(after: string | null, through: string | null): Sentence {
  if (after !== null && through !== null) return sayDifference('difference.between', { after, through });
  if (after !== null) return sayDifference('difference.after', { after });
  return through === null
    ? sayDifference('difference.all-rows')
    : sayDifference('difference.through', { through });
}
