import { firstTables } from './first-tables.js';
import { laterTables } from './later-tables.js';

/**
 * What each version of the ledger adds, in order: tables with their columns. The first entry makes version 1; a ledger without a version
 * is of version 0.
 */
export const upgrades = [firstTables, ...laterTables] as const;

type NamesOf<Tables> = Tables extends unknown ? keyof Tables : never;
export type LedgerTable = NamesOf<(typeof upgrades)[number]>;

/** The version that this tool reads and writes. */
export const ledgerVersion = upgrades.length;
