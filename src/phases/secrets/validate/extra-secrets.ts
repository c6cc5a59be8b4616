import { counted } from '../../../core/counted.js';
import type { Difference, JobResult } from '../../../core/validation-shape.js';
import type { CallOptions } from '../../../vault/caller.js';
import type { VaultClient } from '../../../vault/client.js';
import { VaultError } from '../../../vault/errors.js';
import { forEachInFlight } from '../../../vault/in-flight.js';

/** One folder of the target and the secrets that belong in it. */
interface ExpectedFolder {
  /** Below the mount, e.g. `biz/2/apps/7/kvs`. */
  readonly folder: string;
  /** Paths below the folder. */
  readonly expected: ReadonlySet<string>;
}

interface FindExtraSecretsRequest {
  readonly target: VaultClient;
  readonly folders: AsyncIterable<ExpectedFolder>;
  readonly concurrency?: number;
  readonly call?: CallOptions;
}

const mostDifferences = 1_000;

/**
 * Secrets under the run's paths that no row names, subfolders included. Paths without a live version (deleted, or left by a
 * rollback) do not count. A token that may not list gives a result that says so. Throws VaultError.
 */
export async function findExtraSecrets(request: FindExtraSecretsRequest): Promise<JobResult> {
  const { target, folders, concurrency = 16, call = {} } = request;
  const differences: Difference[] = [];
  let searched = 0;
  let extra = 0;

  async function search(root: ExpectedFolder, below: string): Promise<void> {
    const folder = below === '' ? root.folder : `${root.folder}/${below}`;
    for (const name of await target.list(folder, call)) {
      const path = `${below === '' ? '' : `${below}/`}${name}`;
      if (name.endsWith('/')) await search(root, path.slice(0, -1));
      else if (!root.expected.has(path)) await note(`${root.folder}/${path}`);
    }
  }

  async function note(path: string): Promise<void> {
    const metadata = await target.readMetadata(path, call);
    if (!metadata?.versions.some(({ state }) => state === 'live')) return;
    extra += 1;
    if (differences.length < mostDifferences) {
      differences.push({ kind: 'extra-in-target', table: 'vault', key: path });
    }
  }

  try {
    await forEachInFlight(folders, concurrency, async (folder) => {
      await search({ ...folder, folder: folder.folder.replace(/\/$/, '') }, '');
      searched += 1;
    });
  } catch (error) {
    if (!(error instanceof VaultError) || error.kind !== 'denied') throw error;
    return {
      check: 'secrets-extra',
      ok: true,
      detail: `not searched: the token may not list ${target.mount}/metadata`,
      code: 'secrets-extra.denied',
      params: { path: `${target.mount}/metadata` },
      differences: [],
    };
  }
  return {
    check: 'secrets-extra',
    ok: extra === 0,
    detail: `${counted(extra, 'secret')} in ${counted(searched, 'folder')} of the target that no row names`,
    code: 'secrets-extra.counted',
    params: { extra, searched },
    expected: '0',
    actual: String(extra),
    differences,
  };
}
