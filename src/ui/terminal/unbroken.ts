import { graphemes, widthOf } from './text-width.js';

/** A text on rows of its own, from one edge of the terminal to the other. */
export interface Unbroken {
  /** Of the screen, the first is 0. */
  readonly row: number;
  readonly text: string;
}

/** The rows that a terminal makes of a text that is longer than one: full ones, whatever stands at their ends. */
export function terminalRows(text: string, width: number): readonly string[] {
  const rows = [''];
  let cells = 0;
  for (const part of graphemes(text)) {
    const more = widthOf(part);
    if (cells + more > width && cells > 0) {
      rows.push('');
      cells = 0;
    }
    rows[rows.length - 1] += part;
    cells += more;
  }
  return rows;
}

/**
 * Bytes that write texts over themselves without a line break, so that the terminal itself breaks them and gives them whole to whoever
 * marks them with the mouse. The cursor comes back to where it was.
 */
export function withoutBreaks(texts: readonly Unbroken[]): string {
  if (texts.length === 0) return '';
  return `\u001b7\u001b[0m${texts.map(({ row, text }) => `\u001b[${row + 1};1H${text}`).join('')}\u001b8`;
}
