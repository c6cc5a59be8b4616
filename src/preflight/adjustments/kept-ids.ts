import { quoteName } from '../../core/sql.js';
import type { Session } from '../../mysql/session.js';
import { reservedPieces, sourceId } from '../../plan/segments.js';
import { type DanglingIds, type Holder, rowsInTarget } from './dangling-ids.js';
import type { DanglingSearch } from './dangling-search.js';

/**
 * Which dangling IDs cannot stay as they are where the others are shifted: rows of the target, IDs that are reserved for ours,
 * and those that the target has not handed out yet, since a row will get them.
 */
export async function unsafeToKeep(
  { sides, input }: DanglingSearch,
  { holder, ids }: DanglingIds,
): Promise<readonly string[]> {
  const { referenced } = holder;
  const idColumn = input.preset.id.column;
  const facts = input.target.tables[referenced];
  if (!facts?.columns.some(({ name }) => name === idColumn)) return [];
  const handedOut = await highestHandedOut(sides.target, holder, idColumn, input.target.generators);
  const pieces = reservedPieces(input.ids, referenced);
  const isOurs = (id: bigint) => sourceId(pieces, id) !== undefined;
  const rows = new Set(await rowsInTarget(sides.target, holder, ids));
  return ids.filter((id) => rows.has(id) || BigInt(id) > handedOut || isOurs(BigInt(id)));
}

async function highestHandedOut(
  target: Session,
  { referenced, nameInTarget }: Holder,
  idColumn: string,
  generators: Readonly<Record<string, string>>,
): Promise<bigint> {
  const [row] = await target.queryCells(
    `SELECT COALESCE(MAX(${quoteName(idColumn)}), 0) FROM ${quoteName(nameInTarget)}`,
  );
  const highest = BigInt(String(row?.[0] ?? '0'));
  const generated = BigInt(generators[referenced] ?? '0');
  return highest > generated ? highest : generated;
}
