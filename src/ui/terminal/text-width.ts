import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** ASCII and the glyphs of our own theme are one cell a character: nearly all rows, and much faster than asking. */
const narrow =
  /^[\x20-\x7e\u00b7\u2013\u2022\u2026\u2190-\u2193\u2500-\u259f\u25b2\u25b8\u25bc\u2713\u2717]*$/;

/** Terminal cells a text takes: CJK and emoji count two. */
export function widthOf(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}

/** The characters as a reader sees them. */
export function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** At most `width` cells; what is cut off shows as an ellipsis. */
export function cut(text: string, width: number, ellipsis = '…'): string {
  if (width <= 0) return '';
  if (widthOf(text) <= width) return text;
  if (narrow.test(text)) return text.slice(0, width - 1) + ellipsis;
  let kept = '';
  let cells = 0;
  for (const part of graphemes(text)) {
    const partCells = widthOf(part);
    if (cells + partCells > width - 1) break;
    kept += part;
    cells += partCells;
  }
  return kept + ellipsis;
}

/** Exactly `width` cells: cut or padded. */
export function padTo(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cut(text, width);
  const padding = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return align === 'left' ? shown + padding : padding + shown;
}

/** Stands for a space that no row ends at. */
const glue = '\ue000';
const units = '%|ms|s|min|h|d|B|[KMGT]i?B|(?:row|value|table|secret|file|minute|second|hour)s?';
const figure = new RegExp(
  `(?<=\\d) (?=(?:${units})(?![\\w-])|[\\u4e00-\\u9fff])|(?<=\\d (?:min|h)) (?=\\d)`,
  'g',
);
const time = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?: (?=[+-]\d\d:\d\d))?/g;

/** A figure stays with its unit, a date with its time and its zone: one row has both. */
function keptTogether(text: string): string {
  return text.replace(figure, glue).replace(time, (found) => found.replaceAll(' ', glue));
}

/** Pieces a line may be broken between: words with their following space, and single wide characters, with their figure where they are its unit. */
function breakable(text: string): readonly string[] {
  const pieces: string[] = [];
  let word = '';
  for (const part of graphemes(text)) {
    if (widthOf(part) > 1) {
      const isUnit = word.endsWith(glue);
      if (word !== '' && !isUnit) pieces.push(word);
      pieces.push(isUnit ? word + part : part);
      word = '';
    } else if (part === ' ') {
      pieces.push(`${word} `);
      word = '';
    } else {
      word += part;
    }
  }
  if (word !== '') pieces.push(word);
  return pieces;
}

/** Marks that must not begin a row. */
const closing = /^[，。；：！？、）】》”’…]$/;

/** Where the word begins that ends at `last`, with a mark that opens it; a wide character is one by itself, and so is what fills the row. */
function wordStart(parts: readonly string[], last: number): number {
  let from = parts[last - 1] === glue ? last - 1 : last;
  while (from > 0 && isOfWord(parts[from]) && isOfWord(parts[from - 1])) from -= 1;
  while (from > 0 && opening.test(parts[from - 1] ?? '')) from -= 1;
  return from > 0 ? from : last;
}

function isOfWord(part = ' '): boolean {
  return part !== ' ' && widthOf(part) === 1;
}

/** Marks that must not end a row. */
const opening = /^[（【《“‘]$/;

/** A row and what it may not end with, which goes to the next one: marks that open a word. */
function withoutOpening(row: string): readonly [row: string, carried: string] {
  const parts = graphemes(row);
  const end = parts.findLastIndex((part) => part !== ' ' && !opening.test(part)) + 1;
  return end === 0 ? [row, ''] : [parts.slice(0, end).join(''), parts.slice(end).join('').trim()];
}

/** A word longer than the row: as much as fits, up to a mark a path or an address is read by where there is one. */
function head(word: readonly string[], limit: number): number {
  let cells = 0;
  let fits = 0;
  let mark = 0;
  for (const part of word) {
    cells += widthOf(part);
    if (cells > limit) break;
    fits += 1;
    if (/[/\\:=,&?-]/.test(part) && fits * 2 > limit) mark = fits;
  }
  return mark > 0 ? mark : Math.max(1, fits);
}

/** Lines of at most `width` cells, broken at spaces and between CJK characters; a longer word is broken where it must be. */
export function wrap(text: string, width: number): readonly string[] {
  const limit = Math.max(1, width);
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let current = '';
    for (const piece of breakable(keptTogether(paragraph))) {
      if (widthOf(current) + widthOf(piece.trimEnd()) <= limit) {
        current += piece;
        continue;
      }
      if (closing.test(piece)) {
        // It takes the word or the wide character before it along, and one more where that is such a mark itself.
        const before = graphemes(current);
        const from = wordStart(
          before,
          before.findLastIndex((part) => !closing.test(part)),
        );
        if (from > 0) {
          lines.push(before.slice(0, from).join('').trimEnd());
          current = before.slice(from).join('') + piece;
          continue;
        }
      }
      const [row, carried] = withoutOpening(current);
      if (row !== '') lines.push(row);
      let rest = graphemes(carried + piece.trimStart());
      while (widthOf(rest.join('').trimEnd()) > limit) {
        const taken = head(rest, limit);
        lines.push(rest.slice(0, taken).join('').trimEnd());
        rest = rest.slice(taken);
      }
      current = rest.join('');
    }
    lines.push(current.trimEnd());
  }
  return lines.map((row) => row.replaceAll(glue, ' '));
}
