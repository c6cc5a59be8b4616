import type { PartProgress, PhaseFigures, Tracker } from '../phase.js';

/** How far each table is, by the events of the copy. */
export function trackRows({ tables }: PhaseFigures): Tracker {
  const known = new Map<string, { done: number; total: number }>();
  const now = (table: string, done: number, total: number): PartProgress => {
    const progress = { done, total: Math.max(total, done) };
    known.set(table, progress);
    return { part: table, ...progress };
  };
  return {
    finished: tables.filter(({ finished }) => finished).map(({ table, rows }) => now(table, rows, rows)),
    see: (event) => {
      switch (event.type) {
        case 'table-started':
          return now(event.table, event.rowsAlreadyCopied, event.rows);
        case 'chunk-committed': {
          const { done, total } = known.get(event.table) ?? { done: 0, total: 0 };
          return now(event.table, done + event.rows, total);
        }
        case 'table-finished':
          return now(event.table, event.rows, event.rows);
        default:
          return null;
      }
    },
  };
}
