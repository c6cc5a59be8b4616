import type { RepairOutcome, RepairProposal } from '../../core/repair.js';
import { heldAgainst } from '../looked-again.js';
import type { LookedAgain, LookingAgain, Repairing } from '../phase.js';
import { bringFiles } from './copy-phase.js';
import { openAgain, whatBecame } from './ledger.js';
import { proposeFiles } from './proposals.js';
import { proveFiles } from './prove-files.js';
import { say } from './words.js';

/** What is wrong now with files that were: by their bytes, since a store's word may have been right all the time. */
async function wrongNow(
  { context, run, ledger, signal }: LookingAgain,
  named: readonly RepairProposal[],
): Promise<readonly RepairProposal[]> {
  const checks = await proveFiles({
    context,
    run,
    ledger,
    level: 'full',
    only: new Set(digestsIn(named)),
    listener: () => undefined,
    signal: signal ?? new AbortController().signal,
  });
  return proposeFiles(checks);
}

export async function lookAgainAtFiles(
  work: LookingAgain,
  named: readonly RepairProposal[],
): Promise<LookedAgain> {
  const now = await wrongNow(work, named);
  return heldAgainst(named, ({ key }) => now.find((one) => one.key === key) ?? null);
}

/** Brings all files that are wrong once more, wrong contents written over, and looks at them afterwards. */
export async function repairFiles(
  work: Repairing,
  proposals: readonly RepairProposal[],
  before: readonly RepairOutcome[],
): Promise<readonly RepairOutcome[]> {
  if (proposals.length === 0) return before;
  await openAgain(work.ledger, digestsIn(proposals));
  await bringFiles({ ...work, plan: work.run.plan }, { side: 'target', overwrite: true });
  const left = await wrongNow(work, proposals);
  const became = await whatBecame(work.ledger, digestsIn(proposals));
  return [
    ...before,
    ...proposals.map((proposal): RepairOutcome => {
      if (!left.some(({ key }) => key === proposal.key))
        return { proposal, state: 'repaired', detail: say('repair.again'), remaining: [] };
      const why = became.find(({ name }) => proposal.key.endsWith(name))?.why;
      return { proposal, state: 'failed', detail: why ?? say('repair.kept'), remaining: [] };
    }),
  ];
}

const digestsIn = (proposals: readonly RepairProposal[]) =>
  proposals.flatMap(({ key }) => /[0-9a-f]{64}/.exec(key) ?? []);
