import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import { toolVersion } from '../core/version.js';
import type { Session } from '../mysql/session.js';
import { type LedgerLocation, ledgerDatabase, ledgerPrefix, ledgerTable, tableName } from './location.js';
import { readRows } from './read-rows.js';
import { type LedgerTable, ledgerVersion } from './upgrades/index.js';
import { refuse } from './words.js';

/** The ledger that exists on this server for this target database; null when no run was ever made. RefusedError where it is newer than this tool. Reads only. */
export async function findLedger(session: Session, targetDatabase: string): Promise<LedgerLocation | null> {
  const candidates: LedgerLocation[] = [
    { database: ledgerDatabase, prefix: '' },
    { database: targetDatabase, prefix: ledgerPrefix },
  ];
  for (const location of candidates) {
    if (!(await hasTable(session, location, 'runs'))) continue;
    await readVersion(session, location);
    return location;
  }
  return null;
}

const versionRow = z.object({ version: z.int().nonnegative(), tool_version: z.string() });

/** 0: made by a tool that named none. RefusedError where the ledger is newer than this tool. Reads only. */
export async function readVersion(session: Session, location: LedgerLocation): Promise<number> {
  if (!(await hasTable(session, location, 'version'))) return 0;
  const [newest] = await readRows(
    { session, location },
    'version',
    versionRow,
    `SELECT * FROM ${ledgerTable(location, 'version')} ORDER BY version DESC LIMIT 1`,
  );
  if (!newest) return 0;
  const { version, tool_version: tool } = newest;
  if (version <= ledgerVersion) return version;
  const table = tableName(location, 'version');
  throw refuse('ledger.newer', { table, version, tool, own: toolVersion(), known: ledgerVersion });
}

/** Notes that the ledger is of this version now, and which tool made it so. */
export async function writeVersion(
  session: Session,
  location: LedgerLocation,
  version: number,
): Promise<void> {
  await session.execute(
    `INSERT INTO ${ledgerTable(location, 'version')} (version, tool_version, written_at)
      VALUES (${version}, ${quoteText(toolVersion())}, ${quoteText(new Date().toISOString())})`,
  );
}

/** Whether the ledger has this table. Reads only. */
export async function hasTable(
  session: Session,
  { database, prefix }: LedgerLocation,
  table: LedgerTable,
): Promise<boolean> {
  const rows = await session.query(
    `SELECT 1 AS found FROM information_schema.tables WHERE table_schema = ${quoteText(database)} AND table_name = ${quoteText(prefix + table)}`,
  );
  return rows.length > 0;
}
