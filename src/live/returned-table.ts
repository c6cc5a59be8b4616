import { quoteName } from '../core/sql.js';
import { copiedColumns } from '../phases/rows/copy/copy-columns.js';
import { utf8Form } from '../phases/rows/copy/unique-values.js';
import type { ColumnFacts } from '../plan/facts.js';
import type { CellContext } from '../plan/mapping.js';
import type { ColumnPlan, Plan, TablePlan } from '../plan/plan.js';
import { type ReturnsId, returnedCell } from '../plan/returned-cell.js';
import { isPrinted } from '../plan/treatments.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import { isInteger, valueKind } from '../plan/value-kind.js';
import {
  bitNumber,
  bytesOf,
  type FollowedColumn,
  type FollowedTable,
  keyIn,
  ofBusinesses,
} from './followed-table.js';
import type { LoggedRow, LoggedTable } from './source-log.js';
import { say } from './words.js';

/** A table of the target whose changes go back to the source: it is followed like one of the source, with the sides exchanged. */
export interface ReturnedTable extends FollowedTable {
  /** All columns of the source that can be written, in which rows that were there are written: each value is the cell at its place. */
  readonly whole: FollowedTable;
  /** SQL for each of those columns that reads it as it is written. */
  readonly reads: readonly string[];
  /** What the source is to hold of a row that it has: what was changed comes from the target, all else stays as it is. */
  readonly merged: (change: ReturnedRow, present: LoggedRow) => LoggedRow;
  /** A column of the source that must have a value, which no row of the target has: new rows stop the feed. */
  readonly needs: string | undefined;
  /** Whether one of these columns of the source was changed. */
  readonly hasChanged: (change: ReturnedRow, columns: readonly string[]) => boolean;
}

export interface ReturnedRow {
  /** As it is written: it may name versions of the source's secrets. */
  readonly row: LoggedRow;
  /** As it was logged. */
  readonly logged: LoggedRow;
  /** Before the change; null: it is new. */
  readonly first: LoggedRow | null;
}

interface ReturnedOptions {
  /** The plan as it is on the way back, and the same table of it with its sides exchanged. */
  readonly plan: Plan;
  readonly forth: TablePlan;
  readonly back: TablePlan;
  /** The target's table. */
  readonly logged: LoggedTable;
  /** The source's columns. */
  readonly source: readonly ColumnFacts[];
  readonly context: CellContext;
  readonly returnsId: ReturnsId;
}

