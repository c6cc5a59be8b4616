import { quoteName } from '../core/sql.js';
import { readDatabaseFacts } from '../mysql/facts.js';
import { openSession } from '../mysql/session.js';
import { selectTables } from '../plan/select-tables.js';
import { spelledAsPreset } from '../plan/spell-facts.js';
import type { BusinessesOperation } from './types.js';

/** How many rows each business has in the source's tables that move. Reads every row's business, table by table. */
export const businesses: BusinessesOperation = async ({ config, preset }, tell, signal) => {
  const column = preset.business?.column;
  if (column === undefined) return [];
  await using session = await openSession(config.source.mysql, 'source');
  const end = (): void => session.destroy();
  signal.addEventListener('abort', end);
  try {
    const facts = spelledAsPreset(await readDatabaseFacts(session, config.source.mysql.database), preset);
    const names = selectTables(preset, config.tables)
      .tables.map(({ name }) => name)
      .filter((name) => facts.tables[name]?.columns.some((known) => known.name === column));
    const rows = new Map<number, number>();
    for (const [index, name] of names.entries()) {
      tell(index + 1, names.length);
      const sizes = await session.queryCells(
        `SELECT ${quoteName(column)}, COUNT(*) FROM ${quoteName(name)} GROUP BY ${quoteName(column)}`,
      );
      for (const [id, count] of sizes) rows.set(Number(id), (rows.get(Number(id)) ?? 0) + Number(count));
    }
    // 0 stands for rows of no business.
    return [...rows]
      .flatMap(([id, count]) => (id > 0 ? [{ id, rows: count }] : []))
      .toSorted((a, b) => a.id - b.id);
  } finally {
    signal.removeEventListener('abort', end);
  }
};
