import type { Context } from '../../../config/context.js';
import type { Listener } from '../../../core/events.js';
import type { RepairOutcome } from '../../../core/repair.js';
import type { Sentence } from '../../../core/sentence.js';
import { quoteTable } from '../../../core/sql.js';
import type { RunLedger } from '../../../ledger/location.js';
import type { StoredRun } from '../../../ledger/runs.js';
import { openSession } from '../../../mysql/session.js';
import type { CopyWork } from '../../phase.js';
import { targetKeyCondition } from '../../rows/compare/keys.js';
import { tenantCondition } from '../../rows/compare/scope.js';
import { doneState } from '../../run-state.js';
import { validateSecrets } from '../validate/validate-secrets.js';
import { say } from '../words.js';
import { secretProposals } from './propose-secrets.js';
import { repairSecrets } from './repair-secrets.js';

interface Completing {
  readonly context: Context;
  readonly run: StoredRun;
  readonly ledger: RunLedger;
  readonly listener: Listener;
  readonly copying: CopyWork;
}

/**
 * A row that was copied again and its secret are one unit: a validation looks at no secret of a row that is missing, and one row
 * without its secret can make a whole list unreadable. So the secret is looked at now and copied, too, where it is not right; a
 * row that was missing before goes out again where that fails.
 */
export async function completeRows(
  completing: Completing,
  outcomes: readonly RepairOutcome[],
): Promise<readonly RepairOutcome[]> {
  const { context, run, ledger, listener, copying } = completing;
  const replaced = new Map<RepairOutcome, RepairOutcome>();
  for (const { table } of secretsAreCopied(run) ? (run.plan.vault?.secrets ?? []) : []) {
    const copied = outcomes.filter(
      ({ state, proposal }) =>
        state === 'repaired' && proposal.action === 'recopy-row' && proposal.table === table,
    );
    if (copied.length === 0) continue;
    const rowKeys = new Set(copied.flatMap(({ proposal }) => proposal.rowKey?.slice(0, 1) ?? []));
    const checks = await validateSecrets(context, run, ledger, listener, { some: { table, rowKeys } });
    const wrong = checks.filter(({ ok, sourceFault }) => !ok && !sourceFault);
    const proposals = secretProposals(
      table,
      wrong.flatMap(({ differences }) => differences),
    );
    for (const { state, detail, proposal } of await repairSecrets(copying, proposals)) {
      const row = copied.find((outcome) => outcome.proposal.rowKey?.[0] === proposal.rowKey?.[0]);
      if (!row) continue;
      replaced.set(
        row,
        state === 'repaired'
          ? { ...row, detail: say('repair.both', { row: row.detail, secret: detail }) }
          : await undo(completing, row, detail),
      );
    }
  }
  return outcomes.map((outcome) => replaced.get(outcome) ?? outcome);
}

/** A row that was there before stays: with it as without it, its secret is not right. */
async function undo(
  { context, run: { plan } }: Completing,
  outcome: RepairOutcome,
  why: string | Sentence,
): Promise<RepairOutcome> {
  const { proposal } = outcome;
  const failed = { ...outcome, state: 'failed' } as const;
  const table = plan.tables.find(({ table: name }) => name === proposal.table);
  const wasMissing = proposal.columns.length === 0;
  if (!table || !proposal.rowKey || !wasMissing) {
    return { ...failed, detail: say('repair.no-secret', { why }) };
  }
  await using writer = await openSession(context.config.target.mysql, 'target-writer');
  const own = tenantCondition(plan, table) ?? 'TRUE';
  await writer.execute(
    `DELETE FROM ${quoteTable(plan.target.database, table.target)}
      WHERE ${targetKeyCondition(table, [proposal.rowKey])} AND ${own}`,
  );
  return { ...failed, detail: say('repair.left-out', { why }) };
}

/** Before, the copy of the secrets is still to come. */
function secretsAreCopied({ state }: StoredRun): boolean {
  return !['created', 'mysql', doneState('mysql'), 'vault'].includes(state);
}
