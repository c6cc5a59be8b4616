import type { CallOptions } from '../../../vault/caller.js';
import type { VaultClient } from '../../../vault/client.js';
import { forEachInFlight } from '../../../vault/in-flight.js';
import type { PathMetadata } from '../../../vault/kv.js';
import { sameValue } from '../../../vault/same-value.js';

/** What a run did to one path, as its ledger says. */
export interface WrittenPath {
  readonly targetPath: string;
  readonly versionsWritten: readonly number[];
  /** The run made the path. */
  readonly createdPath: boolean;
  /**
   * The run crashed between intent and result: versions above this number may be ours too. They are when the source holds
   * the same value; without a source client they count as someone else's.
   */
  readonly unsettled?: { readonly priorVersion: number; readonly sourcePath: string };
}

interface RollbackSecretsRequest {
  readonly target: VaultClient;
  /** Asked for when the first unsettled path needs it: the source may be switched off by now. */
  readonly source?: () => Promise<VaultClient>;
  readonly paths: AsyncIterable<WrittenPath>;
  /** Only count. */
  readonly dryRun: boolean;
  /** Take paths back also where newer versions were written since: whole paths that the run made, of others our versions only. */
  readonly includeChanged: boolean;
  readonly concurrency?: number;
  /** After a path is done, also where it was only looked at. */
  readonly onDone?: (path: WrittenPath) => Promise<void> | void;
  readonly call?: CallOptions;
}

interface RollbackSecretsSummary {
  readonly versionsDestroyed: number;
  readonly pathsRemoved: number;
  /** Paths that someone wrote to since: kept, unless told otherwise. */
  readonly changed: readonly ChangedPath[];
}

interface ChangedPath {
  readonly targetPath: string;
  readonly currentVersion: number;
  /** Stood there before the run: what was written since stays, whatever is asked for. */
  readonly stoodBefore: boolean;
}

/**
 * Takes a run's secrets back: exactly the versions it wrote, and the path itself only where the run made it and nothing
 * else is in it, or what is in it is to go as well. May be repeated. Throws VaultError.
 */
export async function rollbackSecrets(request: RollbackSecretsRequest): Promise<RollbackSecretsSummary> {
  const { target, paths, dryRun, includeChanged, concurrency = 32, call = {} } = request;
  const changed: ChangedPath[] = [];
  let versionsDestroyed = 0;
  let pathsRemoved = 0;

  await forEachInFlight(paths, concurrency, async (path) => {
    await takeBack(path);
    await request.onDone?.(path);
  });
  return { versionsDestroyed, pathsRemoved, changed };

  async function takeBack(path: WrittenPath): Promise<void> {
    const metadata = await target.readMetadata(path.targetPath, call);
    if (metadata !== null) {
      const ours = await ownVersions(request, path, metadata, call);
      const newest = Math.max(0, ...ours);
      const isChanged = metadata.currentVersion > newest && metadata.currentVersion > priorOf(path);
      if (isChanged) {
        const { currentVersion } = metadata;
        changed.push({ targetPath: path.targetPath, currentVersion, stoodBefore: !path.createdPath });
        if (!includeChanged) return;
      }
      const foreign = metadata.versions.some(
        ({ version, state }) => !ours.has(version) && state !== 'destroyed',
      );
      const removePath = path.createdPath && (includeChanged || (!isChanged && !foreign));
      const standing = metadata.versions.filter(
        ({ version, state }) => (removePath || ours.has(version)) && state !== 'destroyed',
      );
      versionsDestroyed += standing.length;
      if (removePath) pathsRemoved += 1;
      if (!dryRun) {
        const numbers = standing.map(({ version }) => version);
        if (removePath) await target.deleteMetadata(path.targetPath, call);
        else if (numbers.length > 0) await target.destroyVersions(path.targetPath, numbers, call);
      }
    }
  }
}

/** The current version a path had before the run, as far as it is known. */
function priorOf({ unsettled, versionsWritten }: WrittenPath): number {
  return versionsWritten.length === 0 && unsettled !== undefined ? unsettled.priorVersion : 0;
}

async function ownVersions(
  { source: openSource, target }: RollbackSecretsRequest,
  { targetPath, versionsWritten, unsettled }: WrittenPath,
  metadata: PathMetadata,
  call: CallOptions,
): Promise<ReadonlySet<number>> {
  const ours = new Set(versionsWritten);
  if (unsettled === undefined || openSource === undefined) return ours;
  const doubtful = metadata.versions.filter(
    ({ version, state }) => version > unsettled.priorVersion && state === 'live' && !ours.has(version),
  );
  if (doubtful.length === 0) return ours;
  const source = await openSource();
  const sourceMetadata = await source.readMetadata(unsettled.sourcePath, call);
  const originals: Buffer[] = [];
  for (const { version, state } of sourceMetadata?.versions ?? []) {
    if (state !== 'live') continue;
    const original = await source.readSecret(unsettled.sourcePath, version, call);
    if (original.state === 'live') originals.push(original.data);
  }
  for (const { version } of doubtful) {
    const found = await target.readSecret(targetPath, version, call);
    if (found.state === 'live' && originals.some((original) => sameValue(original, found.data)))
      ours.add(version);
  }
  return ours;
}
