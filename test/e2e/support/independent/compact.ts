import { columnsByTable } from './columns.js';
import { numbersIn } from './json-text.js';
import { idsInJson, referredTable } from './map.js';
import { openReader, type Reader } from './reader.js';
import type { DatabasePlace, Offsets } from './types.js';

/** Table → the id that the target would hand out next: behind what its generator or a row has reached. */
export async function nextIds(
  target: DatabasePlace,
  tables: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const reader = await openReader(target);
  try {
    const next = new Map<string, bigint>();
    for (const table of tables) {
      const [row] = await reader.texts(`SELECT COALESCE(MAX(id), 0) FROM \`${table}\``);
      const [generated] = await reader.texts('SELECT max_id FROM id_generators WHERE resource = ?', [table]);
      const reached = [row, generated].map((text) => BigInt(text ?? 0));
      next.set(table, reached.reduce((a, b) => (a > b ? a : b)) + 1n);
    }
    return next;
  } finally {
    await reader.close();
  }
}

/** What must be added to the ids of each table: its lowest id, or the lowest one that is named anywhere, becomes the next of the target. */
export async function compactOffsets(
  source: DatabasePlace,
  tables: readonly string[],
  next: ReadonlyMap<string, bigint>,
): Promise<Offsets> {
  const reader = await openReader(source);
  try {
    const lowest = new Map<string, bigint>();
    const see = (table: string, id: bigint) => {
      const known = lowest.get(table);
      if (id !== 0n && (known === undefined || id < known)) lowest.set(table, id);
    };
    for (const table of tables) await seeTable(reader, table, see);
    return Object.fromEntries(
      [...lowest].flatMap(([table, first]) => {
        const begin = next.get(table);
        return begin === undefined ? [] : [[table, begin - first]];
      }),
    );
  } finally {
    await reader.close();
  }
}

async function seeTable(
  reader: Reader,
  table: string,
  see: (table: string, id: bigint) => void,
): Promise<void> {
  const { rows } = await reader.raw(`SELECT * FROM \`${table}\``);
  for (const row of rows) {
    see(table, BigInt(String(row.get('id'))));
    for (const column of (columnsByTable[table] ?? '').split(' ')) {
      const cell = row.get(column) ?? null;
      if (cell === null) continue;
      const referred = referredTable(table, column);
      if (referred !== undefined) see(referred, BigInt(String(cell)));
      for (const ids of idsInJson[table] ?? []) {
        if (ids.column !== column) continue;
        for (const id of numbersIn(String(cell), ids.path)) see(ids.table, id);
      }
    }
  }
}
