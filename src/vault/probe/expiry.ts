import type { VaultEndpoint } from '../../config/config.js';
import { asRecord, type VaultApi } from '../api.js';
import { VaultError } from '../errors.js';
import { encodePath } from '../kv.js';
import type { Report } from './subject.js';

/**
 * Whether the target's mount lets every version die by itself (`delete_version_after`): right after the copy all would
 * look well, and later the services would lose every secret at once. A token that may not read the mount's settings
 * learns nothing here.
 */
export async function probeExpiry(
  { address, mount }: VaultEndpoint,
  api: VaultApi,
  report: Report,
): Promise<void> {
  let after: string;
  try {
    const { data } = asRecord(await api.read(`${encodePath(mount)}/config`));
    after = String(asRecord(data).delete_version_after ?? '0s');
  } catch (error) {
    if (error instanceof VaultError) return;
    throw error;
  }
  // A duration in Go's notation; a negative one switches the setting off.
  if (after.startsWith('-') || !/[1-9]/.test(after)) return;
  report('blocker', 'vault.expiry', {
    title: `${address}: the mount ${mount} deletes every version ${after} after it was written, so the migrated secrets would vanish`,
    remedy: `Switch that off: vault write ${mount}/config delete_version_after=0s; or name another mount.`,
    params: { address, mount, after },
  });
}
