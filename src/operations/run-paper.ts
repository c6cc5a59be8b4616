import type { Context } from '../config/context.js';
import type { LogEntry } from '../ledger/shapes.js';
import type { Phase } from '../phases/phase.js';
import type { Plan } from '../plan/plan.js';
import { roughSeconds } from '../preflight/endpoints.js';
import type { KnownBackup } from '../preflight/paper/judge-risk.js';
import { lookAround } from '../preflight/paper/look-around.js';
import { makePaper } from '../preflight/paper/make-paper.js';
import { type Paper, paper } from '../preflight/paper/shape.js';
import type { PreflightResult } from '../preflight/run-preflight.js';
import { withSides } from '../preflight/sides.js';
import { logFields } from './log-fields.js';

/** The log entry that holds the plan on paper as it was when the run began. */
export const paperKind = 'plan-on-paper';

interface PaperOfRun {
  readonly phases: readonly Phase[];
  readonly checked: PreflightResult;
  /** The plan with the IDs that were reserved. */
  readonly plan: Plan;
  readonly backup: KnownBackup | null;
  /** Seconds that the checks took. */
  readonly seconds: number;
}

/** The entry's text: a sentence, and on the last line the same as JSON. What a dry run measures is estimated here. */
export async function paperDetail(context: Context, run: PaperOfRun): Promise<string> {
  const { checked, plan } = run;
  const { source, target, findings } = checked;
  if (!source || !target) throw new Error('a plan without facts about both sides');
  const rows = roughSeconds(context.preset, source, plan.tables);
  const made = makePaper({
    ...run,
    config: context.config,
    findings,
    targetFacts: target,
    surroundings: await withSides(context, source, target, (sides) => lookAround(sides, plan)),
    forecasts: { mysql: { seconds: rows }, ...checked.forecasts },
    measured: false,
    checked: run.seconds,
    now: new Date(),
    freeMemory: process.availableMemory(),
  });
  const reasons = made.risk.reasons.map(({ text }) => text).join('; ');
  return `plan ${made.id}, risk ${made.risk.level}: ${reasons || 'no reason known'}\n${JSON.stringify(made)}`;
}

/** The plan on paper of a run; null where an older version began it. */
export function paperOf(log: readonly LogEntry[]): Paper | null {
  const entry = log.findLast(({ kind }) => kind === paperKind);
  return (entry && paper.safeParse(logFields(entry.detail)).data) ?? null;
}
