import type { RepairOutcome, RepairProposal } from '../../../core/repair.js';
import { heldAgainst } from '../../looked-again.js';
import type { LookedAgain, LookingAgain, Repairing } from '../../phase.js';
import { readOtherRuns } from '../../rows/validate/jobs/other-runs.js';
import { validateSecrets } from '../validate/validate-secrets.js';
import { completeRows } from './complete-rows.js';
import { proposeSecrets } from './propose-secrets.js';
import { repairSecrets } from './repair-secrets.js';

/** Looks again at the secrets of these rows. */
export async function lookAgainAtSecrets(
  { context, run, ledger, signal }: LookingAgain,
  proposals: readonly RepairProposal[],
): Promise<LookedAgain> {
  const otherRuns = await readOtherRuns(ledger, run);
  const now: RepairProposal[] = [];
  for (const [table, ofTable] of Map.groupBy(proposals, (one) => one.table)) {
    signal?.throwIfAborted();
    const rowKeys = new Set(ofTable.flatMap(({ rowKey }) => rowKey?.slice(0, 1) ?? []));
    const checks = await validateSecrets(context, run, ledger, () => undefined, {
      some: { table, rowKeys },
      otherRuns,
      signal,
    });
    now.push(...proposeSecrets({ checks }));
  }
  return heldAgainst(
    proposals,
    ({ table, key }) => now.find((one) => one.table === table && one.key === key) ?? null,
  );
}

/** Copies secrets again, and those of rows that were copied again: a row and its secret are one unit. */
export async function repairSecretsOf(
  { context, run, ledger, listener, control }: Repairing,
  proposals: readonly RepairProposal[],
  before: readonly RepairOutcome[],
): Promise<readonly RepairOutcome[]> {
  const copying = { ...context, plan: run.plan, ledger, listener, control };
  const secrets = await repairSecrets(copying, proposals);
  return [...(await completeRows({ context, run, ledger, listener, copying }, before)), ...secrets];
}
