import type { VaultEndpoint } from '../../../src/config/config.js';
import type { RunControl, RunEvent } from '../../../src/core/events.js';
import { Secret } from '../../../src/core/secret.js';
import { copySecrets } from '../../../src/phases/secrets/copy/copy-secrets.js';
import type {
  SecretCopyOptions,
  SecretGroup,
  SecretRow,
  SecretsLedger,
  SecretsSummary,
} from '../../../src/phases/secrets/copy/copy-types.js';
import { openVault, type VaultClient, type VaultClientOptions } from '../../../src/vault/client.js';

export function endpoint(address: string, token: string, mount: string): VaultEndpoint {
  return { address, auth: { kind: 'token', token: new Secret(token) }, mount };
}

/** A row of a made-up table, as the run would hand it over. */
export function row(rowKey: string, version: string | number, mayBeGone = false): SecretRow {
  return { table: 'kvs', rowKey, key: `key-${rowKey}`, version: String(version), mayBeGone };
}

/** A group whose path is the same on both sides. */
export function group(path: string, ...rows: readonly SecretRow[]): SecretGroup {
  return { sourcePath: path, targetPath: path, rows };
}

export interface Controlled extends RunControl {
  readonly stopNow: AbortController;
  readonly abortNow: AbortController;
}

export function control(): Controlled {
  const stopNow = new AbortController();
  const abortNow = new AbortController();
  return {
    waitWhilePaused: async () => undefined,
    parallelism: () => 2,
    stop: stopNow.signal,
    abort: abortNow.signal,
    stopNow,
    abortNow,
  };
}

export interface CopyRun {
  readonly events: RunEvent[];
  readonly summary: SecretsSummary;
}

/** Runs a copy between two clients and gathers its events. */
export async function copy(
  clients: { readonly source: VaultClient; readonly target: VaultClient },
  groups: readonly SecretGroup[],
  ledger: SecretsLedger,
  options: Partial<SecretCopyOptions> & { readonly control?: RunControl; readonly events?: RunEvent[] } = {},
): Promise<CopyRun> {
  const { control: steering = control(), events = [], ...rest } = options;
  const summary = await copySecrets({
    ...clients,
    groups: (async function* () {
      yield* groups;
    })(),
    ledger,
    options: { onError: 'continue', history: 'named', ownSettings: false, concurrency: 8, ...rest },
    control: steering,
    listener: (event) => events.push(event),
  });
  return { events, summary };
}

/** Opens clients, gives them to the work, and closes them. */
export async function withClients<Result>(
  source: VaultEndpoint,
  target: VaultEndpoint,
  work: (clients: { source: VaultClient; target: VaultClient }) => Promise<Result>,
  options: VaultClientOptions = {},
): Promise<Result> {
  const clients = { source: await openVault(source, options), target: await openVault(target, options) };
  try {
    return await work(clients);
  } finally {
    await Promise.all([clients.source.close(), clients.target.close()]);
  }
}
