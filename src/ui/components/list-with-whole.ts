import { blank, type Line, paragraph, plainText, sized, windowed, windowStart } from '../terminal/lines.js';
import { widthOf } from '../terminal/text-width.js';
import type { Box } from '../ui-context.js';

interface List {
  readonly rows: readonly Line[];
  readonly selected: number;
  /** What the selected row says, in full. */
  readonly whole: string;
}

/** Rows that hold the selected row in full below them. */
const mostWhole = 2;

/** A list whose rows may be too long: what they cut off of the selected one stands below. It keeps its height from row to row. */
export function listWithWhole({ rows, selected, whole }: List, { width, height, ui }: Box): readonly Line[] {
  const isCut = !ui.linear && rows.some((row) => widthOf(plainText(row)) > width);
  const below = isCut ? [blank, ...sized(paragraph(whole, width, 'muted'), mostWhole)] : [];
  const room = height - below.length;
  const shown = windowed(rows, windowStart(selected, rows.length, room), room, ui.more);
  return isCut ? [...sized(shown, room), ...below] : shown;
}
