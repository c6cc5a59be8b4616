import { inParallel } from '../../core/in-parallel.js';
import { told } from '../../core/sentence.js';
import type { Session } from '../../mysql/session.js';
import type { FilesPlan, Plan } from '../../plan/plan.js';
import type { PhaseOutcome, PhaseWork } from '../phase.js';
import { copyFiles } from './copy-files.js';
import { addFiles, type FileResult, repositoriesIn } from './ledger.js';
import { createPatience } from './patience.js';
import { type FileStores, filesOptions } from './stores.js';
import { rowsThatName, type Side, wantedFiles } from './wanted-files.js';
import { type Opened, withStores } from './with-stores.js';
import { say } from './words.js';

/** What is brought, and what becomes of wrong contents at the destination. */
export interface Bringing {
  /** Whose rows say what is wanted: the source's of a copy, the target's of a repair. */
  readonly side: Side;
  readonly overwrite: boolean;
}

/** Brings every file that moving rows name to every place where it has to be. What is there and right is not written again. */
export async function copyWantedFiles(work: PhaseWork): Promise<PhaseOutcome> {
  return await bringFiles(work, { side: 'source', overwrite: false });
}

/** The same for a copy and for a repair. */
export async function bringFiles(work: PhaseWork, bringing: Bringing): Promise<PhaseOutcome> {
  const { context, plan, ledger } = work;
  const { files } = plan;
  if (!files) return 'complete';
  return await withStores(context, files, async (opened) => {
    const rows = await opened.session(bringing.side);
    const destinations = files.destinations.map(({ name }) => name);
    await addFiles(ledger, destinations, wantedFiles(rows, { side: bringing.side, plan, files }));
    await makeRepositories(work, opened.stores);
    return await bringAll(work, files, opened, { ...bringing, rows });
  });
}

async function bringAll(
  work: PhaseWork,
  files: FilesPlan,
  { stores, session }: Opened,
  { side, overwrite, rows }: Bringing & { readonly rows: Session },
): Promise<PhaseOutcome> {
  const { ledger, listener, control, plan } = work;
  const { mode, parallel, maxMibPerSecond, onMissing } = filesOptions(work.context.config);
  const { outcome, hopeless, missing } = await copyFiles({
    plan: files,
    stores,
    ledger: { ...ledger, session: await session('target') },
    journal: { ...ledger, session: await session('target-writer') },
    mode,
    parallel,
    bytesPerSecond: maxMibPerSecond === null ? null : maxMibPerSecond * 1024 * 1024,
    overwrite,
    listener,
    control,
    tell: (result) => tellProblem({ plan, files, side, rows, listener }, result),
  });
  if (hopeless)
    listener({
      type: 'log',
      level: 'error',
      ...told(say('files.given-up', { problem: hopeless.message })),
      at: new Date().toISOString(),
    });
  return outcome === 'complete' && missing > 0 && onMissing === 'fail' ? 'partial' : outcome;
}

/** Projects and repositories that are not there yet. Never taken back: others may use them by then. */
async function makeRepositories({ ledger, listener, control }: PhaseWork, stores: FileStores): Promise<void> {
  const patience = createPatience({ listener, giveUp: [control.abort, control.stop] });
  for (const store of stores.destinations.values()) {
    if (store.identity === stores.source.identity) continue;
    await inParallel(await repositoriesIn(ledger), 1, (repository) =>
      patience.withRetry(say('retry.repository', { repository }), () =>
        store.make(repository, { signal: control.abort }),
      ),
    );
  }
}

const sourceFaults: ReadonlySet<FileResult['state']> = new Set(['missing', 'corrupt']);

interface Telling {
  readonly plan: Plan;
  readonly files: FilesPlan;
  readonly side: Side;
  readonly rows: Session;
  readonly listener: PhaseWork['listener'];
}

async function tellProblem(
  { plan, files, side, rows, listener }: Telling,
  { task, state, message }: FileResult,
): Promise<void> {
  if (state === 'writing' || state === 'created' || state === 'existed') return;
  // A fault of the source is said once, however many places there are.
  if (sourceFaults.has(state) && task.destination !== files.destinations[0]?.name) return;
  const [row] = await rowsThatName(rows, task, { side, plan, files });
  listener({
    type: 'file-problem',
    ...(row ? { table: row.table, id: row.key.replace(/^[^=]*=/, ''), bizId: row.bizId } : {}),
    sha256: task.sha256,
    destination: task.destination,
    kind: state,
    ...(message === undefined ? told(say(`file.${state}`)) : { message }),
  });
}
