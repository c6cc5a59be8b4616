import type { ChangedInPiece, ChangedRow, ChangedRows } from '../captures.js';

/** Named at most, for each table; all are counted. */
export const namedAtMost = 200;

/**
 * What goes along with a rollback that was interrupted and is taken up again: of pieces that hold rows the new look counts, of
 * those that are gone the earlier one. Pieces without changed rows are left out; `tables` gives the order.
 */
export function joinLooks(
  earlier: ChangedRows | undefined,
  now: ChangedRows,
  tables: readonly string[],
): ChangedRows {
  const before = earlier ?? { pieces: [] };
  const held = new Set(now.pieces.map(identify));
  const pieces = [...before.pieces.filter((piece) => !held.has(identify(piece))), ...now.pieces];
  const notCompared = now.notCompared ?? before.notCompared;
  return {
    pieces: pieces
      .filter(({ rows }) => rows > 0)
      .toSorted(
        (a, b) =>
          tables.indexOf(a.table) - tables.indexOf(b.table) ||
          a.chunk - b.chunk ||
          Number(a.since) - Number(b.since),
      ),
    notCompared,
  };
}

const identify = ({ table, chunk, since }: ChangedInPiece) => JSON.stringify([table, chunk, since]);

/** Changed rows by table, all of them; tables without any are left out. */
export function countChanged({ pieces }: ChangedRows): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, rows } of pieces) if (rows > 0) counts[table] = (counts[table] ?? 0) + rows;
  return counts;
}

/** The first changed rows of each table. */
export function nameChanged({ pieces }: ChangedRows): readonly ChangedRow[] {
  const named = new Map<string, ChangedRow[]>();
  for (const piece of pieces) {
    const ofTable = named.get(piece.table) ?? [];
    named.set(piece.table, ofTable.concat(piece.named).slice(0, namedAtMost));
  }
  return [...named.values()].flat();
}
