import type { VaultEndpoint } from '../../config/config.js';
import { counted } from '../../core/counted.js';
import { asRecord, type VaultApi } from '../api.js';
import { VaultError } from '../errors.js';
import { encodePath } from '../kv.js';
import { hasUnprintable, unusablePath } from '../path-names.js';
import type { Report } from './subject.js';

/** Paths that are looked at: a system that sets something of its own does so at most of them. */
const mostPaths = 5;

/**
 * Whether paths of the source have settings of their own, though the preset says that none has: they would stay behind.
 * What the token may not read is no finding here.
 */
export async function probePathSettings(
  { address, mount }: VaultEndpoint,
  api: VaultApi,
  samplePaths: readonly string[],
  report: Report,
): Promise<void> {
  const sound = samplePaths.filter((path) => unusablePath(path) === null && !hasUnprintable(path));
  const looked = await Promise.all(
    sound.slice(0, mostPaths).map(async (path) => ({ path, set: await settingsOf(api, mount, path) })),
  );
  const found = looked.filter(({ set }) => set.length > 0);
  if (found.length === 0) return;
  report('warning', 'vault.path-settings', {
    title: `${address}: ${found.length} of ${counted(looked.length, 'path')} looked at ${found.length === 1 ? 'has' : 'have'} settings of their own, which are not carried over: the preset says that paths have none`,
    remedy: 'Set secrets.paths_have_settings: true in the preset, or let the target mount’s settings hold.',
    params: { address, found: found.length, looked: looked.length },
    samples: found.map(({ path, set }) => `${path}: ${set.join(', ')}`),
    count: found.length,
  });
}

/** Names of the settings that are not the defaults; none where they cannot be read. */
async function settingsOf(api: VaultApi, mount: string, path: string): Promise<readonly string[]> {
  let data: Readonly<Record<string, unknown>>;
  try {
    data = asRecord(asRecord(await api.read(`${encodePath(mount)}/metadata/${encodePath(path)}`)).data);
  } catch (error) {
    if (error instanceof VaultError) return [];
    throw error;
  }
  return [
    ...(Number(data.max_versions ?? 0) > 0 ? ['max_versions'] : []),
    ...(data.cas_required === true ? ['cas_required'] : []),
    ...(/[1-9]/.test(String(data.delete_version_after ?? '0s')) ? ['delete_version_after'] : []),
  ];
}
