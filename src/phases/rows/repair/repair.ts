import type { MysqlEndpoint } from '../../../config/config.js';
import { GivenUp } from '../../../core/given-up.js';
import type { RepairOutcome, RepairProposal } from '../../../core/repair.js';
import type { Sentence } from '../../../core/sentence.js';
import { openSession, type Session } from '../../../mysql/session.js';
import { failureWords } from '../../failure-words.js';
import { versionsByTable } from '../compare/versions.js';
import { raiseGenerators } from '../copy/reserve-ids.js';
import { say } from '../words.js';
import { repairRow, repairTogether } from './repair-row.js';
import type { Repairing, RepairOptions } from './repairing.js';

/**
 * Carries out proposals, through the copy's own writer, each in one transaction. Every row is looked at
 * again before (nothing is done on old news) and after. Stops when aborted, between rows.
 */
export async function repair(
  options: RepairOptions,
  proposals: readonly RepairProposal[],
): Promise<readonly RepairOutcome[]> {
  const sessions: Session[] = [];
  const open = async (endpoint: MysqlEndpoint, role: 'source' | 'target' | 'target-writer') => {
    const session = await openSession(endpoint, role);
    sessions.push(session);
    return session;
  };
  const versionsOf = versionsByTable(options.versionChanges);
  const outcomes: RepairOutcome[] = [];
  try {
    const source = await open(options.source, 'source');
    const target = await open(options.target, 'target');
    const writer = await open(options.target, 'target-writer');
    const repairing: Repairing = { options, pair: { source, target }, writer, versionsOf };
    // Extra rows first: they may hold unique values that belong to a missing one.
    const order = proposals.toSorted(
      (a, b) => Number(b.action === 'delete-row') - Number(a.action === 'delete-row'),
    );
    for (const [index, proposal] of order.entries()) {
      if (options.signal.aborted) break;
      const outcome = await repairOne(repairing, proposal);
      if (outcome === null) break;
      if (outcome.state === 'failed' && !(await answers(repairing.writer))) {
        repairing.writer = await open(options.target, 'target-writer');
      }
      outcomes.push(outcome);
      options.listener({
        type: 'validation-progress',
        check: 'repair',
        table: proposal.table,
        done: index + 1,
        total: proposals.length,
      });
    }
    return await retryTogether(repairing, outcomes);
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

/** Rows that hold each other's unique values fail one by one, and succeed together. */
async function retryTogether(
  repairing: Repairing,
  outcomes: readonly RepairOutcome[],
): Promise<readonly RepairOutcome[]> {
  const failed = outcomes.filter(
    ({ state, proposal }) => state === 'failed' && proposal.action === 'recopy-row',
  );
  const replaced = new Map<RepairProposal, RepairOutcome>();
  for (const group of Map.groupBy(failed, ({ proposal }) => proposal.table).values()) {
    if (group.length < 2 || repairing.options.signal.aborted) continue;
    const again = await repairTogether(repairing, group).catch(() => group);
    for (const outcome of again) replaced.set(outcome.proposal, outcome);
  }
  return outcomes.map((outcome) => replaced.get(outcome.proposal) ?? outcome);
}

async function answers(session: Session): Promise<boolean> {
  return session.query('SELECT 1').then(
    () => true,
    () => false,
  );
}

/** null: the operator stops, so what it waits for is not waited for. */
async function repairOne(repairing: Repairing, proposal: RepairProposal): Promise<RepairOutcome | null> {
  const { options } = repairing;
  const left = (detail: string | Sentence): RepairOutcome => ({
    proposal,
    state: 'left',
    detail,
    remaining: [],
  });
  try {
    switch (proposal.action) {
      case 'by-hand':
        return left(proposal.reason);
      case 'recopy-secret':
      case 'recopy-item':
        return left(say('repair.secrets'));
      case 'raise-generator':
        return await raiseOne(repairing, proposal);
      case 'delete-row':
        if (!options.deleteExtra) return left(say('repair.extra'));
        return await repairRow(repairing, proposal);
      case 'recopy-row':
      case 'rewrite-version':
        return await repairRow(repairing, proposal);
    }
  } catch (error) {
    if (error instanceof GivenUp) return null;
    return { proposal, state: 'failed', detail: failureWords(error), remaining: [] };
  }
}

async function raiseOne({ options, writer }: Repairing, proposal: RepairProposal): Promise<RepairOutcome> {
  const { plan, preset } = options;
  const wanted = proposal.value;
  if (wanted === undefined) throw new Error('it is not known how high the generator must stand');
  const only = { ...plan, generators: plan.generators.filter(({ table }) => table === proposal.table) };
  const [raised] = await raiseGenerators(writer, only, preset, { [proposal.table]: wanted });
  return raised
    ? {
        proposal,
        state: 'repaired',
        detail: say('repair.raised', { from: raised.from, to: raised.to }),
        remaining: [],
      }
    : { proposal, state: 'unneeded', detail: say('repair.high-enough'), remaining: [] };
}
