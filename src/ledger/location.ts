import { quoteTable } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import type { LedgerTable } from './upgrades/index.js';

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

/** The name of one of the ledger's tables as people read it: `tenantferry.runs`. */
export function tableName({ database, prefix }: LedgerLocation, table: LedgerTable): string {
  return `${database}.${prefix}${table}`;
}
