import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import { textOf, told } from '../core/sentence.js';
import type { Phase } from '../phases/phase.js';
import type { Plan } from '../plan/plan.js';
import { dryRun } from '../preflight/dry-run.js';
import { type PlanDifference, planChanges, planDrift } from '../preflight/plan-drift.js';
import type { PlanToKeep, RunRequest } from './types.js';
import { refuse } from './words.js';

interface Keeping {
  readonly phases: readonly Phase[];
  readonly context: Context;
  readonly request: RunRequest;
  readonly listener: Listener;
  readonly control: RunControl;
}

/** A saved plan that is carried out. */
export interface KeptPlan {
  /** What SQL of the preset took for now when it was looked at. */
  readonly runTime: string | undefined;
  /** For the run's log. */
  readonly note: string;
  /** Refuses a plan that says to write something else. */
  readonly hold: (plan: Plan) => void;
}

/**
 * Looks at both sides again and tells what is not as it was when the plan was saved. RefusedError where that is more than was accepted;
 * undefined where no plan is to be kept to.
 */
export async function keepToPlan(keeping: Keeping): Promise<KeptPlan | undefined> {
  const { phases, context, request, listener, control } = keeping;
  const { plan: kept } = request;
  if (!kept) return undefined;
  const { file, saved, accepted } = kept;
  if (request.resume) throw refuse('saved-plan.resumed', { file });
  const { runTime } = saved.plan;
  const signal = AbortSignal.any([control.stop, control.abort]);
  // Its findings come again with the run's own checks.
  const quiet: Listener = (event) => {
    if (event.type === 'progress' || event.type === 'log') listener(event);
  };
  const now = await dryRun(context, quiet, { phases, runTime, signal });
  const differences = planDrift(saved, now, accepted);
  for (const { kind, table, accepted: isAccepted, said } of differences)
    listener({ type: 'plan-difference', kind, table, accepted: isAccepted, ...told(said) });
  refuseDrift(kept, differences);
  const changes = differences.map(({ said }) => textOf(said));
  const seenAt = saved.seen.at === undefined ? '' : `, looked at ${saved.seen.at}`;
  return {
    runTime,
    note: `${saved.plan.fingerprint}${seenAt}; ${changes.length === 0 ? 'nothing has changed since' : `accepted: ${changes.join('; ')}`}`,
    hold: (plan) => refuseDrift(kept, planChanges(saved.plan, plan)),
  };
}

function refuseDrift({ file }: PlanToKeep, differences: readonly PlanDifference[]): void {
  const changes = differences.filter(({ accepted }) => !accepted).map(({ said }) => said);
  if (changes.length > 0) throw refuse('saved-plan.drifted', { file, changes });
}
