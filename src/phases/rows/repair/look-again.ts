import type { RepairProposal } from '../../../core/repair.js';
import { quoteName } from '../../../core/sql.js';
import type { Difference, JobResult } from '../../../core/validation-result.js';
import type { Session } from '../../../mysql/session.js';
import type { TablePlan } from '../../../plan/plan.js';
import type { Preset } from '../../../preset/schema.js';
import { keyIdentity, type RowKey, targetKeyCondition } from '../compare/keys.js';
import { type Looking, lookAtRows } from '../compare/look-at-rows.js';
import { notOfOtherRuns, type OtherRuns, tenantCondition } from '../compare/scope.js';
import { checkGenerators } from '../validate/jobs/generators.js';
import { proposeRepairs, rowProposals } from './repair-plan.js';

export interface LookingAgain extends Looking {
  readonly preset: Preset;
  /** Their rows are not the run's to delete. */
  readonly otherRuns?: OtherRuns;
  /** Compares the secrets of these rows again; absent where the run has no Vault phase. */
  readonly secrets?: (table: string, rowKeys: ReadonlySet<string>) => Promise<readonly JobResult[]>;
  readonly signal?: AbortSignal | undefined;
}

/** A validation's proposals held against what both sides hold now. */
export interface LookedAgain {
  /** What is still to be repaired, as it is now. */
  readonly proposals: readonly RepairProposal[];
  /** What is right by now. */
  readonly settled: readonly RepairProposal[];
  /** How many of the proposals are other ones than the validation's. */
  readonly changed: number;
}

/** Rows asked for at once. */
const batchRows = 200;

/**
 * Looks again at everything that proposals are about, because the validation they come from may be old: what is right by
 * now falls out, and what differs otherwise is proposed as it is now. Reads only.
 */
export async function lookAgain(
  looking: LookingAgain,
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
  const pairs = proposals.map((before) => ({ before, after: now.get(before) ?? null }));
  return {
    proposals: pairs.flatMap(({ after }) => (after ? [after] : [])),
    settled: pairs.flatMap(({ before, after }) => (after ? [] : [before])),
    changed: pairs.filter(({ before, after }) => after && !sameRepair(before, after)).length,
  };
}

type Subject = 'row' | 'secret' | 'generator' | 'other';
type Found = (proposal: RepairProposal) => RepairProposal | null;

function subjectOf({ action, rowKey }: RepairProposal): Subject {
  if (action === 'recopy-secret') return 'secret';
  if (action === 'raise-generator') return 'generator';
  return rowKey ? 'row' : 'other';
}

function sameRepair(a: RepairProposal, b: RepairProposal): boolean {
  return a.action === b.action && a.columns.join() === b.columns.join() && a.value === b.value;
}

async function lookAtGroup(
  looking: LookingAgain,
  kind: Subject,
  name: string,
  proposals: readonly RepairProposal[],
): Promise<Found> {
  switch (kind) {
    case 'row':
      return lookAtTable(looking, name, proposals);
    case 'secret':
      return lookAtSecrets(looking, name, proposals);
    case 'generator':
      return lookAtGenerator(looking, name);
    case 'other':
      // Rows that were never named cannot be looked at.
      return (proposal) => proposal;
  }
}

async function lookAtTable(
  looking: LookingAgain,
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
  { options, pair, otherRuns }: LookingAgain,
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

async function lookAtSecrets(
  looking: LookingAgain,
  table: string,
  proposals: readonly RepairProposal[],
): Promise<Found> {
  if (!looking.secrets) return (proposal) => proposal;
  const keys = new Set(proposals.flatMap(({ rowKey }) => rowKey?.slice(0, 1) ?? []));
  return foundIn(looking, await looking.secrets(table, keys));
}

async function lookAtGenerator(looking: LookingAgain, table: string): Promise<Found> {
  const { plan } = looking.options;
  const only = { ...plan, generators: plan.generators.filter((generator) => generator.table === table) };
  return foundIn(looking, await checkGenerators(looking.pair.target, only, looking.preset));
}
