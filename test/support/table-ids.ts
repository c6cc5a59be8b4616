import type { TableIds } from '../../src/plan/id-ranges.js';

/** What is read of one table's IDs: 1 to 500 in the source, none in the target, but for what a test says. */
export function tableIds(table: string, more: Partial<TableIds> = {}): TableIds {
  return {
    table,
    rows: { lowest: '1', highest: '500' },
    referenced: null,
    sourceHighest: '500',
    targetHighest: '0',
    generator: '0',
    occupied: false,
    ...more,
  };
}
