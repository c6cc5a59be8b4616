import { tokensOf } from '../../preset/sql/tokens.js';
import { hole } from './tree.js';

/** A statement in one line and without any value in it: they may be anything. What follows an open quote is left out. */
export function shownStatement(sql: string): string {
  const parts: string[] = [];
  let end = 0;
  const tokens = tokensOf(sql);
  // Written for a server to which a backslash is a character like any other: `'C:\'` has ended, and what is behind it may be a value.
  const isDoubtful = tokens.some(
    ({ kind, text }) => kind === 'unclosed' || (kind === 'sign' && text === '\\'),
  );
  for (const token of tokens) {
    if (token.kind === 'comment') continue;
    const mayGoOn = isDoubtful && token.kind === 'text' && token.text.includes('\\');
    if (token.kind === 'unclosed' || mayGoOn) {
      parts.push(' …');
      break;
    }
    if (token.start > end && parts.length > 0) parts.push(' ');
    end = token.end;
    if (token.kind === 'text' || token.kind === 'number') parts.push('?');
    else if (token.kind === 'name') parts.push(`\`${token.text.replaceAll(hole, '{…}')}\``);
    else parts.push(token.text === hole ? '{…}' : token.text);
  }
  return parts.join('').trim();
}
