import { z } from 'zod';
import { quoteText } from '../../core/sql.js';
import { ledgerTable, type RunLedger } from '../../ledger/location.js';
import { flag, readRows } from '../../ledger/read-rows.js';
import { ledgerKey } from '../../ledger/secret-ids.js';
import { pathHash, writtenVersions } from './ledger.js';

/** What the ledger knows of a row's secret. */
export interface KnownSecret {
  readonly path: string;
  readonly sourceVersion: string;
  readonly targetVersion: string | null;
  readonly outcome: string;
  readonly versionsWritten: readonly number[];
  readonly createdPath: boolean;
}

const knownRow = z.object({
  row_key: z.string(),
  path: z.string(),
  source_version: z.string(),
  target_version: z.string().nullable(),
  outcome: z.string(),
  versions_written: writtenVersions,
  created_path: flag,
});

/** What the ledger knows of the secrets of these rows, by their names in the ledger. */
export async function readKnownSecrets(
  ledger: RunLedger,
  table: string,
  rowKeys: readonly string[],
): Promise<ReadonlyMap<string, KnownSecret>> {
  if (rowKeys.length === 0) return new Map();
  const rows = await readRows(
    ledger,
    'secrets',
    knownRow,
    `SELECT row_key, path, source_version, target_version, outcome, versions_written, created_path
      FROM ${ledgerTable(ledger.location, 'secrets')}
      WHERE run_id = ${quoteText(ledger.runId)} AND table_name = ${quoteText(table)}
        AND row_key IN (${rowKeys.map((key) => quoteText(ledgerKey(key))).join(', ')})`,
  );
  return new Map(
    rows.map((row) => [
      row.row_key,
      {
        path: row.path,
        sourceVersion: row.source_version,
        targetVersion: row.target_version,
        outcome: row.outcome,
        versionsWritten: row.versions_written,
        createdPath: row.created_path,
      },
    ]),
  );
}

/** Path → versions that the run has written to it, as its rows tell. */
export async function readOwnVersions(
  ledger: RunLedger,
  paths: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const own = new Map<string, Set<number>>();
  if (paths.length === 0) return own;
  const rows = await readRows(
    ledger,
    'secrets',
    z.object({ path: z.string(), versions_written: writtenVersions }),
    `SELECT path, versions_written FROM ${ledgerTable(ledger.location, 'secrets')}
      WHERE run_id = ${quoteText(ledger.runId)} AND path_hash IN (${paths.map((path) => quoteText(pathHash(path))).join(', ')})`,
  );
  for (const { path, versions_written } of rows) {
    const versions = own.get(path) ?? new Set();
    for (const version of versions_written) versions.add(version);
    own.set(path, versions);
  }
  return own;
}
