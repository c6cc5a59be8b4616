import { type Column, isFigure, titleOf } from '../core/column.js';
import { formatCount } from '../core/format.js';
import { stringWidth } from '../core/late-packages.js';

/** A column: its title, and what it says of each thing. */
type ColumnOf<Thing> = readonly [title: Column, cell: (thing: Thing) => string];

/** Things as rows under their columns. */
export function tableOf<Thing>(things: readonly Thing[], columns: readonly ColumnOf<Thing>[]): string[] {
  const rows = things.map((thing) => columns.map(([, cell]) => cell(thing)));
  return renderTable(
    columns.map(([title]) => title),
    rows,
  );
}

/** A column of figures. */
export function figure<Thing>(title: string, amount: (thing: Thing) => number): ColumnOf<Thing> {
  return [{ figure: title }, (thing) => formatCount(amount(thing))];
}

/** Columns of a terminal that a text takes. */
const widthOf = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text));

const lastRule = 20;

/** Rows under their titles, in columns that line up also with wide (CJK) characters; no trailing spaces. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((column, index) =>
    Math.max(widthOf(titleOf(column)), ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? '';
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell)));
        return isFigure(column) ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(titleOf)),
    line(
      widths.map((width, index) => {
        // A last column of long texts would draw its rule far past the screen.
        const last = index === columns.length - 1 && !isFigure(columns[index]);
        return '─'.repeat(last ? Math.min(width, lastRule) : width);
      }),
    ),
    ...rows.map(line),
  ];
}
