import type { RunEvent } from '../../core/events.js';
import { inBatches } from '../../core/in-batches.js';
import { inParallel } from '../../core/in-parallel.js';
import type { RunLedger } from '../../ledger/location.js';
import type { Session } from '../../mysql/session.js';
import type { FilesPlan, Plan } from '../../plan/plan.js';
import { lookAt } from './carry-file.js';
import { type FileTask, markRemoved, ownFiles } from './ledger.js';
import { createPatience, fileSubject } from './patience.js';
import { carriedFile, type FileStores } from './stores.js';
import { nameOf, stillNamed } from './wanted-files.js';

export interface RemoveFiles {
  readonly plan: Plan;
  readonly files: FilesPlan;
  readonly stores: FileStores;
  readonly ledger: RunLedger;
  /** A session on the target that asks whether rows name a file. */
  readonly target: Session;
  /** Of the run's files, as the ledger counts them. */
  readonly total: number;
  readonly parallel: number;
  readonly listener: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

export interface RemovedFiles {
  /** Ours that stay, since a row in the target names them. */
  readonly named: number;
  /** Ours that hold other bytes now: somebody else's. */
  readonly changed: number;
}

/** Files that are asked about together; rows that come in between would name a file that goes. */
const mostTogether = 500;

/**
 * Takes back the files that a run made and that no row of the target names any more: the tenant's in a project of its own, anybody's
 * elsewhere, where contents are shared by their digest. Repositories and projects stay. May be repeated.
 */
export async function removeFiles(remove: RemoveFiles): Promise<RemovedFiles> {
  const { plan, files, stores, ledger, target, total, parallel, listener, signal } = remove;
  const patience = createPatience({ parallel, listener, giveUp: [signal] });
  const counts = { named: 0, changed: 0 };
  let done = 0;
  const takeAway = async (task: FileTask): Promise<'gone' | 'changed' | 'never made'> => {
    const store = stores.destinations.get(task.destination);
    if (!store) return 'changed';
    const file = carriedFile(files, task);
    return await patience.withRetry(fileSubject(task), async () => {
      const there = await lookAt(store, file, signal);
      // A crash came before its first byte.
      if (there === null && task.state === 'writing') return 'never made';
      if (there?.right) await store.remove(file.place, { signal });
      return there === null || there.right ? 'gone' : 'changed';
    });
  };
  for await (const batch of inBatches(ownFiles(ledger), mostTogether)) {
    if (signal.aborted) break;
    const isOwn = ({ destination }: FileTask) => stores.ownOfTenant.has(destination);
    const own = await stillNamed(target, batch.filter(isOwn), { plan, files, whose: 'tenant' });
    const shared = await stillNamed(
      target,
      batch.filter((task) => !isOwn(task)),
      { plan, files, whose: 'all' },
    );
    const gone: FileTask[] = [];
    const work = async (task: FileTask) => {
      const became = (isOwn(task) ? own : shared).has(nameOf(task)) ? 'named' : await takeAway(task);
      if (became === 'gone') gone.push(task);
      else if (became !== 'never made') counts[became] += 1;
      done += 1;
      listener({ type: 'rollback-progress', subject: 'removing files', step: 'remove-files', done, total });
    };
    try {
      await inParallel(batch, parallel, work, () => signal.aborted);
    } finally {
      await markRemoved(ledger, gone);
    }
  }
  return counts;
}
