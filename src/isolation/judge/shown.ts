import { tokensOf } from '../../preset/sql/tokens.js';
import { hole } from './tree.js';

/** A statement in one line and without any value in it: they may be anything. What follows an open quote is left out. */
export function shownStatement(sql: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const token of tokensOf(sql)) {
    if (token.kind === 'comment') continue;
    if (token.kind === 'unclosed') {
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
