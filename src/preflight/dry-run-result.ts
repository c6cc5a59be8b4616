import { z } from 'zod';
import type { Finding } from '../core/finding.js';
import { type Plain, reason } from '../core/shape.js';
import type { PlannedRows } from '../phases/rows/check/reshape/fates.js';
import type { Plan } from '../plan/plan.js';
import type { Paper } from './paper/shape.js';

/** Exact counts and conflicts on top of the plan. */
export interface DryRun {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  /** Exact rows now, by table: in the source (after the filter), in the target (all tenants), in the target (our tenant). */
  readonly counts: Readonly<
    Record<string, { readonly source: number; readonly target: number; readonly targetTenant: number }>
  >;
  /** What becomes of the rows of each table of the source; absent where no table is reshaped. */
  readonly rows?: readonly PlannedRows[];
  /** Secret rows by table, null without a Vault phase. */
  readonly secretRows: Readonly<Record<string, number>> | null;
  readonly forecast: Forecast | null;
  /** Which plan, how risky and why, what it needs, in which order. */
  readonly paper: Paper;
}

export const forecast = z.object({
  mysqlSeconds: z.number(),
  vaultSeconds: z.number(),
  others: z.record(z.string(), z.number()).optional().describe('Seconds, by the phase'),
  /** How it was measured, in one sentence. */
  basis: z.string(),
  because: reason.optional(),
});
export type Forecast = Plain<z.infer<typeof forecast>>;
