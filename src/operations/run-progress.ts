import type { Listener, RunEvent } from '../core/events.js';
import { trackProgress } from '../core/progress.js';
import type { PartProgress, Phase, PhaseFigures } from '../phases/phase.js';
import type { Plan } from '../plan/plan.js';

interface CopiedBefore {
  readonly plan: Plan;
  /** Those that copy now. */
  readonly phases: readonly Phase[];
  /** What earlier sessions of the run have copied. */
  readonly before: PhaseFigures;
}

/** Passes everything on to `listener`, and tells how far all phases together are, as one share that never falls. */
export function withRunProgress(listener: Listener, { plan, phases, before }: CopiedBefore): Listener {
  const progress = trackProgress('run', listener);
  for (const { weights } of phases) progress.expect(weights.copy(plan));
  const trackers = phases.map(({ step, track }) => ({ step, ...track(before) }));
  const tell = (step: string, { part: table, done, total }: PartProgress): void =>
    progress.tell({ step, table, done, total });
  for (const { step, finished } of trackers) for (const part of finished) tell(step, part);

  function count(event: RunEvent): void {
    for (const { step, see } of trackers) {
      const part = see(event);
      if (part) tell(step, part);
    }
    if (event.type === 'run-finished' && event.outcome === 'complete') progress.finish();
  }
  return (event) => {
    // The end is the last that is told of a run.
    if (event.type === 'run-finished') count(event);
    listener(event);
    if (event.type !== 'run-finished') count(event);
  };
}
