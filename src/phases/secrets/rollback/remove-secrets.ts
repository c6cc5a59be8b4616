import type { Config } from '../../../config/config.js';
import type { RunControl } from '../../../core/events.js';
import { RefusedError } from '../../../core/refused.js';
import { openSession, type Session } from '../../../mysql/session.js';
import type { CallOptions } from '../../../vault/caller.js';
import { openVault, type VaultClient } from '../../../vault/client.js';
import type { KeptSecret, TakingBack } from '../../phase.js';
import { tellRetries } from '../../tell-retries.js';
import { countRunPaths, runPaths } from '../ledger.js';
import { sourcePathOf } from '../secret-paths.js';
import { isStillNamed, type SecretMadeSince } from './made-since.js';
import { rollbackSecrets, type WrittenPath } from './rollback-secrets.js';

interface RemoveSecrets extends Pick<TakingBack, 'ledger' | 'run' | 'listener'> {
  readonly context: { readonly config: Config };
  readonly request: { readonly includeChanged: boolean };
  readonly control: Pick<RunControl, 'stop' | 'abort'>;
  /** Only look. */
  readonly dryRun: boolean;
  /** Secrets of other rows that are removed along; they go only with `includeChanged`. */
  readonly madeSince: readonly SecretMadeSince[];
}

interface RemovedSecrets {
  /** Versions of secrets that were (or would be) removed. */
  readonly versions: number;
  /** Paths that somebody wrote to after the run. */
  readonly changed: readonly string[];
  /** Paths in which something stays, whatever is asked for. */
  readonly kept: readonly KeptSecret[];
}

/**
 * Takes back the versions of secrets that the run wrote, and the paths it made; or counts them. May be repeated. Throws
 * RefusedError where the config does not lead to them.
 */
export async function removeRunSecrets(options: RemoveSecrets): Promise<RemovedSecrets> {
  const { run, request, dryRun, listener, control } = options;
  const { source: from, target: to } = options.context.config;
  if (!run.plan.vault) return { versions: 0, changed: [], kept: [] };
  let source: Promise<VaultClient> | undefined;
  let target: VaultClient | undefined;
  const session = await openSession(to.mysql, 'target');
  const ledger = { ...options.ledger, session };
  let done = 0;
  const said = dryRun
    ? ({ subject: 'looking at secrets', step: 'compare-secrets' } as const)
    : ({ subject: 'removing secrets', step: 'remove-secrets' } as const);
  try {
    const total = await countRunPaths(ledger);
    if (to.vault?.mount !== run.plan.vault.targetMount) {
      // With nothing written, nothing has to be reached.
      for await (const _ of writtenPaths())
        throw elsewhere(run.runId, run.plan.vault.targetMount, to.vault?.mount);
      return { versions: 0, changed: [], kept: [] };
    }
    // A server that is away or sealed is waited for, which is said, and ends when the operator stops the rollback.
    const call = { signal: control.abort, giveUp: control.stop, onRetry: tellRetries(listener) };
    const perSecond = options.context.config.options.vault?.maxRequestsPerSecond;
    target = await openVault(to.vault, { opening: call, perSecond });
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
    const others = await removeOthers(options, session, target, call);
    const before = changed.filter(({ stoodBefore }) => stoodBefore);
    return {
      versions: versionsDestroyed + others.versions,
      changed: [...changed.map(({ targetPath }) => targetPath), ...others.changed],
      kept: [
        ...before.map(({ targetPath }) => ({ path: targetPath, why: 'stood-before' }) as const),
        ...others.kept,
      ],
    };
  } finally {
    await Promise.allSettled([session.close(), source?.then((client) => client.close()), target?.close()]);
  }

  async function* writtenPaths(): AsyncGenerator<WrittenPath> {
    for await (const { path, versionsWritten, createdPath, priorVersion } of runPaths(ledger)) {
      const sourcePath = priorVersion === undefined ? null : sourcePathOf(run.plan, path);
      yield {
        targetPath: path,
        versionsWritten,
        createdPath,
        unsettled:
          priorVersion === undefined || sourcePath === null ? undefined : { priorVersion, sourcePath },
      };
    }
  }
}

/** Whole paths: the rows that named them are gone, or will be. */
async function removeOthers(
  { run, request, dryRun, madeSince }: RemoveSecrets,
  session: Session,
  target: VaultClient,
  call: CallOptions,
): Promise<RemovedSecrets> {
  let versions = 0;
  const changed: string[] = [];
  const kept: KeptSecret[] = [];
  for (const secret of madeSince) {
    const metadata = await target.readMetadata(secret.path, call);
    if (metadata === null) continue;
    changed.push(secret.path);
    if (!dryRun && (await isStillNamed(session, run.plan, secret))) {
      kept.push({ path: secret.path, why: 'named' });
      continue;
    }
    if (!request.includeChanged) continue;
    versions += metadata.versions.filter(({ state }) => state !== 'destroyed').length;
    if (!dryRun) await target.deleteMetadata(secret.path, call);
  }
  return { versions, changed, kept };
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
