import { canBeFound, type RowKey } from '../phases/rows/compare/keys.js';
import { type CopiedColumn, copiedColumns } from '../phases/rows/copy/copy-columns.js';
import { utf8Form } from '../phases/rows/copy/unique-values.js';
import { loggedCell, type RoomOf } from '../plan/logged-cell.js';
import { type CellContext, canonicalBytes } from '../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../plan/plan.js';
import { batchOf, type Cell } from '../plan/transform-rows.js';
import { keepsApart, type Treatment } from '../plan/treatments.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import { isInteger, valueKind } from '../plan/value-kind.js';
import { knowsZone } from '../plan/zoned-cell.js';
import type { LoggedRow, LoggedTable } from './source-log.js';
import { say } from './words.js';

/** A column that rows are written in, and what of a logged row goes into it. */
export interface FollowedColumn extends CopiedColumn {
  readonly plan: ColumnPlan;
  readonly value: (row: LoggedRow) => Cell;
}

/** What following needs to know of a table, compiled once. */
export interface FollowedTable {
  readonly plan: TablePlan;
  readonly source: LoggedTable;
  readonly columns: readonly FollowedColumn[];
  readonly constants: readonly { readonly name: string; readonly literal: string }[];
  /** Whether the run takes this row. Throws UnmappedError for one that was left out, since the target has another in its place. */
  readonly takes: (row: LoggedRow) => boolean;
  /**
   * Throws UnmappedError for a row that holds what the plan has no value for: before any row of its transaction is written. `first`: what
   * the row was before, where batches keep it; the row itself where it went.
   */
  readonly check: (row: LoggedRow, first?: LoggedRow | null) => void;
  /** The row's key in the source; equal for equal bytes. */
  readonly identity: (row: LoggedRow) => string;
  /** The row's key as the target must hold it. */
  readonly targetKey: (row: LoggedRow) => RowKey;
  /** The row's key in the source where that is made of whole numbers; null where ranges of it are for a server to tell. */
  readonly keyNumbers: (row: LoggedRow) => readonly bigint[] | null;
}

interface FollowedOptions {
  readonly context: CellContext;
  readonly roomOf: RoomOf;
}

/** Compiles a table. Throws UnmappedError where its rows could not be followed whatever they hold. */
export function followedTable(
  plan: TablePlan,
  source: LoggedTable,
  { context, roomOf }: FollowedOptions,
): FollowedTable {
  refuseUnfit(plan);
  const table = plan.table;
  const place = (name: string): number => {
    const column = plan.columns.find((candidate) => candidate.name === name)?.source?.name ?? name;
    const index = source.columns.findIndex((candidate) => candidate.name === column);
    if (index < 0) throw new UnmappedError(say('follow.column', { table, column }));
    return index;
  };
  const { columns, constants } = copiedColumns(plan, context);
  const followed = columns.map((copied): FollowedColumn => {
    const column = plan.columns.find(({ name }) => name === copied.name);
    if (!column) throw new Error(`${table}: column ${copied.name} is not in the plan`);
    if (batchOf(copied.transform))
      throw new UnmappedError(say('follow.batch', { table, column: copied.name }));
    const index = place(copied.name);
    const map = loggedCell(table, column, roomOf);
    const form = utf8Form(copied, column);
    const asNumber = column.source?.dataType === 'bit' && form !== 'bytes';
    const value = (row: LoggedRow) => map(row[index] ?? null);
    return { ...copied, form, plan: column, value: asNumber ? (row) => bitNumber(value(row)) : value };
  });
  const guarded = followed.filter(({ plan: { treatment } }) => mayRefuse(treatment));
  const key = plan.key.map(place);
  const isNumber = plan.columns.every(
    ({ name, source: facts }) => !plan.key.includes(name) || (facts !== undefined && isInteger(facts)),
  );
  return {
    plan,
    source,
    columns: followed,
    constants,
    takes: taken(plan, place),
    check(row) {
      for (const { value } of guarded) value(row);
    },
    identity: (row) => bytesOf(row, key),
    targetKey: keyIn(plan, followed),
    keyNumbers: (row) => (isNumber ? key.map((index) => BigInt(row[index]?.toString('latin1') ?? 0)) : null),
  };
}

