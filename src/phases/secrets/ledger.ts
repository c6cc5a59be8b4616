import { createHash } from 'node:crypto';
import { z } from 'zod';
import { counted } from '../../core/counted.js';
import { quoteName, quoteNumber, quoteText } from '../../core/sql.js';
import { readStored, stored } from '../../core/stored.js';
import { ledgerTable, type RunLedger } from '../../ledger/location.js';
import { count, flag, readRows, readValue, row } from '../../ledger/read-rows.js';
import { rowsOf } from '../../ledger/rows.js';
import { ledgerKey, secretIdList } from '../../ledger/secret-ids.js';
import type { SecretsProgress } from '../../ledger/shapes.js';
import { keptTimes } from '../../plan/kept-times.js';
import type { Plan, SecretPlan } from '../../plan/plan.js';
import type { SecretRow, SecretRowResult, SecretsLedger } from './copy/copy-types.js';
import { secretTable } from './secret-paths.js';
import { storedVersions, writtenVersions } from './written-versions.js';

interface SecretsLedgerOptions {
  readonly ledger: RunLedger;
  readonly plan: Plan;
  /** Column that identifies a row of the secret tables. */
  readonly idColumn: string;
}

export function pathHash(path: string): string {
  return createHash('sha256').update(path).digest('hex');
}

/** The Vault phase's ledger on one connection of its own. Rows' versions and the ledger change in one transaction. */
export function secretsLedger(options: SecretsLedgerOptions): SecretsLedger {
  const { ledger, plan } = options;
  const { session, location, runId } = ledger;
  const secretPaths = ledgerTable(location, 'secret_paths');
  // One connection, several callers: transactions must not interleave.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    recorded: (paths) =>
      inTurn(async () => {
        if (paths.length === 0) return new Map();
        const hashes = paths.map((path) => quoteText(pathHash(path))).join(', ');
        const intent = row({ path: z.string(), priorVersion: count });
        const rows = await rowsOf(ledger, 'secret_paths', intent, `AND path_hash IN (${hashes})`);
        return new Map(rows.map(({ path, priorVersion }) => [path, { priorVersion }]));
      }),
    intend: (paths) =>
      inTurn(async () => {
        if (paths.length === 0) return;
        const tuples = paths.map(
          ({ targetPath, priorVersion }) =>
            `(${quoteText(runId)}, ${quoteText(pathHash(targetPath))}, ${quoteText(targetPath)}, ${priorVersion})`,
        );
        await session.execute(
          `INSERT INTO ${secretPaths} (run_id, path_hash, path, prior_version) VALUES ${tuples.join(', ')}`,
        );
      }),
    settle: (results) =>
      inTurn(async () => {
        if (results.length === 0) return;
        await session.begin();
        try {
          await writeVersions(options, results);
          await session.execute(insertResults(ledger, results));
          await session.commit();
        } catch (error) {
          await session.rollback().catch(() => undefined);
          throw error;
        }
      }),
  };

  async function writeVersions(_: SecretsLedgerOptions, results: readonly SecretRowResult[]): Promise<void> {
    for (const entry of plan.vault?.secrets ?? []) {
      const changed = results.filter(
        ({ row, sourceVersion, targetVersion }) =>
          row.table === entry.table && targetVersion !== null && String(targetVersion) !== sourceVersion,
      );
      if (changed.length > 0) await writeTableVersions(options, entry, changed);
    }
  }
}

async function writeTableVersions(
  { ledger: { session }, plan, idColumn }: SecretsLedgerOptions,
  entry: SecretPlan,
  changed: readonly SecretRowResult[],
): Promise<void> {
  const id = quoteName(idColumn);
  const literal = (row: SecretRow) => secretIdList({ plan, entry, idColumn }, [row.rowKey]);
  const cases = changed.map(
    ({ row, targetVersion }) => `WHEN ${literal(row)} THEN ${quoteNumber(String(targetVersion))}`,
  );
  const columns = plan.tables.find(({ table }) => table === entry.table)?.columns;
  const { affectedRows } = await session.execute(
    `UPDATE ${secretTable(plan, entry)}
      SET ${quoteName(entry.version_column)} = CASE ${id} ${cases.join(' ')} END${keptTimes(columns)}
      WHERE ${id} IN (${changed.map(({ row }) => literal(row)).join(', ')})
        AND ${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)}`,
  );
  if (affectedRows !== changed.length) {
    throw new Error(
      `${entry.table}: ${counted(changed.length, 'row')} should have got their new secret version, but ${counted(affectedRows, 'was', 'were')} found`,
    );
  }
}

/** Characters of a secret's name that the ledger keeps, for showing it; the path is kept whole. */
const shownKeyLength = 512;

/** The statement that notes what became of rows' secrets. */
export function insertResults({ location, runId }: RunLedger, results: readonly SecretRowResult[]): string {
  const tuples = results.map((result) => {
    const values = [
      quoteText(runId),
      quoteText(result.row.table),
      quoteText(ledgerKey(result.row.rowKey)),
      quoteText([...result.row.key].slice(0, shownKeyLength).join('')),
      quoteText(result.targetPath),
      quoteText(pathHash(result.targetPath)),
      quoteText(result.sourceVersion),
      result.targetVersion === null ? 'NULL' : quoteText(String(result.targetVersion)),
      quoteText(result.outcome),
      quoteText(storedVersions(result.versionsWritten)),
      result.createdPath ? '1' : '0',
      result.sourceFault ? '1' : '0',
      result.message === undefined ? 'NULL' : quoteText(stored(result.message)),
    ];
    return `(${values.join(', ')})`;
  });
  return `REPLACE INTO ${ledgerTable(location, 'secrets')}
    (run_id, table_name, row_key, secret_key, path, path_hash, source_version, target_version, outcome, versions_written,
      created_path, source_fault, message) VALUES ${tuples.join(', ')}`;
}

