import { type Listener, retryEvent } from '../../core/events.js';
import { told } from '../../core/sentence.js';
import type { RunLedger } from '../../ledger/location.js';
import { ledgerKey } from '../../ledger/secret-ids.js';
import type { Session } from '../../mysql/session.js';
import { openVault } from '../../vault/client.js';
import { VaultError } from '../../vault/errors.js';
import type { RetryNotice } from '../../vault/retry.js';
import type { CopyWork } from '../phase.js';
import { copyPath, inspectPath, type PathCopyContext } from './copy/copy-path.js';
import { nameOfRow, type SecretGroup, type SecretRow, type SecretRowResult } from './copy/copy-types.js';
import { resultsOfError } from './copy/row-results.js';
import { type KnownSecret, readKnownSecrets, readOwnVersions } from './known-secrets.js';
import { insertResults, secretsLedger } from './ledger.js';

/** Secrets of rows that are about to be written. */
export interface BroughtSecrets {
  /** The version of the target that a row has to name; undefined: the one that the source's row names. */
  readonly versionOf: (table: string, rowKey: string) => string | undefined;
  /** Notes them in the ledger, on the connection and within the transaction that writes the rows. */
  readonly note: (session: Session) => Promise<void>;
}

export interface SecretBringer {
  /**
   * Brings the secrets that the rows of these groups name, before the rows: each write is check-and-set and can be repeated. Throws
   * VaultError where a Vault does not answer for long, or lets nobody in.
   */
  readonly bring: (groups: readonly SecretGroup[]) => Promise<BroughtSecrets>;
  readonly close: () => Promise<void>;
}

/**
 * Opens both Vaults for rows that come one batch after the other; undefined where the run carries no secrets. The
 * ledger's connection is not the rows'. `pathsAreOurs`: whatever
 * a path holds, the next version is written to it.
 */
export async function openSecretBringer(
  options: CopyWork & { readonly pathsAreOurs?: boolean },
): Promise<SecretBringer | undefined> {
  const { config, plan, preset, ledger, listener, control } = options;
  if (!plan.vault || !config.source.vault || !config.target.vault) return undefined;
  const onRetry = (notice: RetryNotice) => listener(retryEvent(notice, 'Vault', notice.reason));
  const opening = { giveUp: control.stop, onRetry };
  const source = await openVault(config.source.vault, { opening });
  const target = await openVault(config.target.vault, { opening });
  const call = { signal: control.abort, giveUp: control.stop, onRetry };
  const history = config.options.vault?.history ?? 'named';
  const context: PathCopyContext = {
    source,
    target,
    history,
    sourceMetadata: preset.secrets?.paths_have_settings || history === 'all' ? 'always' : 'when-needed',
    // A listing for each batch would cost more than it spares.
    absentInTarget: { isAbsent: async () => false },
    pathsAreOurs: options.pathsAreOurs === true,
    mountMaxVersions: await target.readMaxVersions(call),
    call,
  };
  const paths = secretsLedger({ ledger, plan, idColumn: preset.id.column });

  async function bringPaths(groups: readonly SecretGroup[]): Promise<readonly SecretRowResult[]> {
    const names = groups.map(({ targetPath }) => targetPath);
    const [recorded, own] = [await paths.recorded(names), await readOwnVersions(ledger, names)];
    const results: SecretRowResult[] = [];
    const attempt = async <Result>(group: SecretGroup, work: () => Promise<Result>) => {
      try {
        return await work();
      } catch (error) {
        // A server that is away, or a dead token, says nothing about a secret: its row waits for it.
        if (error instanceof VaultError && error.concernsAll) throw error;
        results.push(...resultsOfError(group, error));
        return undefined;
      }
    };
    const inspected = await Promise.all(
      groups.map((group) =>
        attempt(group, () => {
          const before = recorded.get(group.targetPath);
          return inspectPath(
            context,
            group,
            before && { ...before, own: own.get(group.targetPath) ?? new Set() },
          );
        }),
      ),
    );
    const found = inspected.filter((path) => path !== undefined);
    const intents = found.filter(({ writable, resumed }) => writable && !resumed);
    await paths.intend(
      intents.map(({ group, priorVersion }) => ({ targetPath: group.targetPath, priorVersion })),
    );
    const copied = await Promise.all(found.map((path) => attempt(path.group, () => copyPath(context, path))));
    return [...results, ...copied.flatMap((one) => one ?? [])];
  }

  return {
    async bring(groups) {
      const known = await readKnown(ledger, groups);
      const isSettled = (row: SecretRow, path: string) => {
        const before = known.get(nameOf(row));
        return before?.path === path && before.sourceVersion === row.version && before.targetVersion !== null;
      };
      const open = groups.flatMap((group): SecretGroup[] => {
        const rows = group.rows.filter((row) => !isSettled(row, group.targetPath));
        return rows.length === 0 ? [] : [{ ...group, rows }];
      });
      const results = (await bringPaths(open)).map((result) =>
        withEarlier(result, known.get(nameOf(result.row))),
      );
      for (const result of results) tell(listener, result);
      const versions = new Map([...known].map(([name, { targetVersion }]) => [name, targetVersion]));
      for (const { row, targetVersion } of results)
        versions.set(nameOf(row), targetVersion === null ? null : String(targetVersion));
      return {
        versionOf: (table, rowKey) => versions.get(`${table}\0${rowKey}`) ?? undefined,
        async note(session) {
          if (results.length > 0) await session.execute(insertResults(ledger, results));
        },
      };
    },
    close: async () => void (await Promise.allSettled([source.close(), target.close()])),
  };
}

const nameOf = ({ table, rowKey }: SecretRow) => `${table}\0${rowKey}`;

async function readKnown(
  ledger: RunLedger,
  groups: readonly SecretGroup[],
): Promise<ReadonlyMap<string, KnownSecret>> {
  const known = new Map<string, KnownSecret>();
  const byTable = Map.groupBy(
    groups.flatMap(({ rows }) => rows),
    ({ table }) => table,
  );
  for (const [table, rows] of byTable) {
    const keys = rows.map(({ rowKey }) => rowKey);
    const found = await readKnownSecrets(ledger, table, keys);
    for (const row of rows) {
      const secret = found.get(ledgerKey(row.rowKey));
      if (secret) known.set(nameOf(row), secret);
    }
  }
  return known;
}

/** What the run wrote for the row before stays known to a rollback. */
function withEarlier(result: SecretRowResult, before: KnownSecret | undefined): SecretRowResult {
  if (before?.path !== result.targetPath) return result;
  return {
    ...result,
    versionsWritten: [...new Set([...before.versionsWritten, ...result.versionsWritten])],
    createdPath: before.createdPath || result.createdPath,
  };
}

function tell(
  listener: Listener,
  { row, targetPath: path, outcome, message = outcome, sourceFault }: SecretRowResult,
): void {
  if (outcome === 'written' || outcome === 'reused') return;
  const { table, key, version } = row;
  listener({
    type: 'secret-problem',
    table,
    row: nameOfRow(row).slice(table.length + 1),
    key,
    path,
    version,
    kind: outcome,
    ...told(message),
    sourceFault,
  });
}