/** The key that a row has where it is written. */
export function keyIn(
  { table, key }: Pick<TablePlan, 'table' | 'key'>,
  columns: readonly FollowedColumn[],
): (row: LoggedRow) => RowKey {
  const own = key.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  return (row) =>
    own.map(({ value, plan: { target } }) => {
      const cell = value(row);
      if (!cell) throw new Error(`table ${table}: a row without its key`);
      return canonicalBytes(cell, target).toString('utf8');
    });
}

/** Equal for equal cells at these places. */
export function bytesOf(row: LoggedRow, places: readonly number[]): string {
  const [only] = places;
  const cell = only === undefined || places.length > 1 ? null : row[only];
  if (cell) return `=${cell.toString('latin1')}`;
  return places.map((index) => `${row[index]?.length}:${row[index]?.toString('latin1')}`).join(',');
}

/** Whether `loggedCell` may find no value for a cell. */
function mayRefuse({ kind }: Treatment): boolean {
  switch (kind) {
    case 'offset':
    case 'reference':
    case 'json-ids':
    case 'time-zone':
      return true;
    case 'same':
    case 'constant':
    case 'cast':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
    case 'users':
      return false;
  }
}

function refuseUnfit(plan: TablePlan): void {
  const { table } = plan;
  if (plan.key.length === 0) throw new UnmappedError(say('follow.no-key', { table }));
  const key = plan.columns.filter(({ name }) => plan.key.includes(name));
  if (!canBeFound(plan) || !key.every(({ treatment }) => keepsApart(treatment)))
    throw new UnmappedError(say('follow.made-key', { table, key: plan.key.join(', ') }));
  for (const { name, treatment, source, target } of plan.columns) {
    if (treatment.kind === 'time-zone' && !knowsZone(treatment.zone))
      throw new UnmappedError(say('follow.zone', { table, column: name, zone: treatment.zone }));
    // As text a server prints six digits of it.
    if (treatment.kind === 'cast' && source?.dataType === 'float')
      throw new UnmappedError(say('follow.float', { table, column: name }));
    const isText = source?.charset !== undefined;
    if (isText && !isUtf8(source.charset) && valueKind(target) === 'binary')
      throw new UnmappedError(say('follow.bytes', { table, column: name, charset: source.charset }));
  }
}

const isUtf8 = (charset: string) => charset.startsWith('utf8');

/** A BIT's bytes as a number. */
export function bitNumber(cell: Cell): Cell {
  return cell === null ? null : Buffer.from(String(BigInt(`0x${cell.toString('hex') || '0'}`)), 'latin1');
}

/** Whether a row is of the run's businesses. */
export function ofBusinesses(
  { filter }: Pick<TablePlan, 'filter'>,
  place: (name: string) => number,
): (row: LoggedRow) => boolean {
  if (!filter) return () => true;
  const businesses = new Set(filter.values.map(String));
  const business = place(filter.column);
  return (row) => businesses.has(row[business]?.toString('utf8') ?? '');
}

function taken(plan: TablePlan, place: (name: string) => number): (row: LoggedRow) => boolean {
  const { leftOut, table } = plan;
  const isOfRun = ofBusinesses(plan, place);
  const out = new Set(leftOut?.ids);
  const outBy = leftOut ? place(leftOut.column) : 0;
  return (row) => {
    if (!isOfRun(row)) return false;
    const id = row[outBy]?.toString('latin1') ?? '';
    if (out.has(id)) throw new UnmappedError(say('follow.left-out', { table, id }));
    return true;
  };
}
