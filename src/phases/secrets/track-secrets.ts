import type { Tracker } from '../phase.js';

/** How far the secrets of each table are; those of earlier starts are in the events. */
export function trackSecrets(): Tracker {
  const totals = new Map<string, number>();
  return {
    finished: [],
    see: (event) => {
      if (event.type === 'secrets-counted') totals.set(event.table, event.rows);
      if (event.type !== 'secrets-progress') return null;
      const { table, done } = event;
      return { part: table, done, total: Math.max(done, totals.get(table) ?? 0) };
    },
  };
}
