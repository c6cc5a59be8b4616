import { gapBehind, type Line, type Span, span } from '../terminal/lines.js';
import type { TextFieldState } from '../terminal/text-field.js';
import { widthOf } from '../terminal/text-width.js';

/** The field with its cursor: `> acme_` ; a secret shows one dot for each character. */
export function textInput(prompt: string, field: TextFieldState, width: number, secret = false): Line {
  const characters = secret ? field.characters.map(() => '•') : field.characters;
  const label = prompt + gapBehind(prompt);
  const room = Math.max(4, width - widthOf(label) - 1);
  let start = 0;
  while (widthOf(characters.slice(start, field.cursor).join('')) > room) start += 1;
  const spans: Span[] = [span(label, 'accent'), span(characters.slice(start, field.cursor).join(''))];
  spans.push(span(characters[field.cursor] ?? ' ', 'selected'));
  spans.push(span(characters.slice(field.cursor + 1).join('')));
  return spans;
}
