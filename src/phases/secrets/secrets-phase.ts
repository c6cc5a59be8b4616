import { retryEvent } from '../../core/events.js';
import { withRetry } from '../../core/retry.js';
import type { Sentence } from '../../core/sentence.js';
import type { RunLedger } from '../../ledger/location.js';
import { mysqlRetry } from '../../mysql/retry.js';
import { openSession, type Session } from '../../mysql/session.js';
import type { SecretPlan } from '../../plan/plan.js';
import { openVault } from '../../vault/client.js';
import type { RetryNotice } from '../../vault/retry.js';
import type { CopyWork, PhaseOutcome } from '../phase.js';
import { copySecrets } from './copy/copy-secrets.js';
import type { SettledBefore } from './copy/copy-types.js';
import { readSecretsProgress, secretsLedger } from './ledger.js';
import { countSecretRows, type SecretRowsQuery, secretGroups } from './secret-groups.js';
import { readSecretScope } from './secret-scope.js';
import { say } from './words.js';

/** Requests in flight at the start; the copy adapts it to what the servers bear. */
const startingConcurrency = 16;

/** Copies the secrets that the migrated rows name, and writes changed version numbers back into the rows. */
export async function runVaultPhase(options: CopyWork): Promise<PhaseOutcome> {
  const { config, plan, listener, control } = options;
  if (!plan.vault || !config.source.vault || !config.target.vault) return 'complete';
  // A server that is away or sealed is waited for, which is said, and ends when the operator stops the run.
  const opening = {
    giveUp: control.stop,
    onRetry: (notice: RetryNotice) => listener(retryEvent(notice, 'Vault', notice.reason)),
  };
  await using source = await openVault(config.source.vault, { opening });
  await using target = await openVault(config.target.vault, { opening });
  const retrying = (subject: Sentence) => mysqlRetry({ subject, listener, ...control });
  await withRetry(() => countAll(options, plan.vault?.secrets ?? []), retrying(say('retry.counting')));
  for (const entry of plan.vault.secrets) {
    // What is settled is skipped, so a table may be begun again when a connection to the database was lost.
    await withRetry(
      () => copyTableSecrets(options, entry, { source, target }),
      retrying(say('retry.secrets', { table: entry.table })),
    );
    if (control.stop.aborted) break;
  }
  await using session = await openSession(config.target.mysql, 'target');
  return await outcomeOf(options, session);
}

interface Connections {
  readonly source: Awaited<ReturnType<typeof openVault>>;
  readonly target: Awaited<ReturnType<typeof openVault>>;
}

async function copyTableSecrets(options: CopyWork, entry: SecretPlan, vaults: Connections): Promise<void> {
  const { config, preset, plan, listener, control } = options;
  await using rows = await openSession(config.target.mysql, 'target');
  await using session = await openSession(config.target.mysql, 'target-writer');
  const query = await secretQuery(options, entry, rows);
  await copySecrets({
    ...vaults,
    before: await settledBefore({ ...options.ledger, session: rows }, entry.table),
    groups: secretGroups(rows, query),
    ledger: secretsLedger({ ledger: { ...options.ledger, session }, plan, idColumn: preset.id.column }),
    options: {
      onError: config.options.onError,
      history: config.options.vault?.history ?? 'named',
      ownSettings: preset.secrets?.paths_have_settings ?? false,
      concurrency: startingConcurrency,
      maxRequestsPerSecond: config.options.vault?.maxRequestsPerSecond,
    },
    control,
    listener,
  });
}

/** Tells of each table how many rows there are in all, and how many of them are done already. */
async function countAll(options: CopyWork, entries: readonly SecretPlan[]): Promise<void> {
  const { config, listener } = options;
  await using session = await openSession(config.target.mysql, 'target');
  const ledger = { ...options.ledger, session };
  for (const entry of entries) {
    const { table } = entry;
    const before = await settledBefore(ledger, table);
    const rowsAlreadySettled = before.written + before.reused + before.sourceFaults;
    const pending = await countSecretRows(session, await secretQuery(options, entry, session));
    listener({ type: 'secrets-counted', table, rows: rowsAlreadySettled + pending, rowsAlreadySettled });
  }
}

/** What earlier starts of the run did with a table's secrets. */
async function settledBefore(ledger: RunLedger, table: string): Promise<SettledBefore> {
  const progress = await readSecretsProgress(ledger);
  const found = progress.find((one) => one.table === table);
  return {
    table,
    written: found?.written ?? 0,
    reused: found?.reused ?? 0,
    versionsChanged: found?.versionsChanged ?? 0,
    sourceFaults: found?.problems.filter(({ sourceFault }) => sourceFault).length ?? 0,
  };
}

/** The run's rows of one table whose secrets are not settled yet. */
async function secretQuery(
  { preset, plan, ...options }: CopyWork,
  entry: SecretPlan,
  session: Session,
): Promise<SecretRowsQuery> {
  const idColumn = preset.id.column;
  const ledger = { ...options.ledger, session };
  const scope = await readSecretScope({ plan, entry, idColumn, ledger });
  return { plan, entry, idColumn, scope, pendingIn: ledger };
}

/** complete: nothing pending. partial: rows whose secret could not be copied (faults the source has already do not count). */
async function outcomeOf(options: CopyWork, session: Session): Promise<PhaseOutcome> {
  const { plan, control } = options;
  const progress = await readSecretsProgress({ ...options.ledger, session });
  const failed = progress
    .flatMap(({ table, problems }) => problems.map((problem) => ({ table, ...problem })))
    .filter(({ sourceFault }) => !sourceFault);
  if (control.stop.aborted) {
    for (const entry of plan.vault?.secrets ?? []) {
      const query = await secretQuery(options, entry, session);
      const withProblem = failed.filter(({ table }) => table === entry.table).length;
      if ((await countSecretRows(session, query)) > withProblem) return 'stopped';
    }
  }
  return failed.length > 0 ? 'partial' : 'complete';
}
