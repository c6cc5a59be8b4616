import { type Line, line, type Span, span } from '../../terminal/lines.js';
import { graphemes, widthOf } from '../../terminal/text-width.js';

/** A piece of a value as it is shown, `made` where the value holds something else there that cannot be seen. */
interface Piece {
  readonly text: string;
  readonly made: boolean;
}

const escapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
  "'": "\\'",
};

/** Spaces at an end or beside others: nobody would see them, or how many there are. */
const unseenSpace = /(?<=^|[ \t\r\n]) | (?=$|[ \t\r\n])/g;
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u202f\u205f\u3000]/u;

function pieceOf(part: string): Piece {
  const known = escapes[part];
  if (known !== undefined) return { text: known, made: true };
  if (part === '\u0000') return { text: '␣', made: true };
  if (!unseen.test(part)) return { text: part, made: false };
  const codes = Array.from(part, (sign) => {
    const isUnseen = unseen.test(sign);
    return isUnseen ? `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}` : sign;
  });
  return { text: codes.join(''), made: true };
}

/** A value quoted, with a sign for everything in it that cannot be seen. */
export function visiblePieces(value: string): readonly Piece[] {
  // NUL stands for a space that is to be seen; the value's own become escapes before.
  const own = value.replaceAll('\u0000', '\ue000').replace(unseenSpace, '\u0000');
  const parts = graphemes(own).flatMap((part) => (part === '\r\n' ? ['\r', '\n'] : [part]));
  const shown = parts.map((part) => (part === '\ue000' ? { text: '\\u{0}', made: true } : pieceOf(part)));
  const quote = { text: "'", made: false };
  return [quote, ...shown, quote];
}

/** Pieces that are equal from the front and from the back in both values. */
function sameEnds(
  a: readonly Piece[],
  b: readonly Piece[],
): { readonly front: number; readonly back: number } {
  const least = Math.min(a.length, b.length);
  let front = 0;
  while (front < least && a[front]?.text === b[front]?.text) front += 1;
  let back = 0;
  while (back < least - front && a.at(-1 - back)?.text === b.at(-1 - back)?.text) back += 1;
  return { front, back };
}

/** A value in rows of `width` cells: what is not in the `other` one stands out, and so does what is only a sign for something unseen. */
export function valueRows(value: string, other: string | null | undefined, width: number): readonly Line[] {
  const pieces = visiblePieces(value);
  const { front, back } = sameEnds(pieces, other == null ? pieces : visiblePieces(other));
  const rows: Span[][] = [[]];
  let used = 0;
  for (const [index, { text, made }] of pieces.entries()) {
    const cells = widthOf(text);
    if (used + cells > width && used > 0) {
      rows.push([]);
      used = 0;
    }
    const isOther = index >= front && index < pieces.length - back;
    const tone = isOther ? 'warning' : made ? 'muted' : 'plain';
    const row = rows.at(-1) ?? [];
    const last = row.at(-1);
    if (last?.tone === tone) row[row.length - 1] = span(last.text + text, tone);
    else row.push(span(text, tone));
    used += cells;
  }
  return rows.map((row) => line(...row));
}
