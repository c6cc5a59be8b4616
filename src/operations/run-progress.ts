import type { Listener, RunEvent } from '../core/events.js';
import { trackProgress } from '../core/progress.js';
import type { TableProgress } from '../ledger/types.js';
import type { Plan } from '../plan/plan.js';
import { runWeights } from './progress-weights.js';
import type { RunRequest } from './types.js';

interface CopiedBefore {
  readonly plan: Plan;
  readonly phase: RunRequest['phase'];
  /** What earlier sessions of the run have copied. */
  readonly before: readonly TableProgress[];
}

/** Passes everything on to `listener`, and tells how far rows and secrets together are, as one share that never falls. */
export function withRunProgress(listener: Listener, { plan, phase, before }: CopiedBefore): Listener {
  const progress = trackProgress('run', listener);
  progress.expect(runWeights(plan, phase));
  const rows = new Map<string, { done: number; total: number }>();
  const secrets = new Map<string, number>();
  const tellRows = (table: string, done: number, total: number): void => {
    const now = { done, total: Math.max(total, done) };
    rows.set(table, now);
    progress.tell({ step: 'rows', table, ...now });
  };
  for (const { table, rows: copied, finished } of before) if (finished) tellRows(table, copied, copied);

  function count(event: RunEvent): void {
    switch (event.type) {
      case 'table-started':
        tellRows(event.table, event.rowsAlreadyCopied, event.rows);
        return;
      case 'chunk-committed': {
        const { done, total } = rows.get(event.table) ?? { done: 0, total: 0 };
        tellRows(event.table, done + event.rows, total);
        return;
      }
      case 'table-finished':
        tellRows(event.table, event.rows, event.rows);
        return;
      case 'secrets-counted':
        secrets.set(event.table, event.rows);
        return;
      case 'secrets-progress': {
        const { table, done } = event;
        const total = Math.max(done, secrets.get(table) ?? 0);
        progress.tell({ step: 'secrets', table, done, total });
        return;
      }
      case 'run-finished':
        if (event.outcome === 'complete') progress.finish();
        return;
      default:
        return;
    }
  }
  return (event) => {
    // The end is the last that is told of a run.
    if (event.type === 'run-finished') count(event);
    listener(event);
    if (event.type !== 'run-finished') count(event);
  };
}
