import { type Config, RefusedError } from '../config/config.js';
import { openSession } from '../mysql/session.js';
import type { Listener, RunControl } from '../run/events.js';
import type { LedgerLocation } from '../run/ledger/location.js';
import type { StoredRun } from '../run/ledger/runs.js';
import { countRunPaths, runPaths } from '../run/ledger/secrets.js';
import { sourcePathOf } from '../run/secret-paths.js';
import { openVault, type VaultClient } from '../vault/client.js';
import { rollbackSecrets, type WrittenPath } from '../vault/rollback.js';
import { tellRetries } from '../vault/tell-retries.js';

export interface RemoveSecrets {
  readonly context: { readonly config: Config };
  readonly ledger: LedgerLocation;
  readonly run: StoredRun;
  readonly request: { readonly includeChanged: boolean };
  readonly listener: Listener;
  readonly control: Pick<RunControl, 'stop' | 'abort'>;
  /** Only look. */
  readonly dryRun: boolean;
}

export interface RemovedSecrets {
  /** Versions of secrets that were (or would be) removed. */
  readonly versions: number;
  /** Paths that somebody wrote to after the run. */
  readonly changed: readonly string[];
}

/**
 * Takes back the versions of secrets that the run wrote, and the paths it made; or counts them. May be repeated. Throws
 * RefusedError where the config does not lead to them.
 */
export async function removeRunSecrets(options: RemoveSecrets): Promise<RemovedSecrets> {
  const { ledger, run, request, dryRun, listener, control } = options;
  const { source: from, target: to } = options.context.config;
  if (!run.plan.vault) return { versions: 0, changed: [] };
  let source: Promise<VaultClient> | undefined;
  let target: VaultClient | undefined;
  const session = await openSession(to.mysql, 'target');
  let done = 0;
  const said = dryRun
    ? ({ subject: 'looking at secrets', step: 'compare-secrets' } as const)
    : ({ subject: 'removing secrets', step: 'remove-secrets' } as const);
  try {
    const total = await countRunPaths(session, ledger, run.runId);
    if (to.vault?.mount !== run.plan.vault.targetMount) {
      // With nothing written, nothing has to be reached.
      for await (const _ of writtenPaths())
        throw elsewhere(run.runId, run.plan.vault.targetMount, to.vault?.mount);
      return { versions: 0, changed: [] };
    }
    // A server that is away or sealed is waited for, which is said, and ends when the operator stops the rollback.
    const call = { signal: control.abort, giveUp: control.stop, onRetry: tellRetries(listener) };
    target = await openVault(to.vault, { opening: call });
    const perSecond = options.context.config.options.vault?.maxRequestsPerSecond;
    if (perSecond !== undefined) target.limiter.configure({ perSecond });
    const sourceEndpoint = from.vault;
    const { versionsDestroyed, changed } = await rollbackSecrets({
      target,
      ...(sourceEndpoint ? { source: () => (source ??= openVault(sourceEndpoint, { opening: call })) } : {}),
      paths: writtenPaths(),
      dryRun,
      includeChanged: request.includeChanged,
      call,
      onDone: () => {
        done += 1;
        listener({ type: 'rollback-progress', ...said, done, total: Math.max(total, done) });
      },
    });
    return { versions: versionsDestroyed, changed: changed.map(({ targetPath }) => targetPath) };
  } finally {
    await Promise.allSettled([session.close(), source?.then((client) => client.close()), target?.close()]);
  }

  async function* writtenPaths(): AsyncGenerator<WrittenPath> {
    for await (const { path, versionsWritten, createdPath, priorVersion } of runPaths(
      session,
      ledger,
      run.runId,
    )) {
      const sourcePath = priorVersion === undefined ? null : sourcePathOf(run.plan, path);
      yield {
        targetPath: path,
        versionsWritten,
        createdPath,
        ...(priorVersion === undefined || sourcePath === null
          ? {}
          : { unsettled: { priorVersion, sourcePath } }),
      };
    }
  }
}

function elsewhere(run: string, mount: string, named: string | undefined): RefusedError {
  return new RefusedError(
    `run ${run} wrote secrets below the Vault mount ${mount}, and the config names ${named ?? 'no target.vault'}: they would stay`,
    {
      remedy: 'use the config that the run was made with',
      because: { code: 'run.mount', params: { run, mount, named: named ?? null } },
    },
  );
}
