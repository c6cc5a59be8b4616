import stringWidth from 'string-width';

interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const lastRule = 20;

/** Rows under their titles, in columns that line up also with wide (CJK) characters; no trailing spaces. */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((column, index) =>
    Math.max(stringWidth(column.title), ...rows.map((row) => stringWidth(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? '';
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(cell)));
        return column.align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map((column) => column.title)),
    line(
      widths.map((width, index) => {
        // A last column of long texts would draw its rule far past the screen.
        const last = index === columns.length - 1 && columns[index]?.align !== 'right';
        return '─'.repeat(last ? Math.min(width, lastRule) : width);
      }),
    ),
    ...rows.map(line),
  ];
}
