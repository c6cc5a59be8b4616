import { RefusedError } from '../core/refused.js';
import type { StoredRun } from '../ledger/runs.js';
import type { FixedRunState, RunState } from '../ledger/types.js';
import type { Phase } from './phase.js';

/** How far a run is: so many of its phases are done; `begun`: the next one is at work, or was stopped. */
interface RunPlace {
  readonly done: number;
  readonly begun: boolean;
}

/** What a run's state says of the phases that take part in it. Throws RefusedError where it names no phase. */
export function placeOf(state: RunState, phases: readonly Pick<Phase, 'id'>[]): RunPlace {
  if (state === 'created') return { done: 0, begun: false };
  const working = phases.findIndex(({ id }) => state === id);
  if (working >= 0) return { done: working, begun: true };
  const last = phases.findIndex(({ id }) => state === doneState(id));
  if (last >= 0) return { done: last + 1, begun: false };
  if (afterCopy.includes(state)) return { done: phases.length, begun: false };
  throw new RefusedError(
    `the ledger says that the run is at ${state}, and no phase of this tool is called so`,
    {
      remedy: 'use the version of tenantferry that the run was made with',
      because: { code: 'run.state', params: { state } },
    },
  );
}

const afterCopy: readonly RunState[] = ['copied', 'rolling-back', 'rolled-back'] satisfies FixedRunState[];

/** The state of a run whose phase is done, with others to follow. */
export const doneState = (id: string): RunState => `${id}-done`;

/** Refuses a run in which the one phase that is asked for cannot work yet; null stands for a new run. */
export function unreadyFor(
  phases: readonly Phase[],
  asked: string,
): (run: Pick<StoredRun, 'runId' | 'state' | 'plan'> | null) => void {
  const before = phases.find(({ id }) => id === asked)?.after;
  return (run) => {
    if (!before) return;
    if (!run) throw before.missing();
    const taking = phases.filter(({ takesPart }) => takesPart(run.plan));
    const needed = taking.findIndex(({ id }) => id === before.id);
    if (placeOf(run.state, taking).done <= needed) throw before.unfinished(run.runId);
  };
}
