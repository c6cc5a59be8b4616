import { quoteText } from '../core/sql.js';
import type { Session } from './session.js';

/** Table → whole seconds since it was last written, of those that were since the server started: InnoDB forgets then. */
export async function writtenAgo(
  session: Session,
  tables: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (tables.length === 0) return new Map();
  // MySQL would answer what it knew yesterday.
  if (session.facts.flavour === 'mysql')
    await session.execute('SET SESSION information_schema_stats_expiry = 0').catch(() => undefined);
  const rows = await session.query(
    `SELECT TABLE_NAME AS name, TIMESTAMPDIFF(SECOND, UPDATE_TIME, NOW()) AS age FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${tables.map(quoteText).join(', ')}) AND UPDATE_TIME IS NOT NULL`,
  );
  return new Map(rows.map(({ name, age }) => [String(name), Math.max(0, Number(age))]));
}
