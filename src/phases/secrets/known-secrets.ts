import { z } from 'zod';
import type { Plain } from '../../core/shape.js';
import { quoteText } from '../../core/sql.js';
import type { RunLedger } from '../../ledger/location.js';
import { flag, row } from '../../ledger/read-rows.js';
import { rowsOf } from '../../ledger/rows.js';
import { ledgerKey } from '../../ledger/secret-ids.js';
import { pathHash } from './ledger.js';
import { writtenVersions } from './written-versions.js';

const knownRow = row({
  rowKey: z.string(),
  path: z.string(),
  sourceVersion: z.string(),
  targetVersion: z.string().nullable(),
  outcome: z.string(),
  versionsWritten: writtenVersions,
  createdPath: flag,
});
/** What the ledger knows of a row's secret. */
export type KnownSecret = Omit<Plain<z.infer<typeof knownRow>>, 'rowKey'>;

/** What the ledger knows of the secrets of these rows, by their names in the ledger. */
export async function readKnownSecrets(
  ledger: RunLedger,
  table: string,
  rowKeys: readonly string[],
): Promise<ReadonlyMap<string, KnownSecret>> {
  if (rowKeys.length === 0) return new Map();
  const named = rowKeys.map((key) => quoteText(ledgerKey(key))).join(', ');
  const these = `AND table_name = ${quoteText(table)} AND row_key IN (${named})`;
  const rows = await rowsOf(ledger, 'secrets', knownRow, these);
  return new Map(rows.map(({ rowKey, ...known }) => [rowKey, known]));
}

/** Path → versions that the run has written to it, as its rows tell. */
export async function readOwnVersions(
  ledger: RunLedger,
  paths: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const own = new Map<string, Set<number>>();
  if (paths.length === 0) return own;
  const hashes = paths.map((path) => quoteText(pathHash(path))).join(', ');
  const written = row({ path: z.string(), versionsWritten: writtenVersions });
  const rows = await rowsOf(ledger, 'secrets', written, `AND path_hash IN (${hashes})`);
  for (const { path, versionsWritten } of rows) {
    const versions = own.get(path) ?? new Set();
    for (const version of versionsWritten) versions.add(version);
    own.set(path, versions);
  }
  return own;
}