/** Compiles a table. Throws UnmappedError where its changes cannot go back whatever they hold. */
export function returnedTable(options: ReturnedOptions): ReturnedTable {
  const { plan, forth, back, logged, source, context, returnsId } = options;
  const table = forth.table;
  refuseUnfit(options);
  const needs = keptColumns(back, source).find(
    (column) => !column.nullable && column.default === null && !column.autoIncrement,
  )?.name;
  const place = (name: string): number => {
    const column = back.columns.find((candidate) => candidate.name === name)?.source?.name ?? name;
    const index = logged.columns.findIndex((candidate) => candidate.name === column);
    if (index < 0) throw new UnmappedError(say('back.column-gone', { table, column }));
    return index;
  };
  // What is done to the values is done before: they are written as they come.
  const plain = { ...back, columns: back.columns.map(asItComes) };
  const columns = copiedColumns(plain, {}).columns.map((copied): FollowedColumn => {
    const planned = plain.columns.find(({ name }) => name === copied.name);
    const column = forth.columns.find((one) => one.source?.name === copied.name);
    if (!planned || !column) throw new Error(`${table}: column ${copied.name} is not in the plan`);
    const index = place(copied.name);
    const map = returnedCell(table, column, { returnsId, context });
    const form = utf8Form(copied, planned);
    const asNumber = column.target.dataType === 'bit' && form !== 'bytes';
    const value = (row: LoggedRow) => map(row[index] ?? null);
    return { ...copied, form, plan: planned, value: asNumber ? (row) => bitNumber(value(row)) : value };
  });
  const places = columns.map(({ name }) => place(name));
  const key = back.key.map(place);
  const isChanged = ({ logged: row, first }: ReturnedRow, index: number) =>
    first === null || bytesOf(row, [index]) !== bytesOf(first, [index]);
  const isOurs = ofTenant(plan, forth, logged);
  const isOfRun = ofBusinesses(back, place);
  return {
    plan: back,
    source: logged,
    columns,
    constants: [],
    takes: (row) => isOurs(row) && isOfRun(row),
    needs,
    check(row, first = null) {
      if (first === null && needs !== undefined)
        throw new UnmappedError(say('back.needed', { table, column: needs }));
      for (const [position, { name, value }] of columns.entries())
        if (back.key.includes(name) || isChanged({ row, logged: row, first }, places[position] ?? 0))
          value(row);
    },
    identity: (row) => bytesOf(row, key),
    // Of the source, which is what is written.
    targetKey: keyIn(back, columns),
    keyNumbers: () => null,
    ...wholeOf(options, columns),
    merged: (change, present) =>
      present.map((cell, position) => {
        const column = columns[position];
        return column && isChanged(change, places[position] ?? 0) ? column.value(change.row) : cell;
      }),
    hasChanged: (change, names) => names.some((name) => isChanged(change, place(name))),
  };

  function wholeOf(
    { back: planned }: ReturnedOptions,
    mapped: readonly FollowedColumn[],
  ): Pick<ReturnedTable, 'whole' | 'reads'> {
    const kept = keptColumns(back, source).map(
      (facts): ColumnPlan => ({
        name: facts.name,
        treatment: { kind: 'same' },
        source: facts,
        target: facts,
        secret: false,
      }),
    );
    const own = kept.length === 0 ? [] : copiedColumns({ ...planned, columns: kept }, {}).columns;
    const all = [
      ...mapped,
      ...own.flatMap((copied) => {
        const column = kept.find(({ name }) => name === copied.name);
        return column ? [{ ...copied, plan: column, form: utf8Form(copied, column) }] : [];
      }),
    ].map((column, index): FollowedColumn => ({ ...column, value: (row) => row[index] ?? null }));
    const whole: FollowedTable = {
      plan: { ...back, columns: all.map((column) => column.plan) },
      source: logged,
      columns: all,
      constants: [],
      takes: () => true,
      check: () => undefined,
      identity: (row) => bytesOf(row, key),
      targetKey: keyIn(back, all),
      keyNumbers: () => null,
    };
    return { whole, reads: all.map(readAsWritten) };
  }
}

/** Columns of the source that no column of the target goes back to. */
function keptColumns(back: TablePlan, source: readonly ColumnFacts[]): readonly ColumnFacts[] {
  const mapped = new Set(back.columns.map(({ name }) => name.toLowerCase()));
  return source.filter(({ name, generated }) => !generated && !mapped.has(name.toLowerCase()));
}

function asItComes(column: ColumnPlan): ColumnPlan {
  return isPrinted(column.treatment) ? column : { ...column, treatment: { kind: 'same' } };
}

/** What the server prints of a column, in the form that it is written in. */
function readAsWritten({ name, form, plan: { target } }: FollowedColumn): string {
  const column = quoteName(name);
  if (form === 'integer') return `(${column} + 0)`;
  // The text protocol prints FLOAT with six digits.
  if (target.dataType === 'float') return `(${column} + 0e0)`;
  return form === 'bytes' && target.charset !== undefined ? `CAST(${column} AS BINARY)` : column;
}

function refuseUnfit({ plan, forth, back }: ReturnedOptions): void {
  const { table } = forth;
  if (!tenantColumn(plan, forth))
    throw new UnmappedError(say('back.no-tenant', { table, column: plan.tenant.column }));
  for (const { name, source: facts, target } of back.columns) {
    const isText = facts?.charset !== undefined;
    if (isText && !facts.charset.startsWith('utf8') && valueKind(target) === 'binary')
      throw new UnmappedError(say('follow.bytes', { table, column: name, charset: facts.charset }));
  }
}

function tenantColumn({ tenant }: Plan, { columns }: TablePlan): ColumnPlan | undefined {
  return columns.find(({ name, treatment }) => name === tenant.column && treatment.kind === 'constant');
}

/** Rows of the tenant, compared as the column's collation does: services find them so. */
function ofTenant(plan: Plan, forth: TablePlan, logged: LoggedTable): (row: LoggedRow) => boolean {
  const index = logged.columns.findIndex(({ name }) => name === plan.tenant.column);
  const facts = tenantColumn(plan, forth)?.target;
  const ignoresCase = /_ci$/i.test(facts?.collation ?? '') && !(facts && isInteger(facts));
  const fold = (text: string) => (ignoresCase ? text.toLowerCase().replace(/ +$/, '') : text);
  const id = fold(plan.tenant.id);
  return (row) => fold(row[index]?.toString('utf8') ?? '') === id;
}
