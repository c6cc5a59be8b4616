import { tokensOf } from '../../preset/sql/tokens.js';

/** A name's bytes in a server's list of tokens come with four more, any other token has two. */
const [nameBytes, tokenBytes] = [4, 2];
/** A name of 64 characters may be the one that had no more room. */
const longestName = 72;

/**
 * Whether a digest's text may have been cut off: servers keep `most` bytes of tokens and as many of text, and stop without a word in
 * between. What is close to that counts as cut.
 */
export function mayBeCut(text: string, most: number): boolean {
  const tokens = tokensOf(text);
  const kept = tokens.reduce(
    (sum, token) => sum + (token.kind === 'name' ? nameBytes + Buffer.byteLength(token.text) : tokenBytes),
    0,
  );
  const limit = most - longestName;
  return kept >= limit || Buffer.byteLength(text) >= limit || /(?<!\(\s*)\.\.\.\s*$/.test(text);
}
