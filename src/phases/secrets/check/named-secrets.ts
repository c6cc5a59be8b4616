import type { Config } from '../../../config/config.js';
import { quoteName, textCells } from '../../../core/sql.js';
import { count } from '../../../mysql/count.js';
import { openSession } from '../../../mysql/session.js';
import type { DatabaseFacts } from '../../../plan/facts.js';
import { selectTables } from '../../../plan/select-tables.js';
import type { Preset } from '../../../preset/schema.js';
import { fillPath, parseSecretPath, pathColumns } from '../secret-paths.js';

/** Paths per secret table that capabilities are asked for at. */
const samplesPerTable = 5;

/** Real secret paths of the source, so that a token is asked about what it will meet. Empty when nothing can be read. */
export async function readSamplePaths(
  { source }: Config,
  preset: Preset,
  facts: DatabaseFacts | null,
): Promise<readonly string[]> {
  const entries = preset.secrets?.entries.filter(({ table }) => facts?.tables[table]) ?? [];
  if (!facts || entries.length === 0) return [];
  await using session = await openSession(source.mysql, 'source');
  const paths: string[] = [];
  for (const { table, path } of entries) {
    const parts = parseSecretPath(path);
    const columns = pathColumns(parts).map(quoteName);
    const rows = await session.queryCells(
      `SELECT ${columns.join(', ')} FROM ${quoteName(table)} LIMIT ${samplesPerTable}`,
    );
    paths.push(...rows.map((cells) => fillPath(parts, textCells(cells))));
  }
  return paths;
}

/** Rows of the source that name a secret: about as many requests as copying the secrets asks of each Vault. */
export async function countSecretRows(
  { source, bizIds, tables }: Config,
  preset: Preset,
  facts: DatabaseFacts | null,
): Promise<number> {
  const moved = new Set(selectTables(preset, tables).tables.map(({ name }) => name));
  await using session = await openSession(source.mysql, 'source');
  let total = 0;
  for (const { table } of preset.secrets?.entries ?? []) {
    const columns = facts?.tables[table]?.columns.map(({ name }) => name);
    if (!columns || !moved.has(table)) continue;
    const column = preset.business?.column;
    const ofSome = bizIds !== undefined && column !== undefined && columns.includes(column);
    const chosen = ofSome ? ` WHERE ${quoteName(column)} IN (${bizIds.join(', ')})` : '';
    total += await count(session, `${quoteName(table)}${chosen}`);
  }
  return total;
}
