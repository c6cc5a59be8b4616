/** Where things stand on a screen of this size. All figures are cells. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** too-small: only a message. narrow: the step list is one line. normal: step list at the left. */
  readonly mode: 'too-small' | 'narrow' | 'normal';
  /** Width of the step list, its separator included; 0 in narrow mode. */
  readonly stepsWidth: number;
  readonly innerWidth: number;
  readonly innerHeight: number;
  readonly bodyWidth: number;
}

export const smallest = { columns: 56, rows: 16 } as const;
const normalColumns = 80;

/** `stepListWidth` is the widest step name with its mark. */
export function layoutFor(columns: number, rows: number, stepListWidth: number): Layout {
  const innerWidth = Math.max(0, columns - 2);
  const innerHeight = Math.max(0, rows - 2);
  const tooSmall = columns < smallest.columns || rows < smallest.rows;
  const normal = columns >= normalColumns;
  // One space, the names, one space, the separator line.
  const stepsWidth = normal ? stepListWidth + 3 : 0;
  return {
    columns,
    rows,
    mode: tooSmall ? 'too-small' : normal ? 'normal' : 'narrow',
    stepsWidth,
    innerWidth,
    innerHeight,
    bodyWidth: Math.max(10, innerWidth - stepsWidth - 2),
  };
}
