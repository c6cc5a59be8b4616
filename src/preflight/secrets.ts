import type { Config } from '../config/config.js';
import type { Finding } from '../core/finding.js';
import { quoteName, quoteTable, textCells } from '../core/sql.js';
import { filterCondition } from '../mysql/chunks.js';
import { openSession, type Session } from '../mysql/session.js';
import { findSecretConflicts } from '../phases/secrets/copy/conflicts.js';
import type { SecretGroup } from '../phases/secrets/copy/copy-types.js';
import { grouped } from '../phases/secrets/secret-groups.js';
import { fillPath, parseSecretPath, pathColumns } from '../phases/secrets/secret-paths.js';
import type { DatabaseFacts } from '../plan/facts.js';
import { canonicalText, sourceExpression } from '../plan/mapping.js';
import { columnName, type Plan, type SecretPlan } from '../plan/plan.js';
import { selectTables } from '../plan/select-tables.js';
import type { Preset } from '../preset/schema.js';
import { openVault, type VaultClient } from '../vault/client.js';
import { VaultError } from '../vault/errors.js';
import { vaultParams } from '../vault/probe/subject.js';
import type { RetryPolicy } from '../vault/retry.js';
import { count } from './counts.js';

/** Both servers answered a moment ago, so a failure now is most likely their rate limit, which passes. */
const looking: RetryPolicy = { patienceMs: 30_000, firstWaitMs: 100, longestWaitMs: 2_000 };
/** Paths per secret table that capabilities are asked for at. */
const samplesPerTable = 5;

/** Real secret paths of the source, so that a token is asked about what it will meet. Empty when nothing can be read. */
export async function readSamplePaths(
  { source }: Config,
  preset: Preset,
  facts: DatabaseFacts | null,
): Promise<readonly string[]> {
  const entries = preset.secrets?.entries.filter(({ table }) => facts?.tables[table]) ?? [];
  if (!facts || entries.length === 0) return [];
  await using session = await openSession(source.mysql, 'source');
  const paths: string[] = [];
  for (const { table, path } of entries) {
    const parts = parseSecretPath(path);
    const columns = pathColumns(parts).map(quoteName);
    const rows = await session.queryCells(
      `SELECT ${columns.join(', ')} FROM ${quoteName(table)} LIMIT ${samplesPerTable}`,
    );
    paths.push(...rows.map((cells) => fillPath(parts, textCells(cells))));
  }
  return paths;
}

/** Rows of the source that name a secret: about as many requests as copying the secrets asks of each Vault. */
export async function countSecretRows(
  { source, bizIds, tables }: Config,
  preset: Preset,
  facts: DatabaseFacts | null,
): Promise<number> {
  const moved = new Set(selectTables(preset, tables).tables.map(({ name }) => name));
  await using session = await openSession(source.mysql, 'source');
  let total = 0;
  for (const { table } of preset.secrets?.entries ?? []) {
    const columns = facts?.tables[table]?.columns.map(({ name }) => name);
    if (!columns || !moved.has(table)) continue;
    const column = preset.business?.column;
    const ofSome = bizIds !== undefined && column !== undefined && columns.includes(column);
    const chosen = ofSome ? ` WHERE ${quoteName(column)} IN (${bizIds.join(', ')})` : '';
    total += await count(session, `${quoteName(table)}${chosen}`);
  }
  return total;
}

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

export interface SecretsLook {
  readonly findings: readonly Finding[];
  /** Rows whose secrets were looked at in the source; 0 when that was not needed. */
  readonly rows: number;
  readonly seconds: number;
}

interface LookOptions {
  /** Looks in the source for every secret; else only for what is in the way in the target, and for paths that cannot be. */
  readonly every: boolean;
  /** Rows of one table whose secrets were looked at so far. */
  readonly onRows: (table: string, done: number, total: number) => void;
}

interface Subject {
  readonly config: Config;
  readonly preset: Preset;
  readonly plan: Plan;
  readonly source: Session;
}

const nothing: SecretsLook = { findings: [], rows: 0, seconds: 0 };

/** What the copy of the secrets would meet. Reads the source's rows and both Vaults only. */
export async function lookAtSecrets(subject: Subject, options: LookOptions): Promise<SecretsLook> {
  const { config, plan } = subject;
  if (!plan.vault || !config.source.vault || !config.target.vault) return nothing;
  const opening = { retry: looking, perSecond: config.options.vault?.maxRequestsPerSecond };
  try {
    await using from = await openVault(config.source.vault, opening);
    await using to = await openVault(config.target.vault, opening);
    return await lookThrough(subject, { from, to }, options);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    const findings: Finding[] = [
      {
        code: 'secrets.not-checked',
        severity: 'blocker',
        subject: 'source-vault',
        title: `the secrets could not be looked at: ${error.message}`,
        remedy: 'see the findings on both Vaults, then try again',
        params: vaultParams(error),
      },
    ];
    return { ...nothing, findings };
  }
}

async function lookThrough(
  { config, preset, plan, source }: Subject,
  { from, to }: { readonly from: VaultClient; readonly to: VaultClient },
  { every, onRows }: LookOptions,
): Promise<SecretsLook> {
  const entries = plan.vault?.secrets ?? [];
  const targetIsEmpty = await holdsNothing(to, entries);
  const started = performance.now();
  let rows = 0;
  const findings: Finding[] = [];
  for (const entry of entries) {
    const total = await countRows(source, plan, entry);
    const tell = (done: number) => onRows(entry.table, done, total);
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
  return { findings, rows: every ? rows : 0, seconds: (performance.now() - started) / 1000 };
}

function allWell(rows: number, every: boolean): Finding {
  const base = { severity: 'ok', params: { rows } } as const;
  return every
    ? {
        ...base,
        code: 'secrets.readable',
        subject: 'source-vault',
        title: `the secrets of ${rows} rows can be read, and none is in the way in the target`,
      }
    : {
        ...base,
        code: 'secrets.free',
        subject: 'target-vault',
        title: `nothing in the target is in the way of the secrets of ${rows} rows`,
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
