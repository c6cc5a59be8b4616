import type { Sentence } from '../core/sentence.js';
import { say } from './words.js';

/**
 * Paths that Vault cannot hold (observed on Vault 1.21). It answers 307 to the cleaned path for an empty part, `.` and
 * `..`, takes a slash at the end for a folder, and answers 400 without a body for a character that Go's `unicode.IsPrint`
 * does not call printable, unless its listener has `disable_printable_check`.
 */

/** Why no server can hold a secret at this path; null when one can. */
export function unusablePath(path: string): Sentence | null {
  const parts = path.split('/');
  if (parts.includes('')) {
    return say('path.empty-part');
  }
  if (parts.includes('.') || parts.includes('..')) {
    return say('path.dots');
  }
  return null;
}

/** All but letters, marks, numbers, punctuation, symbols and the plain space. */
const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** Whether servers refuse the path unless they are told not to look at its characters. */
export function hasUnprintable(path: string): boolean {
  return unprintable.test(path);
}

/** What to say of a path whose characters a server has refused. */
export function refusedCharacter(path: string): Sentence {
  const code = unprintable.exec(path)?.[0].codePointAt(0) ?? 0;
  return say('path.character', { character: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` });
}
