import { z } from 'zod';
import type { RefusedError } from '../core/refused.js';
import { quoteName } from '../core/sql.js';
import { MysqlError } from '../mysql/errors.js';
import type { Session } from '../mysql/session.js';
import { type LedgerLocation, ledgerDatabase, ledgerPrefix, ledgerTable, tableName } from './location.js';
import { readRows } from './read-rows.js';
import { firstTables } from './upgrades/first-tables.js';
import { type LedgerTable, ledgerVersion, upgrades } from './upgrades/index.js';
import { findLedger, hasTable, readVersion, writeVersion } from './version.js';
import { refuse } from './words.js';
import { withTargetLocks } from './writer-lock.js';

/**
 * Finds the ledger or makes it: a database `tenantferry` where that is allowed, else prefixed tables in the target's. For
 * commands that write: an older one is upgraded.
 */
export async function openLedger(session: Session, targetDatabase: string): Promise<LedgerLocation> {
  const found = await findLedger(session, targetDatabase);
  if (found) {
    await upgradeLedger(session, found);
    return found;
  }
  const made = await createLocation(session, targetDatabase);
  await bringUp(session, made);
  return made;
}

async function createLocation(session: Session, targetDatabase: string): Promise<LedgerLocation> {
  const own = { database: ledgerDatabase, prefix: '' };
  try {
    await session.execute(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(ledgerDatabase)} DEFAULT CHARACTER SET utf8mb4`,
    );
    // Where the account may not make this table, it may make none.
    await session.execute(createTable(own, 'version', firstTables.version));
    return own;
  } catch (error) {
    if (!isDenied(error)) throw error;
    return { database: targetDatabase, prefix: ledgerPrefix };
  }
}

/**
 * Brings a ledger to this tool's version, step by step; one that was interrupted is taken up where it was. Meanwhile nobody
 * writes into any target database that the ledger knows: RefusedError where somebody does, or the account may not.
 */
export async function upgradeLedger(session: Session, location: LedgerLocation): Promise<void> {
  const before = await readVersion(session, location);
  if (before === ledgerVersion) return;
  try {
    await bringUp(session, location);
  } catch (error) {
    if (!isDenied(error)) throw error;
    throw denied(location, before, error);
  }
}

async function bringUp(session: Session, location: LedgerLocation): Promise<void> {
  const targets = await targetsOf(session, location);
  await withTargetLocks(session, [location.database, ...targets], async () => {
    // Another may have upgraded it meanwhile.
    for (let version = await readVersion(session, location); version < ledgerVersion; version += 1) {
      await stepFrom(version, session, location);
    }
  });
}

/** One version further. One that was interrupted is begun again: tables that are there stay, and the version is noted last. */
async function stepFrom(version: number, session: Session, location: LedgerLocation): Promise<void> {
  const tables = upgrades[version];
  if (!tables) throw new Error(`there is no upgrade from version ${version} of the ledger`);
  for (const [table, columns] of Object.entries(tables))
    await session.execute(createTable(location, table as LedgerTable, columns));
  await writeVersion(session, location, version + 1);
}

function createTable(location: LedgerLocation, table: LedgerTable, columns: string): string {
  return `CREATE TABLE IF NOT EXISTS ${ledgerTable(location, table)} (${columns}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}

/** The databases that runs of this ledger write into: it may be shared by all of a server's. */
async function targetsOf(session: Session, location: LedgerLocation): Promise<readonly string[]> {
  if (!(await hasTable(session, location, 'runs'))) return [];
  const rows = await readRows(
    { session, location },
    'runs',
    z.object({ target_database: z.string() }),
    `SELECT DISTINCT target_database FROM ${ledgerTable(location, 'runs')}`,
  );
  return rows.map((row) => row.target_database);
}

/** ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_SPECIFIC_ACCESS_DENIED_ERROR. */
function isDenied(error: unknown): error is MysqlError {
  return error instanceof MysqlError && [1044, 1045, 1142, 1227].includes(error.errno);
}

function denied(location: LedgerLocation, version: number, cause: MysqlError): RefusedError {
  const table = tableName(location, 'version');
  const { database } = location;
  const versions = { version, known: ledgerVersion };
  const params = { table, ...versions, database: quoteName(database), message: cause.message };
  return refuse('ledger.upgrade-denied', params, { cause });
}
