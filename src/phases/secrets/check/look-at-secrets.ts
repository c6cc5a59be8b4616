import { counted } from '../../../core/counted.js';
import { type Finding, finding } from '../../../core/finding.js';
import { quoteName, quoteTable } from '../../../core/sql.js';
import { filterCondition } from '../../../mysql/chunks.js';
import { count } from '../../../mysql/count.js';
import type { Session } from '../../../mysql/session.js';
import { canonicalText, sourceExpression } from '../../../plan/mapping.js';
import { columnName, type Plan, type SecretPlan } from '../../../plan/plan.js';
import { openVault, type VaultClient } from '../../../vault/client.js';
import { VaultError } from '../../../vault/errors.js';
import { vaultParams } from '../../../vault/probe/subject.js';
import type { RetryPolicy } from '../../../vault/retry.js';
import type { Checking, Expected } from '../../phase.js';
import { findSecretConflicts } from '../copy/conflicts.js';
import type { SecretGroup } from '../copy/copy-types.js';
import { grouped } from '../secret-groups.js';
import { parseSecretPath, pathColumns } from '../secret-paths.js';

/** Both servers answered a moment ago, so a failure now is most likely their rate limit, which passes. */
const looking: RetryPolicy = { patienceMs: 30_000, firstWaitMs: 100, longestWaitMs: 2_000 };
/**
 * The source's rows grouped by the secret they share, with the path it will have in the target. Streams. After the rows are
 * copied `phases/secrets/secret-groups.ts` reads the same groups from the target.
 */
async function* sourceSecretGroups(
  session: Session,
  plan: Plan,
  entry: SecretPlan,
  idColumn: string,
): AsyncGenerator<SecretGroup> {
  const table = plan.tables.find(({ table: name }) => name === entry.table);
  if (!table) return;
  const columns = pathColumns(parseSecretPath(entry.path));
  const inTarget = columns.map((name) => {
    const column = table.columns.find((planned) => planned.name === name);
    return column?.source ? sourceExpression(column) : quoteName(name);
  });
  const named = (name: string) => quoteName(columnName(table, name, 'source'));
  const version = named(entry.version_column);
  const id = table.columns.find(({ name }) => name === idColumn)?.source;
  const selected = [
    id ? canonicalText(quoteName(id.name), id) : named(idColumn),
    version,
    entry.state_column ? named(entry.state_column) : "''",
    ...columns.map(named),
    ...inTarget,
  ];
  // As bytes, like the paths themselves; the collation of a column may hold two of them equal.
  const order = [...columns.map((name) => `CAST(${named(name)} AS BINARY)`), version, named(idColumn)];
  const rows = session.streamCells(
    `SELECT ${selected.join(', ')} FROM ${quoteTable(plan.source.database, table.source)}
      WHERE ${filterCondition(table)} ORDER BY ${order.join(', ')}`,
  );
  yield* grouped(rows, { entry, idColumn, side: 'source' });
}

/** Copying a secret takes about this many times as long as looking at it: it is read and written, and the ledger keeps it. */
const secretFactor = 2;

/**
 * What the copy of the secrets would meet: what is in the way in the target, and paths that cannot be; a dry run looks in the source for
 * every secret. Reads the source's rows and both Vaults only.
 */
export async function checkSecretsInTarget(checking: Checking): Promise<void> {
  const { config } = checking.context;
  if (!checking.vaults || !config.source.vault || !config.target.vault) return;
  const opening = { retry: looking, perSecond: config.options.vault?.maxRequestsPerSecond };
  try {
    await using from = await openVault(config.source.vault, opening);
    await using to = await openVault(config.target.vault, opening);
    await lookThrough(checking, { from, to });
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    checking.report([
      finding('blocker', 'source-vault', 'secrets.not-checked', {
        title: `the secrets could not be looked at: ${error.message}`,
        remedy: 'see the findings on both Vaults, then try again',
        params: vaultParams(error),
      }),
    ]);
  }
}

async function lookThrough(
  { context: { config, preset }, plan, sides: { source }, every, progress, report, onForecast }: Checking,
  { from, to }: { readonly from: VaultClient; readonly to: VaultClient },
): Promise<void> {
  const entries = plan.vault?.secrets ?? [];
  const targetIsEmpty = await holdsNothing(to, entries);
  const started = performance.now();
  let rows = 0;
  const findings: Finding[] = [];
  for (const entry of entries) {
    const total = await countRows(source, plan, entry);
    const tell = (done: number) => progress?.tell({ step: 'secrets-look', table: entry.table, done, total });
    tell(0);
    const preview = await findSecretConflicts({
      source: from,
      target: to,
      groups: sourceSecretGroups(source, plan, entry, preset.id.column),
      onError: config.options.onError,
      everySecret: every,
      targetIsEmpty,
      onProgress: tell,
    });
    rows += preview.rows;
    findings.push(...preview.findings.map((finding) => ({ ...finding, table: entry.table })));
  }
  if (findings.every(({ severity }) => severity === 'info')) findings.push(allWell(rows, every));
  report(findings);
  if (every) onForecast(expected(rows, (performance.now() - started) / 1000));
}

function expected(secretRows: number, looked: number): Expected {
  const seconds = looked * secretFactor;
  if (secretRows === 0) return { seconds };
  const secretSeconds = looked.toFixed(1);
  return {
    seconds,
    basis: {
      text: `; the secrets of ${counted(secretRows, 'row')} were looked at in ${secretSeconds} s, and copying them is taken to last ${secretFactor} times as long`,
      params: { secretRows, secretSeconds, secretFactor },
    },
  };
}

function allWell(rows: number, every: boolean): Finding {
  const base = { severity: 'ok', params: { rows } } as const;
  return every
    ? {
        ...base,
        code: 'secrets.readable',
        subject: 'source-vault',
        title: `the secrets of ${counted(rows, 'row')} can be read, and none is in the way in the target`,
      }
    : {
        ...base,
        code: 'secrets.free',
        subject: 'target-vault',
        title: `nothing in the target is in the way of the secrets of ${counted(rows, 'row')}`,
      };
}

async function countRows(source: Session, plan: Plan, { table }: SecretPlan): Promise<number> {
  const planned = plan.tables.find(({ table: name }) => name === table);
  if (!planned) return 0;
  return await count(
    source,
    `${quoteTable(plan.source.database, planned.source)} WHERE ${filterCondition(planned)}`,
  );
}

/** True when the target's mount has nothing below the folder that all secret paths begin with. */
async function holdsNothing(target: VaultClient, entries: readonly SecretPlan[]): Promise<boolean> {
  const folders = new Set(
    entries.map(({ path }) => path.slice(0, Math.max(0, path.indexOf('{'))).replace(/\/[^/]*$/, '')),
  );
  try {
    for (const folder of folders) if ((await target.list(folder)).length > 0) return false;
    return true;
  } catch {
    // Without the list capability the paths are looked at one by one.
    return false;
  }
}
