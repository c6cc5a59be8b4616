import { quoteName, quoteTable, quoteText } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import { type LedgerTable, ledgerColumns, ledgerTables } from './schema.js';

/** Where the ledger's tables are: in a database of their own, or beside the target's tables with a prefix. */
export interface LedgerLocation {
  readonly database: string;
  readonly prefix: string;
}

/** What the ledger keeps of one run, and the connection that reads or writes it. */
export interface RunLedger {
  readonly session: Session;
  readonly location: LedgerLocation;
  readonly runId: string;
}

export const ledgerDatabase = 'tenantferry';
export const ledgerPrefix = '_tenantferry_';

/** The quoted name of one of the ledger's tables. */
export function ledgerTable(location: LedgerLocation, table: LedgerTable): string {
  return quoteTable(location.database, location.prefix + table);
}

/** The ledger that exists on this server for this target database; null when no run was ever made. Reads only. */
export async function findLedger(session: Session, targetDatabase: string): Promise<LedgerLocation | null> {
  const candidates: LedgerLocation[] = [
    { database: ledgerDatabase, prefix: '' },
    { database: targetDatabase, prefix: ledgerPrefix },
  ];
  for (const location of candidates) {
    const rows = await session.query(
      `SELECT 1 AS found FROM information_schema.tables WHERE table_schema = ${quoteText(location.database)} AND table_name = ${quoteText(`${location.prefix}runs`)}`,
    );
    if (rows.length > 0) return location;
  }
  return null;
}

/** Finds the ledger or makes it: a database `tenantferry` where that is allowed, else prefixed tables in the target's. */
export async function openLedgerLocation(session: Session, targetDatabase: string): Promise<LedgerLocation> {
  const found = await findLedger(session, targetDatabase);
  const location = found ?? (await createLocation(session, targetDatabase));
  for (const table of ledgerTables) {
    await session.execute(
      `CREATE TABLE IF NOT EXISTS ${ledgerTable(location, table)} (${ledgerColumns[table]}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
    );
  }
  return location;
}

async function createLocation(session: Session, targetDatabase: string): Promise<LedgerLocation> {
  try {
    await session.execute(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(ledgerDatabase)} DEFAULT CHARACTER SET utf8mb4`,
    );
    await session.execute(
      `CREATE TABLE IF NOT EXISTS ${ledgerTable({ database: ledgerDatabase, prefix: '' }, 'runs')} (${ledgerColumns.runs}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
    );
    return { database: ledgerDatabase, prefix: '' };
  } catch (error) {
    if (!isDenied(error)) throw error;
    return { database: targetDatabase, prefix: ledgerPrefix };
  }
}

/** ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_SPECIFIC_ACCESS_DENIED_ERROR. */
function isDenied(error: unknown): boolean {
  const numbers: readonly unknown[] = [1044, 1045, 1142, 1227];
  return typeof error === 'object' && error !== null && 'errno' in error && numbers.includes(error.errno);
}
