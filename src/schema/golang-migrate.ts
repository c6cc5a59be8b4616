import { crc32 } from 'node:zlib';
import { quoteTable, quoteText } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import { refuse } from './words.js';

/** What golang-migrate's table says: the newest file that is applied; null: none. `isDirty`: it stopped within that file. */
export interface GolangState {
  readonly version: number | null;
  readonly isDirty: boolean;
}

const table = 'schema_migrations';

/** null: there is no such table, or it is another program's. RefusedError where it says several things. */
export async function readGolang(session: Session, database: string): Promise<GolangState | null> {
  const columns = await session.queryCells(
    `SELECT LOWER(column_name), LOWER(data_type) FROM information_schema.columns
      WHERE table_schema = ${quoteText(database)} AND table_name = '${table}' ORDER BY column_name`,
  );
  if (columns.flat().map(String).join(' ') !== 'dirty tinyint version bigint') return null;
  const rows = await session.queryCells(`SELECT version, dirty FROM ${quoteTable(database, table)}`);
  const [version, dirty] = rows[0] ?? [];
  if (rows.length > 1) throw refuse('schema.golang-rows', { rows: rows.length });
  if (!version) return { version: null, isDirty: false };
  return { version: Number(String(version)), isDirty: String(dirty) !== '0' };
}

/** Sets what it says, as golang-migrate does: one row, or none where nothing is applied and nothing is under way. */
export async function writeGolang(
  session: Session,
  database: string,
  { version, isDirty }: GolangState,
): Promise<void> {
  const name = quoteTable(database, table);
  await session.begin();
  await session.execute(`DELETE FROM ${name}`);
  if (version !== null || isDirty)
    await session.execute(
      `INSERT INTO ${name} (version, dirty) VALUES (${version ?? -1}, ${Number(isDirty)})`,
    );
  await session.commit();
}

/** Of golang-migrate's own lock, from the CRC-32 of database and table (its database.GenerateAdvisoryLockId). */
const salt = 1_486_364_155;

export function golangLock(database: string): string {
  return String(Number((BigInt(crc32(`${database}:${table}`)) * BigInt(salt)) & 0xffff_ffffn));
}

/** Keeps golang-migrate away as long as the session lasts. RefusedError while it is at work. */
export async function holdGolangLock(session: Session, database: string): Promise<void> {
  const rows = await session.query(`SELECT GET_LOCK('${golangLock(database)}', 2) AS held`);
  if (Number(rows[0]?.held) !== 1) throw refuse('schema.golang-locked', { database });
}
