import type { Tone } from '../theme.js';
import { padTo, widthOf, wrap } from './text-width.js';

/** Text of one meaning. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
}

/** One row of the screen. Views build rows from plain data, so that they can be clipped, scrolled and read aloud. */
export type Line = readonly Span[];

export const blank: Line = [];

export function span(text: string, tone?: Tone, bold?: boolean): Span {
  return { text, tone, bold };
}

export function line(...spans: readonly (Span | string)[]): Line {
  return spans.map((part) => (typeof part === 'string' ? { text: part } : part));
}

/** A heading. */
export function heading(text: string): Line {
  return [{ text, bold: true }];
}

/** Wrapped text, every row of one tone, continued rows indented. */
export function paragraph(text: string, width: number, tone?: Tone, indent = ''): readonly Line[] {
  return wrap(text, width - widthOf(indent)).map((row) => [{ text: indent + row, tone }]);
}

/** What stands between a label and what it names: a wide colon has room of its own. */
export function gapBehind(label: string): string {
  return label.endsWith('：') ? '' : ' ';
}

/** A wrapped text behind a mark: continued rows stand under the first one's text. */
export function marked(mark: Span, text: string, width: number, tone?: Tone): readonly Line[] {
  const gap = gapBehind(mark.text);
  const indent = widthOf(mark.text + gap);
  return wrap(text, width - indent).map((row, index) =>
    index === 0
      ? [mark, { text: gap }, { text: row, tone }]
      : [{ text: ' '.repeat(indent) }, { text: row, tone }],
  );
}

/** `label  value` with labels of one width; a long value wraps under itself. */
export function labelled(label: string, value: string, labelWidth: number, width: number): readonly Line[] {
  return wrap(value, width - labelWidth - 1).map((row, index) => [
    { text: `${index === 0 ? padTo(label, labelWidth) : ' '.repeat(labelWidth)} `, tone: 'muted' },
    { text: row },
  ]);
}

/** Figures beside each other, three cells apart; a row ends between two of them, never within one. */
export function figureLines(figures: readonly string[], width: number, tone?: Tone): readonly Line[] {
  const rows: string[] = [];
  for (const figure of figures) {
    const longer = `${rows.at(-1) ?? ''}   ${figure}`;
    if (rows.length > 0 && widthOf(longer) <= width) rows[rows.length - 1] = longer;
    else rows.push(figure);
  }
  return rows.map((text) => [{ text, tone }]);
}

/** The row's text without its tones. */
export function plainText(row: Line): string {
  return row.map((part) => part.text).join('');
}

/** First visible row of a list of `total` rows in a window of `height`, so that `selected` is in view with some context. */
export function windowStart(selected: number, total: number, height: number): number {
  if (total <= height) return 0;
  const middle = selected - Math.floor(height / 2);
  return Math.max(0, Math.min(middle, total - height));
}

/** A row cut or padded to exactly `width` cells. */
export function fitLine(row: Line, width: number): Line {
  const spans: Span[] = [];
  let left = width;
  for (const part of row) {
    const cells = widthOf(part.text);
    if (cells > left) {
      spans.push({ ...part, text: padTo(part.text, left) });
      left = 0;
      break;
    }
    spans.push(part);
    left -= cells;
  }
  if (left > 0) spans.push({ text: ' '.repeat(left) });
  return spans;
}

/** Two blocks of rows next to each other, `gap` between them. */
export function beside(
  left: readonly Line[],
  leftWidth: number,
  right: readonly Line[],
  gap: string,
): readonly Line[] {
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_, index) => [
    ...fitLine(left[index] ?? blank, leftWidth),
    { text: gap, tone: 'muted' as const },
    ...(right[index] ?? blank),
  ]);
}

/** Words for rows that are not in the window, above and below: `▼ 12 more`. */
export interface MoreMarks {
  readonly up: (rows: number) => string;
  readonly down: (rows: number) => string;
  /** Told of each window as it is drawn. */
  readonly drawn?: (window: DrawnWindow) => void;
}

/** A window as it stands on the screen: only drawing knows how many rows a text has and how many fit. */
export interface DrawnWindow {
  /** Its first row, counted from 0. */
  readonly first: number;
  /** Where it begins when the end is in view: there is nothing to scroll to beyond. */
  readonly last: number;
  readonly height: number;
}

/** Below this a mark would take the place of what it points at. */
const leastRowsForMarks = 3;

/** Exactly `height` rows of a list from row `first` on; where something is hidden a mark says how much. */
export function windowed(
  lines: readonly Line[],
  first: number,
  height: number,
  marks: MoreMarks,
): readonly Line[] {
  const last = Math.max(0, lines.length - height);
  const start = Math.max(0, Math.min(first, last));
  marks.drawn?.({ first: start, last, height });
  if (last === 0) return sized(lines, height);
  const shown = lines.slice(start, start + height);
  if (height < leastRowsForMarks) return shown;
  const below = lines.length - start - height;
  if (start > 0) shown[0] = [span(marks.up(start + 1), 'muted')];
  if (below > 0) shown[shown.length - 1] = [span(marks.down(below + 1), 'muted')];
  return shown;
}

/** A text with choices in it, in `height` rows: where there is no room for all, the selected choice is in view. */
export function aroundChoice(
  top: readonly Line[],
  choices: readonly (readonly Line[])[],
  selected: number,
  bottom: readonly Line[],
  height: number,
  marks: MoreMarks,
): readonly Line[] {
  const end = top.length + choices.slice(0, selected + 1).flat().length;
  // One row more, for the mark that something is below.
  return windowed([...top, ...choices.flat(), ...bottom], end + 1 - height, height, marks);
}

/** `lines` cut or filled up to exactly `height` rows. */
export function sized(lines: readonly Line[], height: number): readonly Line[] {
  return Array.from({ length: Math.max(0, height) }, (_, index) => lines[index] ?? blank);
}
