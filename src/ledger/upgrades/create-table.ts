import { type LedgerLocation, type LedgerTable, ledgerTable } from '../location.js';

/** The statement that makes one of the ledger's tables. */
export function createTable(location: LedgerLocation, table: LedgerTable, columns: string): string {
  return `CREATE TABLE IF NOT EXISTS ${ledgerTable(location, table)} (${columns}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
