import { createHash, randomUUID } from 'node:crypto';
import { quoteTable, quoteText } from '../core/sql.js';
import { MysqlError } from '../mysql/errors.js';
import type { Session } from '../mysql/session.js';
import { type DataKey, fieldAlgorithm } from '../plan/field-value.js';
import { type MadeKey, wrapVersion } from './transit.js';
import { refuse } from './words.js';

/**
 * The wrapped data keys, where the application looks for them: a table of the target (kratos-boilerplate's kms_data_keys). A row whose
 * `encrypted_key` no transit engine wrapped is the application's own; it is left alone, and its version is never taken.
 */

/** active: values are encrypted under it. inactive: values that name it are read. retired (revoked in the table): none is. */
export type KeyState = 'active' | 'inactive' | 'retired';

export interface WrappedKey {
  readonly version: number;
  /** As the transit engine gave it; empty once it is retired. */
  readonly wrapped: string;
  readonly state: KeyState;
  /** UTC. */
  readonly madeAt: string;
}

/** Where the table is. */
export interface KeyTable {
  readonly database: string;
  readonly table: string;
}

const needed = ['id', 'version', 'algorithm', 'encrypted_key', 'key_hash', 'status', 'created_at'];

const nameOf = ({ database, table }: KeyTable) => quoteTable(database, table);

/** Whether the table is there. RefusedError where one of that name has not the columns. Reads only. */
export async function hasKeyTable(session: Session, place: KeyTable): Promise<boolean> {
  const rows = await session.queryCells(
    `SELECT LOWER(COLUMN_NAME) FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ${quoteText(place.database)} AND TABLE_NAME = ${quoteText(place.table)}`,
  );
  if (rows.length === 0) return false;
  const columns = new Set(rows.map(([name]) => name?.toString('utf8')));
  const missing = needed.filter((name) => !columns.has(name));
  if (missing.length > 0) throw refuse('keys.table', { table: place.table, columns: missing.join(', ') });
  return true;
}

/** The data keys that the transit engine has wrapped, oldest first; none where there is no table. Reads only. */
export async function readDataKeys(session: Session, place: KeyTable): Promise<readonly WrappedKey[]> {
  if (!(await hasKeyTable(session, place))) return [];
  return (await readAll(session, place, '')).filter(
    ({ wrapped, state }) => wrapVersion(wrapped) !== null || (wrapped === '' && state === 'retired'),
  );
}

async function readAll(session: Session, place: KeyTable, lock: '' | 'FOR UPDATE'): Promise<WrappedKey[]> {
  const rows = await session.queryCells(
    `SELECT version, encrypted_key, status, created_at FROM ${nameOf(place)} ORDER BY CAST(version AS SIGNED) ${lock}`,
  );
  return rows.map(([version, wrapped, status, madeAt]) => ({
    version: Number(version),
    wrapped: wrapped?.toString('latin1') ?? '',
    state: stateOf(status?.toString('latin1') ?? ''),
    madeAt: madeAt?.toString('latin1') ?? '',
  }));
}

function stateOf(status: string): KeyState {
  if (status === 'revoked') return 'retired';
  return status === 'active' ? 'active' : 'inactive';
}

/** Makes the table where it is not there. RefusedError where the account may not. */
export async function makeKeyTable(session: Session, place: KeyTable): Promise<void> {
  if (await hasKeyTable(session, place)) return;
  await explained(place, () =>
    session.execute(`CREATE TABLE IF NOT EXISTS ${nameOf(place)} (
      id varchar(36) NOT NULL PRIMARY KEY, version int NOT NULL,
      algorithm varchar(50) NOT NULL DEFAULT '${fieldAlgorithm}', encrypted_key blob NOT NULL, key_hash varchar(64) NOT NULL,
      status varchar(20) NOT NULL DEFAULT 'active', created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
      updated_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
      expires_at datetime(6) NULL, metadata json NULL, UNIQUE KEY uq_version (version), KEY idx_status (status)
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4`),
  );
}

/**
 * Keeps a new data key as the next version, which is the active one from now on. The plain key is never written; its SHA-256 is, by which the
 * application knows that it has unwrapped the right one.
 */
export async function addDataKey(
  session: Session,
  place: KeyTable,
  { key, wrapped }: MadeKey,
): Promise<DataKey> {
  await session.begin();
  try {
    // Locked, so that two processes do not take one version.
    const versions = (await readAll(session, place, 'FOR UPDATE')).map((row) => row.version);
    const version = Math.max(0, ...versions) + 1;
    const hash = createHash('sha256').update(key).digest('hex');
    await explained(place, async () => {
      await session.execute(
        `UPDATE ${nameOf(place)} SET status = 'inactive' WHERE status = 'active' AND encrypted_key LIKE 'vault:v%'`,
      );
      await session.execute(
        `INSERT INTO ${nameOf(place)} (id, version, algorithm, encrypted_key, key_hash, status)
          VALUES (${[randomUUID(), String(version), fieldAlgorithm, wrapped, hash, 'active'].map(quoteText).join(', ')})`,
      );
    });
    await session.commit();
    return { version, key };
  } catch (error) {
    await session.rollback().catch(() => undefined);
    throw error;
  }
}

/** The same key under another wrap; nothing where somebody else has changed it since. */
export async function replaceWrapped(
  session: Session,
  place: KeyTable,
  version: number,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await explained(place, () =>
    session.execute(
      `UPDATE ${nameOf(place)} SET encrypted_key = ${quoteText(to)}
        WHERE version = ${quoteText(String(version))} AND encrypted_key = ${quoteText(from)}`,
    ),
  );
}

/** A version that nobody can open from now on: its wrapped key is gone, its number stays taken. */
export async function retireDataKey(session: Session, place: KeyTable, version: number): Promise<void> {
  await explained(place, () =>
    session.execute(
      `UPDATE ${nameOf(place)} SET status = 'revoked', encrypted_key = '' WHERE version = ${quoteText(String(version))}`,
    ),
  );
}

async function explained(place: KeyTable, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof MysqlError)) throw error;
    throw refuse('keys.table-refused', { ...place, message: error.message }, { cause: error });
  }
}
