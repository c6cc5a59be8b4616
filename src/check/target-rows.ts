import type { Session } from '../mysql/session.js';
import type { DatabaseFacts } from '../plan/facts.js';
import { quoteName } from '../plan/sql.js';
import type { Preset } from '../preset/schema.js';

/** More rows than an operator would choose from. */
const mostRows = 1000;

/** IDs in the target's own tables that the preset's `target_rows` point at, by table; decimal text. */
export async function readTargetRows(
  session: Session,
  preset: Preset,
  target: DatabaseFacts,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {};
  for (const { target_rows } of preset.tables) {
    for (const { table, column } of Object.values(target_rows)) {
      if (found[table] || !target.tables[table]) continue;
      const name = quoteName(column);
      const rows = await session.queryCells(
        `SELECT ${name} FROM ${quoteName(table)} ORDER BY ${name} LIMIT ${mostRows}`,
      );
      found[table] = rows.flatMap(([cell]) => (cell ? [cell.toString('utf8')] : []));
    }
  }
  return found;
}
