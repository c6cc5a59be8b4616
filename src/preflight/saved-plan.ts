import { z } from 'zod';
import { finding } from '../core/finding-shape.js';
import { count, type Plain } from '../core/shape.js';
import type { Plan } from '../plan/plan.js';
import { storedPlan } from '../plan/stored-plan.js';
import type { DryRun } from './dry-run-result.js';
import { refuse } from './words.js';

/** What a dry run saw, as far as a later look is compared with it. */
const seen = z.object({
  at: z.string().optional(),
  counts: z.record(z.string(), z.object({ source: count })),
  findings: z.array(
    finding.pick({ code: true, severity: true, subject: true, table: true, column: true, count: true }),
  ),
});
export type SeenFinding = Plain<z.infer<typeof seen>>['findings'][number];

/** A plan that was looked at, to be carried out as it is. */
export interface SavedPlan {
  readonly plan: Plan;
  readonly seen: Plain<z.infer<typeof seen>>;
}

/** The text of a file for `run --plan`: the plan, and beside its keys, under `seen`, what else was looked at. */
export function planFile({ plan, counts, findings }: DryRun, at: Date): string {
  return `${JSON.stringify({ ...plan, seen: seen.parse({ at: at.toISOString(), counts, findings }) }, null, 2)}\n`;
}

/** Reads a plan that `plan --out` saved, or the lines of `plan --json`. RefusedError where `text` is neither. */
export function readPlanFile(text: string, file: string): SavedPlan {
  const documents = jsonIn(text) ?? text.split('\n').map(jsonIn);
  const given = (Array.isArray(documents) ? documents : [documents]).find(isPlan);
  if (given === undefined) throw refuse('saved-plan.none', { file });
  const { seen: saved, ...plan } = 'plan' in given ? { ...(given.plan as object), seen: given } : given;
  if (saved === undefined) throw refuse('saved-plan.unseen', { file });
  const read = z.object({ plan: storedPlan, seen }).safeParse({ plan, seen: saved });
  if (read.success) return read.data as SavedPlan;
  const key = (read.error.issues[0]?.path ?? []).map(String).join('.');
  throw refuse('saved-plan.damaged', { file, key }, { cause: read.error });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A saved plan, or the last line of `plan --json`. */
function isPlan(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  return 'fingerprint' in value || ('type' in value && value.type === 'plan-result' && 'plan' in value);
}
