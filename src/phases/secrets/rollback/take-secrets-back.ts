import { readCapture, saveCapture } from '../../../ledger/captures.js';
import { nothingFound, type TakingBack, type Traces } from '../../phase.js';
import { readPieces } from '../../rows/rollback/take-rows-back.js';
import { madeSinceCapture } from '../captures.js';
import { findMadeSince, type SecretMadeSince } from './made-since.js';
import { removeRunSecrets } from './remove-secrets.js';

/** The secrets of a run. They go after the rows, since what another row still names stays. */
export async function takeSecretsBack(taking: TakingBack): Promise<Traces> {
  const madeSince = await secretsMadeSince(taking);
  const { versions, changed } = await removeRunSecrets({ ...taking, dryRun: true, madeSince });
  const found = {
    ...nothingFound,
    secrets: versions,
    changed: changed.map((path) => ({ subject: 'secret', key: path })),
  };
  return {
    found,
    keep: async () => found,
    remove: async () => {
      const { kept } = await removeRunSecrets({ ...taking, dryRun: false, madeSince });
      return { done: true, kept };
    },
  };
}

/**
 * The secrets of rows that go along though the run did not bring them. Kept in the ledger before the rows go: a rollback that is
 * taken up again would not find them any more.
 */
async function secretsMadeSince(taking: TakingBack): Promise<readonly SecretMadeSince[]> {
  const { request, ledger, run, earlier } = taking;
  const rowsChanged = earlier.some(({ found }) => Object.keys(found.changedRows).length > 0);
  if (!request.includeChanged && !rowsChanged) return [];
  const saved = await readCapture(ledger, madeSinceCapture);
  if (saved) return saved;
  const found = await findMadeSince(ledger, run.plan, await readPieces(taking));
  if (!request.dryRun && request.includeChanged) await saveCapture(ledger, madeSinceCapture, found);
  return found;
}
