import type { RepairOutcome, RepairProposal } from '../../core/repair.js';
import type { JobResult } from '../../core/validation-shape.js';
import type { StoredRun } from '../../ledger/runs.js';
import { heldAgainst } from '../looked-again.js';
import type { LookedAgain, LookingAgain, Repairing } from '../phase.js';
import { bringFiles } from './copy-phase.js';
import { openAgain } from './ledger.js';
import { proposeFiles } from './proposals.js';
import { filesOptions } from './stores.js';
import { validateFiles } from './validate-files.js';
import { withStores } from './with-stores.js';

async function compare(
  { context, ledger, signal }: LookingAgain,
  { plan }: StoredRun,
): Promise<readonly JobResult[]> {
  const { files } = plan;
  if (!files) return [];
  return await withStores(context, files, async ({ stores, session }) =>
    validateFiles({
      plan,
      files,
      stores,
      ledger,
      rows: await session('target'),
      target: await session('target'),
      level: 'checksum',
      parallel: filesOptions(context.config).parallel,
      listener: () => undefined,
      signal: signal ?? new AbortController().signal,
    }),
  );
}

export async function lookAgainAtFiles(
  work: LookingAgain,
  named: readonly RepairProposal[],
): Promise<LookedAgain> {
  const now = proposeFiles(await compare(work, work.run));
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
  const left = proposeFiles(await compare(work, work.run));
  return [
    ...before,
    ...proposals.map((proposal): RepairOutcome => {
      const isLeft = left.some(({ key }) => key === proposal.key);
      return {
        proposal,
        state: isLeft ? 'failed' : 'repaired',
        detail: isLeft ? 'the file is still missing, or another' : 'copied again',
        remaining: [],
      };
    }),
  ];
}

const digestsIn = (proposals: readonly RepairProposal[]) =>
  proposals.flatMap(({ key }) => /[0-9a-f]{64}/.exec(key) ?? []);
