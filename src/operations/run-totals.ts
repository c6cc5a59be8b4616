import type { Listener } from '../core/events.js';
import type { WorkerFigures } from '../ledger/workers.js';
import type { Phase } from '../phases/phase.js';

/** How much there is in all of what each phase carries, as its progress tells it; more parts may come. */
export function runTotals(phases: readonly Pick<Phase, 'id' | 'step'>[]): {
  readonly see: Listener;
  readonly figures: () => WorkerFigures;
} {
  const totals = new Map<string, Map<string, number>>();
  return {
    see: (event) => {
      if (event.type !== 'progress') return;
      const phase = phases.find(({ step }) => step === event.step);
      if (!phase) return;
      const parts = totals.get(phase.id) ?? new Map<string, number>();
      totals.set(phase.id, parts.set(event.table ?? '', event.total));
    },
    figures: () => ({
      totals: Object.fromEntries(
        [...totals].map(([id, parts]) => [id, [...parts.values()].reduce((sum, total) => sum + total, 0)]),
      ),
    }),
  };
}
