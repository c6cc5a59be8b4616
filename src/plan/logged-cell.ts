import { changesIds, exactBelow, idRewriter, numberRewriter } from './id-shift.js';
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
      const room = roomOf(table);
      const check = guard({ ...place, isOwn: true }, { ...treatment, table }, room);
      const rewrite = idRewriter(treatment);
      const exactly = (cell: Buffer) => shifted(cell, place, check, rewrite);
      return unlessNull(soonShifted(treatment, room, exactly));
    }
    case 'reference': {
      if (!changesIds(treatment)) return unchanged;
      const room = roomOf(treatment.table);
      const check = guard(place, treatment, room);
      const rewrite = idRewriter(treatment);
      const none = treatment.exceptions?.['0'] ?? '0';
      const exactly = (cell: Buffer) =>
        shifted(cell, place, check, (id) => (id === 0n ? BigInt(none) : rewrite(id)));
      return unlessNull(soonShifted(treatment, room, exactly));
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

/** The same as `exactly`, without large numbers and patterns for nearly all IDs: those within the room. 0 may mean none. */
function soonShifted(
  shift: IdShift,
  room: IdRoom | undefined,
  exactly: (cell: Buffer) => Buffer,
): (cell: Buffer) => Buffer {
  const rewrite = numberRewriter(shift);
  if (!rewrite) return exactly;
  const lowest = Math.max(1, Number(room?.lowest ?? 1));
  const highest = Math.min(exactBelow - 1, Number(room?.highest ?? exactBelow));
  return (cell) => {
    const id = smallNumber(cell);
    return id >= lowest && id <= highest ? Buffer.from(String(rewrite(id)), 'latin1') : exactly(cell);
  };
}

/** Digits that a number holds exactly. */
const mostDigits = 15;

/** −1: the cell is none, or one that a number may not hold. */
function smallNumber(cell: Buffer): number {
  if (cell.length === 0 || cell.length > mostDigits) return -1;
  let number = 0;
  for (let index = 0; index < cell.length; index += 1) {
    const digit = (cell[index] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
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
