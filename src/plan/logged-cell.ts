import { changesIds, idRewriter } from './id-shift.js';
import { findJsonIds, parseJsonPath } from './json-ids.js';
import type { ColumnPlan } from './plan.js';
import type { Cell } from './transform-rows.js';
import type { IdShift } from './treatments.js';
import { NoRoomError, UnmappedError } from './unmapped-error.js';
import { say } from './words.js';
import { zonedCell } from './zoned-cell.js';

/** The source's IDs of a table that a run has room for, both ends included. */
export interface IdRoom {
  readonly lowest: bigint;
  readonly highest: bigint;
}

/** The room of each table; undefined: any ID fits. */
export type RoomOf = (table: string) => IdRoom | undefined;

interface Place {
  readonly table: string;
  readonly column: string;
  /** The column has the row's own ID. */
  readonly isOwn?: boolean;
}

type CellMapping = (cell: Cell) => Cell;

const unchanged: CellMapping = (cell) => cell;

/**
 * The mapping's third use: what `sourceExpression` gives for a value of the column, made from the value itself (as the copy's SELECT
 * of the bare column prints it). `cellTransform` comes after it here, too. The result throws UnmappedError, for an ID without room.
 */
export function loggedCell(table: string, column: ColumnPlan, roomOf: RoomOf): CellMapping {
  const { treatment, source, name } = column;
  const place = { table, column: name };
  switch (treatment.kind) {
    case 'same':
    case 'cast':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
    case 'users':
      return unchanged;
    case 'json-ids': {
      const guards = treatment.paths.map((path) => guard(place, path, roomOf(path.table)));
      return guardedJson(
        treatment.paths.map(({ path }) => parseJsonPath(path)),
        guards,
      );
    }
    case 'time-zone':
      return unlessNull((cell) => zonedCell(cell, source?.dataType ?? '', treatment.zone, place));
    case 'offset': {
      const check = guard({ ...place, isOwn: true }, { ...treatment, table }, roomOf(table));
      const rewrite = idRewriter(treatment);
      return unlessNull((cell) => shifted(cell, place, check, rewrite));
    }
    case 'reference': {
      if (!changesIds(treatment)) return unchanged;
      const check = guard(place, treatment, roomOf(treatment.table));
      const rewrite = idRewriter(treatment);
      const none = treatment.exceptions?.['0'] ?? '0';
      return unlessNull((cell) =>
        shifted(cell, place, check, (id) => (id === 0n ? BigInt(none) : rewrite(id))),
      );
    }
    case 'constant':
      throw new Error(`column ${name} is a constant: the log holds none of it`);
  }
}

function unlessNull(map: (cell: Buffer) => Buffer): CellMapping {
  return (cell) => (cell === null ? null : map(cell));
}

function shifted(
  cell: Buffer,
  place: Place,
  check: (id: bigint) => void,
  rewrite: (id: bigint) => bigint,
): Buffer {
  const text = cell.toString('latin1');
  if (!/^-?\d+$/.test(text)) throw new UnmappedError(say('logged.no-id', { ...place }));
  const id = BigInt(text);
  check(id);
  return Buffer.from(String(rewrite(id)), 'latin1');
}

/** Throws for an ID that the run has no room for (NoRoomError where it is above): shifted, it would be another's. */
function guard(
  { table, column, isOwn = false }: Place,
  { table: other, toZero, exceptions }: IdShift & { readonly table: string },
  room: IdRoom | undefined,
): (id: bigint) => void {
  if (room === undefined || toZero) return () => undefined;
  const { lowest, highest } = room;
  return (id) => {
    if (id === 0n || (id >= lowest && id <= highest) || exceptions?.[String(id)] !== undefined) return;
    const ends = { id: String(id), lowest: String(lowest), highest: String(highest) };
    const said = say('logged.no-room', { table, column, other, ...ends });
    throw id > highest ? new NoRoomError(said, { table: other, id, isOwn }) : new UnmappedError(said);
  };
}

function guardedJson(
  paths: readonly ReturnType<typeof parseJsonPath>[],
  guards: readonly ((id: bigint) => void)[],
): CellMapping {
  return unlessNull((cell) => {
    for (const { start, end, path } of findJsonIds(cell, paths)) {
      guards[path]?.(BigInt(cell.toString('latin1', start, end)));
    }
    return cell;
  });
}
