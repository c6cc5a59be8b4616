import type { Listener } from '../core/events.js';
import type { Reason } from '../core/sentence.js';
import type { WorkerFigures } from '../ledger/workers.js';
import type { Phase } from '../phases/phase.js';

/** How much there is in all of what each phase carries, as its progress tells it; more parts may come. */
export function runTotals(phases: readonly Pick<Phase, 'id' | 'step'>[]): {
  readonly see: Listener;
  readonly figures: () => WorkerFigures;
} {
  const totals = new Map<string, Map<string, number>>();
  let now: WorkerFigures = {};
  const failed = (message: string, because: Reason | undefined): void => {
    now = { ...now, lastError: { message, because, at: new Date().toISOString() } };
  };
  return {
    see: (event) => {
      if (event.type === 'throttled')
        now = {
          ...now,
          throttle: event.reason === null ? null : { message: event.reason, because: event.because },
        };
      if (event.type === 'table-failed') failed(event.message, event.because);
      if (event.type === 'retry') failed(event.reason, event.because);
      if (event.type !== 'progress' || event.task !== 'run') return;
      now = { ...now, overall: event.overall, secondsLeft: event.secondsLeft };
      const phase = phases.find(({ step }) => step === event.step);
      if (!phase) return;
      const parts = totals.get(phase.id) ?? new Map<string, number>();
      totals.set(phase.id, parts.set(event.table ?? '', event.total));
    },
    figures: () => ({
      ...now,
      totals: Object.fromEntries(
        [...totals].map(([id, parts]) => [id, [...parts.values()].reduce((sum, total) => sum + total, 0)]),
      ),
    }),
  };
}
