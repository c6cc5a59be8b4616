import { quoteName } from '../core/sql.js';
import { businessCondition } from '../mysql/chunks.js';
import type { Session } from '../mysql/session.js';
import { type DatabaseFacts, hasColumn } from '../plan/facts.js';
import { rowsOf } from '../plan/reshape/reshape.js';
import { valueKind } from '../plan/value-kind.js';
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

/** Which rows of the source move; the part of the config that `businessCondition` goes by. */
interface Scope {
  readonly bizIds?: readonly number[] | undefined;
}

/**
 * The columns of the preset's `target_rows` that no row that moves needs, as `table.column`: NULL and 0 mean none. No code of
 * some systems ever fills such a table, so the target has no row to point at, and none is missed. Reads only.
 */
export async function readUnneededTargetRows(
  session: Session,
  preset: Preset,
  source: DatabaseFacts,
  { bizIds }: Scope,
): Promise<ReadonlySet<string>> {
  const unneeded = new Set<string>();
  for (const { name, target_rows } of preset.tables) {
    const facts = source.tables[name];
    const business = preset.business?.column;
    const hasBusiness = business !== undefined && hasColumn(facts, business);
    const filter = bizIds && hasBusiness ? { filter: { column: business, values: bizIds } } : {};
    for (const column of Object.keys(target_rows)) {
      const found = facts?.columns.find((candidate) => candidate.name === column);
      if (!found) continue;
      const none = valueKind(found) === 'number' ? '0' : "''";
      const rows = await session.queryCells(
        `SELECT 1 FROM ${rowsOf(facts ?? { name })} WHERE ${quoteName(column)} <> ${none} AND ${businessCondition({ columns: [], ...filter }, 'source')} LIMIT 1`,
      );
      if (rows.length === 0) unneeded.add(`${name}.${column}`);
    }
  }
  return unneeded;
}
