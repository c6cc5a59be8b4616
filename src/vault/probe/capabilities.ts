import type { VaultEndpoint } from '../../config/config.js';
import { counted } from '../../core/counted.js';
import { asRecord, type VaultApi } from '../api.js';
import { VaultError } from '../errors.js';
import type { Report, VaultRole } from './subject.js';

type PathKind = 'data' | 'metadata' | 'destroy';

/** What the token must be able to do at one kind of path. */
interface Need {
  readonly kind: PathKind;
  readonly capabilities: readonly string[];
}

const required: Record<VaultRole, readonly Need[]> = {
  source: [
    { kind: 'data', capabilities: ['read'] },
    { kind: 'metadata', capabilities: ['read'] },
  ],
  target: [
    { kind: 'data', capabilities: ['create', 'update', 'read'] },
    { kind: 'metadata', capabilities: ['read'] },
  ],
};

/** Settings of paths; finding extra secrets; rollback. The copy itself works without. */
const useful: Record<VaultRole, readonly Need[]> = {
  source: [],
  target: [
    { kind: 'metadata', capabilities: ['create', 'update', 'list', 'delete'] },
    { kind: 'destroy', capabilities: ['update'] },
  ],
};

/** Paths asked about in one request. */
const mostPaths = 20;

/** Asks the server what the token may do at the real paths, and reports what is missing as the policy to add. */
export async function probeCapabilities(
  endpoint: VaultEndpoint,
  api: VaultApi,
  role: VaultRole,
  samplePaths: readonly string[],
  report: Report,
): Promise<void> {
  const { address, mount } = endpoint;
  const samples = samplePaths.length > 0 ? spread(samplePaths, mostPaths) : ['tenantferry-check'];
  const kinds: readonly PathKind[] = ['data', 'metadata', 'destroy'];
  const paths = samples.flatMap((path) => kinds.map((kind) => `${mount}/${kind}/${path}`));
  let granted: Readonly<Record<string, unknown>>;
  try {
    const answer = asRecord(await api.write('sys/capabilities-self', { paths }));
    granted = asRecord(answer.data);
  } catch (error) {
    if (!(error instanceof VaultError) || error.retryable) throw error;
    report('warning', 'vault.capabilities', {
      title: `${address}: the token may not ask for its own capabilities, so they are unknown until the first secret`,
      remedy: 'Attach the default policy, or: path "sys/capabilities-self" { capabilities = ["update"] }',
      params: { address },
    });
    return;
  }
  const lacking = (needs: readonly Need[]) =>
    samples.flatMap((path) =>
      needs.flatMap(({ kind, capabilities }) => {
        const whole = `${mount}/${kind}/${path}`;
        // The server answers without the space at a path's ends.
        const has = capabilitiesOf(granted[whole] ?? granted[whole.trim()]);
        const missing = has.has('root') ? [] : capabilities.filter((capability) => !has.has(capability));
        return missing.length > 0 ? [{ kind, path: whole, missing }] : [];
      }),
    );
  const blocking = lacking(required[role]);
  const optional = lacking(useful[role]);
  const rules = policy(mount, commonFolder(samplePaths), [...required[role], ...useful[role]]);
  if (blocking.length > 0) {
    report('blocker', 'vault.capabilities', {
      title: `${address}: the token lacks rights on secrets of ${mount}: ${describe(blocking)}`,
      remedy: `Add to the token's policy:\n${rules}`,
      params: { address, mount, lacking: describe(blocking), policy: rules },
      samples: blocking.slice(0, 10).map(({ path, missing }) => `${path}: ${missing.join(', ')}`),
      count: blocking.length,
    });
  } else {
    const asked = samplePaths.length > 0 ? counted(samples.length, 'real path') : 'a made-up path';
    report('ok', 'vault.capabilities', {
      title: `${address}: the token has the rights the ${role} needs (asked for ${asked})`,
      params: { address, role, paths: samplePaths.length > 0 ? samples.length : 0 },
    });
  }
  if (blocking.length === 0 && optional.length > 0) {
    report('warning', 'vault.optional-capabilities', {
      title: `${address}: the token lacks rights for path settings, extra-secret search or rollback: ${describe(optional)}`,
      remedy: `Add to the token's policy:\n${rules}`,
      params: { address, lacking: describe(optional), policy: rules },
      samples: optional.slice(0, 10).map(({ path, missing }) => `${path}: ${missing.join(', ')}`),
      count: optional.length,
    });
  }
}

function capabilitiesOf(answer: unknown): ReadonlySet<string> {
  return new Set(Array.isArray(answer) ? answer.map(String) : []);
}

function describe(
  lacking: readonly { readonly kind: PathKind; readonly missing: readonly string[] }[],
): string {
  const byKind = new Map<PathKind, Set<string>>();
  for (const { kind, missing } of lacking) {
    byKind.set(kind, new Set([...(byKind.get(kind) ?? []), ...missing]));
  }
  return [...byKind].map(([kind, missing]) => `${[...missing].join(', ')} on ${kind}`).join('; ');
}

/** The rules to add, as `vault policy write` takes them. */
function policy(mount: string, prefix: string, needs: readonly Need[]): string {
  const byKind = new Map<PathKind, string[]>();
  for (const { kind, capabilities } of needs) {
    byKind.set(kind, [...(byKind.get(kind) ?? []), ...capabilities]);
  }
  const rules = [...byKind].map(([kind, capabilities]) => {
    const list = capabilities.map((capability) => `"${capability}"`).join(', ');
    return `path "${mount}/${kind}/${prefix}*" { capabilities = [${list}] }`;
  });
  return rules.join('\n');
}

/** The first folder when all paths share it: `biz/` of `biz/2/apps/1/kvs/a`. */
function commonFolder(paths: readonly string[]): string {
  const folders = new Set(paths.map((path) => path.slice(0, path.indexOf('/') + 1)));
  return folders.size === 1 ? ([...folders][0] ?? '') : '';
}

/** Some items from the whole of the list, not just its beginning. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)] as Item);
}
