import type { VaultEndpoint } from '../../../config/config.js';
import type { Context } from '../../../config/context.js';
import type { Listener } from '../../../core/events.js';
import { RefusedError } from '../../../core/refused.js';
import { quoteName } from '../../../core/sql.js';
import type { JobResult } from '../../../core/validation-shape.js';
import type { RunLedger } from '../../../ledger/location.js';
import type { StoredRun } from '../../../ledger/runs.js';
import { openSession, type Session } from '../../../mysql/session.js';
import type { CallOptions } from '../../../vault/caller.js';
import { openVault } from '../../../vault/client.js';
import type { OtherRuns } from '../../rows/compare/scope.js';
import { tellRetries } from '../../tell-retries.js';
import { secretFolders } from '../secret-folders.js';
import { countSecretRows } from '../secret-groups.js';
import { secretTable } from '../secret-paths.js';
import { type SecretRowFacts, secretRows } from '../secret-rows.js';
import { readSecretScope } from '../secret-scope.js';
import { compareSecrets } from './compare-secrets.js';
import { findExtraSecrets } from './extra-secrets.js';
import { readSourceRow } from './source-row.js';

/** Secrets compared at the same time. */
const secretsInFlight = 16;

/** The rows of one table, by their keys in the target. */
interface SomeSecrets {
  readonly table: string;
  readonly rowKeys: ReadonlySet<string>;
}

interface SecretsToValidate {
  readonly some?: SomeSecrets;
  readonly otherRuns?: OtherRuns | undefined;
  /** Aborted: the comparison ends at once. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every migrated row's secret, read back from the target at the version the row names, and compared with the source's.
 * With `some`, only the secrets of those rows; those of other runs' rows are left out.
 */
export async function validateSecrets(
  { config, preset }: Context,
  { plan, runId }: StoredRun,
  runLedger: RunLedger,
  listener: Listener,
  { some, otherRuns, signal }: SecretsToValidate = {},
): Promise<readonly JobResult[]> {
  if (!plan.vault) return [];
  const ends = { source: config.source.vault, target: config.target.vault };
  if (!leadsTo(ends, plan.vault)) throw elsewhere(runId, plan.vault, ends);
  // A server that is away or sealed is waited for, which is said, and ends when the operator stops the validation.
  const call: CallOptions = {
    signal,
    giveUp: signal,
    onRetry: tellRetries(listener),
  };
  const opening = { opening: call, perSecond: config.options.vault?.maxRequestsPerSecond };
  await using source = await openVault(ends.source, opening);
  await using target = await openVault(ends.target, opening);
  await using rows = await openSession(config.target.mysql, 'target');
  let originals: Promise<Session> | undefined;
  try {
    const ledger = { ...runLedger, session: rows };
    const askSource = () => (originals ??= openSession(config.source.mysql, 'source'));
    const results: JobResult[] = [];
    for (const entry of plan.vault.secrets) {
      if (some && some.table !== entry.table) continue;
      const idColumn = preset.id.column;
      const own = await readSecretScope({ plan, entry, idColumn, ledger });
      const scope = [own, ...notTheirs(entry.table, idColumn)].join(' AND ');
      const query = { plan, entry, idColumn, scope };
      const total = await countSecretRows(rows, query);
      results.push(
        ...(await compareSecrets({
          source,
          target,
          rows: chosen(secretRows(rows, { ...query, pendingIn: ledger }), some),
          fields: { value: entry.value_field, type: entry.type_field },
          columns: {
            secret: entry.version_column,
            kvType: entry.type_column,
            signature: entry.signature_column,
            md5: entry.md5_column,
            byteSize: entry.size_column,
          },
          sourceRow: async ({ rowKey }) => readSourceRow(await askSource(), plan, entry, rowKey),
          keyColumn: preset.id.column,
          concurrency: secretsInFlight,
          onProgress: ({ table, rows: done }) =>
            listener({ type: 'validation-progress', check: 'secrets', table, done, total }),
          call,
        })),
      );
    }
    if (!some) results.push(await findExtraSecrets({ target, folders: allFolders(rows), call }));
    return results;

    function notTheirs(table: string, idColumn: string): readonly string[] {
      const name = secretTable(plan, { table });
      const id = quoteName(idColumn);
      return (otherRuns?.[table] ?? []).map(
        (other) => `t.${id} NOT IN (SELECT ${id} FROM ${name} WHERE ${other.rows})`,
      );
    }

    async function* allFolders(rows: Session) {
      // All of the tenant's rows: a secret that a row of its own names is no extra one.
      for (const entry of plan.vault?.secrets ?? []) {
        yield* secretFolders(rows, { plan, entry, idColumn: preset.id.column });
      }
    }
  } finally {
    await originals?.then((session) => session.close()).catch(() => undefined);
  }
}

interface Ends {
  readonly source: VaultEndpoint | undefined;
  readonly target: VaultEndpoint | undefined;
}

type VaultPlan = NonNullable<StoredRun['plan']['vault']>;

function leadsTo(
  ends: Ends,
  { sourceMount, targetMount }: VaultPlan,
): ends is { readonly source: VaultEndpoint; readonly target: VaultEndpoint } {
  return ends.source?.mount === sourceMount && ends.target?.mount === targetMount;
}

/** Silence would read as success: secrets that nobody looked at. */
function elsewhere(
  run: string,
  { sourceMount, targetMount }: VaultPlan,
  { source, target }: Ends,
): RefusedError {
  const named = source && target ? `${source.mount} → ${target.mount}` : 'none';
  const mounts = `${sourceMount} → ${targetMount}`;
  return new RefusedError(
    `run ${run} has its secrets below the Vault mounts ${mounts}, and the config names ${named}`,
    {
      remedy: 'use the config that the run was made with',
      because: { code: 'run.mounts', params: { run, mounts, named } },
    },
  );
}

async function* chosen(
  rows: AsyncIterable<SecretRowFacts>,
  some: SomeSecrets | undefined,
): AsyncIterable<SecretRowFacts> {
  for await (const row of rows) if (!some || some.rowKeys.has(row.rowKey)) yield row;
}
