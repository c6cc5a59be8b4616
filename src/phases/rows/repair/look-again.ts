import type { RepairProposal } from '../../../core/repair.js';
import { quoteName } from '../../../core/sql.js';
import type { Difference, JobResult } from '../../../core/validation-shape.js';
import type { Session } from '../../../mysql/session.js';
import type { TablePlan } from '../../../plan/plan.js';
import type { Preset } from '../../../preset/schema.js';
import { heldAgainst } from '../../looked-again.js';
import type { LookedAgain } from '../../phase.js';
import { keyIdentity, type RowKey, targetKeyCondition } from '../compare/keys.js';
import { type Looking, lookAtRows } from '../compare/look-at-rows.js';
import { notOfOtherRuns, type OtherRuns, tenantCondition } from '../compare/scope.js';
import { checkGenerators } from '../validate/jobs/generators.js';
import { proposeRepairs, rowProposals } from './repair-plan.js';

interface LookingAtRows extends Looking {
  readonly preset: Preset;
  /** Their rows are not the run's to delete. */
  readonly otherRuns?: OtherRuns;
  readonly signal?: AbortSignal | undefined;
}

/** Rows asked for at once. */
const batchRows = 200;

/**
 * Looks again at everything that proposals are about, because the validation they come from may be old: what is right by
 * now falls out, and what differs otherwise is proposed as it is now. Reads only.
 */
export async function lookAgain(
  looking: LookingAtRows,
  proposals: readonly RepairProposal[],
): Promise<LookedAgain> {
  const now = new Map<RepairProposal, RepairProposal | null>();
  for (const [kind, group] of Map.groupBy(proposals, subjectOf)) {
    for (const [table, ofTable] of Map.groupBy(group, ({ table }) => table)) {
      looking.signal?.throwIfAborted();
      const found = await lookAtGroup(looking, kind, table, ofTable);
      for (const proposal of ofTable) now.set(proposal, found(proposal));
    }
  }
  return heldAgainst(proposals, (proposal) => now.get(proposal) ?? null);
}

type Subject = 'row' | 'generator' | 'other';
type Found = (proposal: RepairProposal) => RepairProposal | null;

function subjectOf({ action, rowKey }: RepairProposal): Subject {
  if (action === 'raise-generator') return 'generator';
  return rowKey ? 'row' : 'other';
}

async function lookAtGroup(
  looking: LookingAtRows,
  kind: Subject,
  name: string,
  proposals: readonly RepairProposal[],
): Promise<Found> {
  switch (kind) {
    case 'row':
      return lookAtTable(looking, name, proposals);
    case 'generator':
      return lookAtGenerator(looking, name);
    case 'other':
      // Rows that were never named cannot be looked at.
      return (proposal) => proposal;
  }
}

async function lookAtTable(
  looking: LookingAtRows,
  name: string,
  proposals: readonly RepairProposal[],
): Promise<Found> {
  const { plan } = looking.options;
  const table = plan.tables.find((candidate) => candidate.table === name);
  if (!table) return (proposal) => proposal;
  const differences: Difference[] = [];
  const keys = proposals.flatMap(({ rowKey }) => (rowKey ? [rowKey] : []));
  for (let from = 0; from < keys.length; from += batchRows) {
    looking.signal?.throwIfAborted();
    differences.push(...(await lookAtRows(looking, table, keys.slice(from, from + batchRows))));
  }
  const byKey = Map.groupBy(differences, ({ rowKey }) => keyIdentity(rowKey ?? []));
  const now = new Map<string, RepairProposal>();
  for (const [key, found] of byKey) {
    const [proposal] = rowProposals(plan, table, found);
    if (!proposal?.rowKey) continue;
    // The key may have become another tenant's, or another run's.
    if (proposal.action === 'delete-row' && !(await isOurs(looking, table, proposal.rowKey))) continue;
    now.set(key, proposal);
  }
  return (proposal) => {
    const after = now.get(keyIdentity(proposal.rowKey ?? [])) ?? null;
    return after && proposal.action === 'by-hand' ? proposal : after;
  };
}

async function isOurs(
  { options, pair, otherRuns }: LookingAtRows,
  table: TablePlan,
  rowKey: RowKey,
): Promise<boolean> {
  const tenant = tenantCondition(options.plan, table);
  const ours = [
    targetKeyCondition(table, [rowKey]),
    tenant ?? 'TRUE',
    ...notOfOtherRuns(otherRuns?.[table.table]),
  ];
  const target: Session = pair.target;
  const rows = await target.queryCells(
    `SELECT 1 FROM ${quoteName(table.target)} WHERE ${ours.join(' AND ')}`,
  );
  return rows.length > 0;
}

/** The proposals that a check makes today, by row. */
function foundIn({ options }: Looking, checks: readonly JobResult[]): Found {
  const result = {
    checks,
    runId: null,
    level: 'full',
    startedAt: '',
    finishedAt: '',
    differences: 0,
    ok: false,
  } as const;
  const now = proposeRepairs(options.plan, result);
  return (proposal) => now.find(({ table, key }) => table === proposal.table && key === proposal.key) ?? null;
}

async function lookAtGenerator(looking: LookingAtRows, table: string): Promise<Found> {
  const { plan } = looking.options;
  const only = { ...plan, generators: plan.generators.filter((generator) => generator.table === table) };
  return foundIn(looking, await checkGenerators(looking.pair.target, only, looking.preset));
}
