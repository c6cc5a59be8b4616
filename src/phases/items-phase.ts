import { partOf } from '../core/progress.js';
import type { PhaseFigures, Tracker } from './phase.js';

/** What phases share that note their things in the ledger's table of items, and tell of them by `items-progress`. */

/** How far each part is. */
export function trackItems(phase: string): (before: PhaseFigures) => Tracker {
  return () => ({
    finished: [],
    see: (event) =>
      event.type === 'items-progress' && event.phase === phase
        ? { part: event.part, done: event.done, total: event.total }
        : null,
  });
}

/** The same weight for each of these parts of a step. Milliseconds. */
export function eachPart(step: string, parts: readonly string[], weight: number) {
  return Object.fromEntries(parts.map((part) => [partOf({ step, table: part }), weight]));
}
