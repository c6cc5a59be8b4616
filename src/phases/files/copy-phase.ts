import type { RunEvent } from '../../core/events.js';
import { inParallel } from '../../core/in-parallel.js';
import { told } from '../../core/sentence.js';
import type { Session } from '../../mysql/session.js';
import { ObjectError } from '../../objects/errors.js';
import type { FilesPlan, Side } from '../../plan/plan.js';
import type { PhaseOutcome, PhaseWork } from '../phase.js';
import { copyFiles } from './copy-files.js';
import { addFiles, repositoriesIn } from './ledger.js';
import { createPatience } from './patience.js';
import { createProblems } from './problems.js';
import { type FileStores, filesOptions } from './stores.js';
import { wantedFiles } from './wanted-files.js';
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

/** Brings files for a copy or for a repair, as `bringing` says. */
export async function bringFiles(work: PhaseWork, bringing: Bringing): Promise<PhaseOutcome> {
  const { context, plan, ledger } = work;
  const { files } = plan;
  if (!files) return 'complete';
  return await withStores(context, files, async (opened) => {
    const rows = await opened.session(bringing.side);
    const destinations = files.destinations.map(({ name }) => name);
    await addFiles(ledger, destinations, wantedFiles(rows, { side: bringing.side, plan, files }));
    return await bringAdded(work, files, opened, { ...bringing, rows });
  });
}

/** Brings the files that the ledger has open. */
export async function bringAdded(
  work: PhaseWork,
  files: FilesPlan,
  opened: Opened,
  bringing: Bringing & { readonly rows: Session },
): Promise<PhaseOutcome> {
  try {
    await makeRepositories(work, opened.stores);
  } catch (error) {
    if (!(error instanceof ObjectError)) throw error;
    if (error.kind === 'stopped') return 'stopped';
    work.listener(givenUp(error));
    return 'partial';
  }
  return await bringAll(work, files, opened, bringing);
}

const givenUp = ({ message }: ObjectError): RunEvent => ({
  type: 'log',
  level: 'error',
  ...told(say('files.given-up', { problem: message })),
  at: new Date().toISOString(),
});

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
    withRow: createProblems({ plan, files, side, rows, listener }),
  });
  if (hopeless) listener(givenUp(hopeless));
  return outcome === 'complete' && missing > 0 && onMissing === 'fail' ? 'partial' : outcome;
}

/** Projects and repositories that are not there yet. Never taken back: others may use them by then. */
async function makeRepositories({ ledger, listener, control }: PhaseWork, stores: FileStores): Promise<void> {
  const patience = createPatience({ parallel: 1, listener, giveUp: [control.abort, control.stop] });
  for (const store of stores.destinations.values()) {
    if (store.identity === stores.source.identity) continue;
    await inParallel(await repositoriesIn(ledger), 1, (repository) =>
      patience.withRetry(say('retry.repository', { repository }), () =>
        store.make(repository, { signal: control.abort }),
      ),
    );
  }
}