const countsRow = z.object({
  table: z.string(),
  rows: count,
  written: count,
  reused: count,
  versionsChanged: count,
});

const problemRow = row({
  tableName: z.string(),
  secretKey: z.string(),
  path: z.string(),
  sourceVersion: z.string(),
  outcome: z.string(),
  message: z.string().nullable(),
  sourceFault: flag,
});

/** Counts and problems of a run's secrets by table. */
export async function readSecretsProgress(ledger: RunLedger): Promise<readonly SecretsProgress[]> {
  const counts = await readRows(
    ledger,
    'secrets',
    countsRow,
    `SELECT table_name AS \`table\`, COUNT(*) AS \`rows\`, SUM(outcome = 'written') AS written,
        SUM(outcome = 'reused') AS reused,
        SUM(target_version IS NOT NULL AND target_version <> source_version) AS versionsChanged
      FROM ${ledgerTable(ledger.location, 'secrets')} WHERE run_id = ${quoteText(ledger.runId)} GROUP BY table_name`,
  );
  const unsettled = "AND outcome NOT IN ('written', 'reused') ORDER BY table_name, row_key";
  const problems = await rowsOf(ledger, 'secrets', problemRow, unsettled);
  return counts.map((counted) => ({
    ...counted,
    problems: problems
      .filter(({ tableName }) => tableName === counted.table)
      .map(({ secretKey, path, sourceVersion, outcome, message, sourceFault }) => ({
        key: secretKey,
        path,
        version: sourceVersion,
        kind: outcome,
        ...readStored(message ?? ''),
        sourceFault,
      })),
  }));
}

/** What a run did to one path of the target. */
export interface RunPath {
  readonly path: string;
  readonly versionsWritten: readonly number[];
  readonly createdPath: boolean;
  /** Set when the run was interrupted between intent and result. */
  readonly priorVersion?: number;
}

const writtenRow = z.object({
  path: z.string(),
  versions_written: writtenVersions,
  created_path: z.enum(['0', '1']),
});

/** Rows whose secret the run wrote. */
const touched = "(created_path = 1 OR versions_written <> '[]')";

/** How many paths `runPaths` gives, but for those whose outcome is in doubt. */
export async function countRunPaths({ session, location, runId }: RunLedger): Promise<number> {
  const [row] = await session.query(
    `SELECT COUNT(DISTINCT path_hash) AS paths FROM ${ledgerTable(location, 'secrets')}
      WHERE run_id = ${quoteText(runId)} AND ${touched}`,
  );
  return Number(row?.paths ?? 0);
}

/** Every path a run wrote to, or meant to. */
export async function* runPaths(ledger: RunLedger): AsyncGenerator<RunPath> {
  const { session, location } = ledger;
  const run = `run_id = ${quoteText(ledger.runId)}`;
  const rows = session.streamCells(
    `SELECT path, versions_written, created_path FROM ${ledgerTable(location, 'secrets')}
      WHERE ${run} AND ${touched} ORDER BY path, row_key`,
  );
  let current: { path: string; versionsWritten: number[]; createdPath: boolean } | null = null;
  for await (const cells of rows) {
    const [path, versions_written, created_path] = cells.map(String);
    const written = readValue(ledger, 'secrets', writtenRow, { path, versions_written, created_path });
    if (current && current.path !== written.path) {
      yield current;
      current = null;
    }
    current ??= { path: written.path, versionsWritten: [], createdPath: false };
    for (const version of written.versions_written) current.versionsWritten.push(version);
    if (written.created_path === '1') current.createdPath = true;
  }
  if (current) yield current;
  // A path whose rows all failed may hold versions of ours, too: a refusal may have come after a write.
  const unsettled = await readRows(
    ledger,
    'secret_paths',
    z.object({ path: z.string(), prior: count }),
    `SELECT intent.path AS path, intent.prior_version AS prior FROM ${ledgerTable(location, 'secret_paths')} intent
      WHERE intent.${run} AND NOT EXISTS (SELECT 1 FROM ${ledgerTable(location, 'secrets')} settled
        WHERE settled.${run} AND settled.path_hash = intent.path_hash
          AND (settled.outcome NOT IN ('failed', 'denied') OR settled.versions_written <> '[]'))`,
  );
  for (const { path, prior } of unsettled) {
    yield { path, versionsWritten: [], createdPath: prior === 0, priorVersion: prior };
  }
}

/** Those of the paths that a run neither wrote to nor meant to. */
export async function unknownPaths(
  { session, location, runId }: RunLedger,
  paths: readonly string[],
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const wanted = `run_id = ${quoteText(runId)} AND path_hash IN (${paths.map((path) => quoteText(pathHash(path))).join(', ')})`;
  const rows = await session.query(
    `SELECT path FROM ${ledgerTable(location, 'secrets')} WHERE ${wanted}
      UNION SELECT path FROM ${ledgerTable(location, 'secret_paths')} WHERE ${wanted}`,
  );
  const known = new Set(rows.map((row) => String(row.path)));
  return paths.filter((path) => !known.has(path));
}
