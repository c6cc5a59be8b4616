import type { Session } from '../mysql/session.js';
import type { Plan } from '../plan/plan.js';
import { quoteName, quoteTable, quoteText } from '../plan/sql.js';
import type { Preset } from '../preset/schema.js';
import type { RaisedGenerator } from './ledger/runs.js';

/** The highest ID each migrated table has in the source, decimal text; '0' for an empty table. */
export async function readHighestIds(
  session: Session,
  plan: Plan,
  idColumn: string,
): Promise<Readonly<Record<string, string>>> {
  const highest: Record<string, string> = {};
  for (const { table } of plan.generators) {
    const rows = await session.query(
      `SELECT COALESCE(MAX(${quoteName(idColumn)}), 0) AS highest FROM ${quoteTable(plan.source.database, table)}`,
    );
    highest[table] = String(rows[0]?.highest ?? '0');
  }
  return highest;
}

/**
 * Raises the target's generators to at least the highest ID that will be written, before the first row is: a live target
 * then never hands out an ID of ours. Never lowers one. One transaction; returns what was raised.
 */
export async function raiseGenerators(
  session: Session,
  plan: Plan,
  preset: Preset,
  wanted: Readonly<Record<string, string>>,
): Promise<readonly RaisedGenerator[]> {
  const rules = preset.id_generators;
  const table = quoteTable(plan.target.database, rules.table);
  const resourceColumn = quoteName(rules.resource_column);
  const maxColumn = quoteName(rules.max_column);
  const touch = rules.updated_column ? `, ${quoteName(rules.updated_column)} = NOW(6)` : '';
  const raised: RaisedGenerator[] = [];
  await session.begin();
  try {
    for (const { table: migrated, resource } of plan.generators) {
      const highest = BigInt(wanted[migrated] ?? '0');
      const rows = await session.query(
        `SELECT ${maxColumn} AS current FROM ${table} WHERE ${resourceColumn} = ${quoteText(resource)} FOR UPDATE`,
      );
      const current = rows[0] === undefined ? null : BigInt(String(rows[0].current));
      if (current !== null && current >= highest) continue;
      const updated = rules.updated_column ? `, ${quoteName(rules.updated_column)}` : '';
      await session.execute(
        current === null
          ? `INSERT INTO ${table} (${resourceColumn}, ${maxColumn}${updated})
              VALUES (${quoteText(resource)}, ${highest}${rules.updated_column ? ', NOW(6)' : ''})`
          : `UPDATE ${table} SET ${maxColumn} = ${highest}${touch} WHERE ${resourceColumn} = ${quoteText(resource)}`,
      );
      raised.push({ resource, from: String(current ?? 0n), to: String(highest) });
    }
    await session.commit();
  } catch (error) {
    await session.rollback().catch(() => undefined);
    throw error;
  }
  return raised;
}
