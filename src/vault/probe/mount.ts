import type { VaultEndpoint } from '../../config/config.js';
import { asRecord, type VaultApi } from '../api.js';
import { VaultError } from '../errors.js';
import { encodePath } from '../kv.js';
import type { Report } from './subject.js';

interface MountFacts {
  readonly type: string;
  readonly version: string;
}

/** Whether the mount exists and is a KV engine of version 2; otherwise reports what is wrong. */
export async function probeMount(endpoint: VaultEndpoint, api: VaultApi, report: Report): Promise<boolean> {
  const { address, mount } = endpoint;
  const facts = (await askForOne(api, mount)) ?? (await askForAll(api));
  if (facts === null) return reportUnseen(endpoint, report);
  const found = facts.get(mount);
  if (found === undefined) {
    const others = [...facts].filter(([, { type }]) => type === 'kv').map(([name]) => name);
    report('blocker', 'vault.mount', {
      title: `${address} has no mount ${mount}`,
      params: { address, mount, kind: 'absent', others: others.slice(0, 10).join(', ') },
      remedy:
        others.length > 0
          ? `Correct mount in the vault block (KV mounts there: ${others.slice(0, 10).join(', ')}), or enable it: vault secrets enable -path=${mount} kv-v2`
          : `Enable it: vault secrets enable -path=${mount} kv-v2`,
    });
    return false;
  }
  if (found.type !== 'kv' && found.type !== 'generic') {
    report('blocker', 'vault.mount', {
      title: `${address}: the mount ${mount} is of type ${found.type}, not kv`,
      params: { address, mount, kind: 'type', type: found.type },
      remedy: 'Correct mount in the vault block: the secrets need a KV version 2 engine.',
    });
    return false;
  }
  report('ok', 'vault.mount', {
    title: `${address}: the mount ${mount} is there`,
    params: { address, mount, kind: 'there' },
  });
  if (found.version !== '2') {
    report('blocker', 'vault.kv-version', {
      title: `${address}: the mount ${mount} is KV version ${found.version || '1'}, which keeps no versions`,
      params: { address, mount, version: found.version || '1' },
      remedy: `Name a KV version 2 mount, or make it one: vault kv enable-versioning ${mount}`,
    });
    return false;
  }
  report('ok', 'vault.kv-version', {
    title: `${address}: ${mount} is KV version 2`,
    params: { address, mount, version: '2' },
  });
  return true;
}

/** Any token with a right below the mount may ask this. undefined: it may not, or there is no such mount. */
async function askForOne(api: VaultApi, mount: string): Promise<ReadonlyMap<string, MountFacts> | undefined> {
  const answer = await ask(api, `sys/internal/ui/mounts/${encodePath(mount)}`);
  const data = asRecord(asRecord(answer).data);
  // Asked for a path below another mount, the server tells of that one.
  if (String(data.path ?? '').replace(/\/$/, '') !== mount) return undefined;
  return new Map([[mount, toFacts(data)]]);
}

/** Administrators may see every mount. null: this token may not. */
async function askForAll(api: VaultApi): Promise<ReadonlyMap<string, MountFacts> | null> {
  const answer = await ask(api, 'sys/mounts');
  if (answer === null) return null;
  const mounts = Object.entries(asRecord(asRecord(answer).data));
  return new Map(mounts.map(([path, data]) => [path.replace(/\/$/, ''), toFacts(asRecord(data))]));
}

async function ask(api: VaultApi, path: string): Promise<unknown> {
  try {
    return await api.read(path);
  } catch (error) {
    if (error instanceof VaultError && !error.retryable) return null;
    throw error;
  }
}

function toFacts(data: Readonly<Record<string, unknown>>): MountFacts {
  return { type: String(data.type ?? ''), version: String(asRecord(data.options).version ?? '') };
}

function reportUnseen({ address, mount }: VaultEndpoint, report: Report): boolean {
  report('blocker', 'vault.mount', {
    title: `${address}: the token sees nothing of the mount ${mount}; it is not there, or no policy gives a right below it`,
    params: { address, mount, kind: 'unseen' },
    remedy: `Correct mount in the vault block, or attach a policy such as: path "${mount}/*" { capabilities = ["read"] }`,
  });
  return false;
}
