import type { Finding } from '../core/finding.js';
import type { Reason } from '../core/sentence.js';
import type { PlannedRows } from '../phases/rows/check/reshape/fates.js';
import type { Plan } from '../plan/plan.js';

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
}

export interface Forecast {
  readonly mysqlSeconds: number;
  readonly vaultSeconds: number;
  /** Seconds of further phases, by the phase. */
  readonly others?: Readonly<Record<string, number>>;
  /** How it was measured, in one sentence. */
  readonly basis: string;
  /** The same in values, for translation. */
  readonly because?: Reason;
}
