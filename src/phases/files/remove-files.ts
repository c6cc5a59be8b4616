import type { RunEvent } from '../../core/events.js';
import type { RunLedger } from '../../ledger/location.js';
import type { Session } from '../../mysql/session.js';
import type { FilesPlan, Plan } from '../../plan/plan.js';
import { lookAt } from './carry-file.js';
import { markRemoved, ownFiles } from './ledger.js';
import { createPatience, fileSubject } from './patience.js';
import { carriedFile, type FileStores, placeOf } from './stores.js';
import { isStillNamed } from './wanted-files.js';

export interface RemoveFiles {
  readonly plan: Plan;
  readonly files: FilesPlan;
  readonly stores: FileStores;
  readonly ledger: RunLedger;
  /** A session on the target that asks whether rows name a file. */
  readonly target: Session;
  readonly dryRun: boolean;
  readonly listener: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

export interface RemovedFiles {
  /** Removed, or to be removed. */
  readonly files: number;
  /** Ours that stay, since a row in the target names them. */
  readonly named: number;
  /** Ours that hold other bytes now: somebody else's. */
  readonly changed: number;
}

/**
 * Takes back the files that a run made and that no row of the target names any more, whoever's row it is: contents are shared by their
 * digest. Repositories and projects stay. May be repeated.
 */
export async function removeFiles({
  plan,
  files,
  stores,
  ledger,
  target,
  dryRun,
  listener,
  signal,
}: RemoveFiles): Promise<RemovedFiles> {
  const patience = createPatience({ listener, giveUp: [signal] });
  const counts = { files: 0, named: 0, changed: 0 };
  let done = 0;
  for await (const task of ownFiles(ledger)) {
    if (signal.aborted) break;
    const store = stores.destinations.get(task.destination);
    if (!store) continue;
    if (!dryRun && (await isStillNamed(target, task, { plan, files }))) {
      counts.named += 1;
      continue;
    }
    const there = await patience.withRetry(fileSubject(task), () =>
      lookAt(store, carriedFile(files, task), signal),
    );
    if (there !== null && !there.right) {
      counts.changed += 1;
      continue;
    }
    if (there !== null) {
      counts.files += 1;
      if (!dryRun)
        await patience.withRetry(fileSubject(task), () => store.remove(placeOf(files, task), { signal }));
    }
    if (!dryRun) await markRemoved(ledger, task);
    done += 1;
    listener({
      type: 'rollback-progress',
      subject: 'removing files',
      step: 'remove-files',
      done,
      total: done,
    });
  }
  return counts;
}
