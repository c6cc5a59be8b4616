import { quoteName } from '../core/sql.js';
import type { Difference } from '../core/validation-shape.js';
import { isBefore, type LogPosition, showPosition } from '../mysql/log-position.js';
import { keyIdentity, type RowKey, showKey, targetKeyCondition } from '../phases/rows/compare/keys.js';
import { type Looking, lookAtRows } from '../phases/rows/compare/look-at-rows.js';
import { type NotOurs, ownScope } from '../phases/rows/compare/scope.js';
import { keyColumnPlans, shiftedKey, unshiftedKey } from '../plan/key-shift.js';
import type { Plan, TablePlan } from '../plan/plan.js';
import { type FollowingLog, followLog } from './follow-log.js';
import type { FollowedTable } from './followed-table.js';

/** Reads a log beside its follower: which rows it touches, and whether anything comes when nothing may. */
export interface Witness extends AsyncDisposable {
  /** What became of each of the rows touched last, by the source's log alone. */
  readonly touched: () => readonly TouchedRow[];
  /** It has read all before this. Throws where it could not go on. */
  readonly hasRead: (position: LogPosition) => boolean;
  /** From now on a change of our rows is foreign. */
  readonly guard: () => void;
  /** Where the first foreign change was seen; null: none was. */
  readonly foreign: () => string | null;
}

export interface TouchedRow {
  readonly table: Pick<FollowedTable, 'plan'>;
  /** As the target must hold it. */
  readonly key: RowKey;
  readonly isThere: boolean;
}

/** Rows that are kept: what was touched longer ago is not compared, since the pause would grow with it. */
const keptRows = 100_000;

/** Begins to read. `kept`: at most so many rows, the last ones. */
export function openWitness(
  log: Pick<FollowingLog, 'open' | 'tables' | 'own' | 'keepsFirst' | 'onStructure' | 'partsFrom'>,
  kept = keptRows,
): Witness {
  const touched = new Map<string, TouchedRow>();
  const stop = new AbortController();
  function touch(row: TouchedRow): void {
    const name = `${row.table.plan.table}\0${keyIdentity(row.key)}`;
    // Behind the others, as the one that was touched last.
    touched.delete(name);
    touched.set(name, row);
    const [oldest] = touched.keys();
    if (touched.size > kept && oldest !== undefined) touched.delete(oldest);
  }

  let read: LogPosition | undefined;
  let failure: { readonly error: unknown } | undefined;
  let isGuarding = false;
  let foreign: string | null = null;
  const reading = followLog({
    ...log,
    apply({ outcomes, position }) {
      if (isGuarding && outcomes.length > 0) foreign ??= showPosition(position);
      for (const { table, row, isThere } of outcomes) touch({ table, key: table.targetKey(row), isThere });
      return Promise.resolve();
    },
    reached(position) {
      read = position;
    },
    stop: stop.signal,
  }).catch((error: unknown) => {
    failure = { error };
  });
  return {
    touched: () => [...touched.values()],
    hasRead(position) {
      if (failure) throw failure.error;
      return read !== undefined && !isBefore(read, position);
    },
    guard() {
      isGuarding = true;
    },
    foreign: () => foreign,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await reading;
    },
  };
}

/** The same rows with their keys as a plan makes them that has got more room for IDs since. */
export function keyedBy(
  { tables }: Pick<Plan, 'tables'>,
  rows: readonly TouchedRow[],
): readonly TouchedRow[] {
  return [...Map.groupBy(rows, ({ table }) => table.plan)].flatMap(([before, ofTable]) => {
    const plan = tables.find(({ table }) => table === before.table) ?? before;
    const [was, is] = [keyColumnPlans(before), keyColumnPlans(plan)];
    const table = { plan };
    return ofTable.map((row) => ({
      ...row,
      table,
      key: row.key.map((value, position) => {
        const [from, to] = [was[position], is[position]];
        return from && to ? shiftedKey(to, unshiftedKey(from, value)) : value;
      }),
    }));
  });
}

/** Rows asked for at once. */
const batchRows = 200;

/** Compares touched rows on both sides, as validation does. Reads only. */
export async function compareTouched(
  looking: Looking,
  notOurs: NotOurs,
  touched: readonly TouchedRow[],
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const [table, rows] of Map.groupBy(touched, (row) => row.table)) {
    const keys = (isThere: boolean) => rows.filter((row) => row.isThere === isThere).map(({ key }) => key);
    const [there, gone] = [keys(true), keys(false)];
    for (let from = 0; from < there.length; from += batchRows)
      differences.push(...(await lookAtRows(looking, table.plan, there.slice(from, from + batchRows))));
    for (let from = 0; from < gone.length; from += batchRows)
      differences.push(...(await stillThere(looking, notOurs, table, gone.slice(from, from + batchRows))));
  }
  return differences;
}

/**
 * The same on the way back, where the touched rows are the target's: `tables` are those of the plan from the source to the target. Columns
 * that are no value of the source are left out, as are versions of secrets, which differ.
 */
export async function compareReturned(
  looking: Looking,
  tables: readonly TablePlan[],
  touched: readonly TouchedRow[],
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const [{ plan }, rows] of Map.groupBy(touched, (row) => row.table)) {
    const table = tables.find((one) => one.table === plan.table);
    if (!table) throw new Error(`table ${plan.table} is not in the plan`);
    const columns = keyColumnPlans(table);
    const keys = rows.map(({ key }) =>
      columns.map((column, position) => shiftedKey(column, key[position] ?? '')),
    );
    for (let from = 0; from < keys.length; from += batchRows)
      differences.push(...(await lookAtRows(looking, table, keys.slice(from, from + batchRows))));
  }
  return differences;
}

/** Rows of the run that went in the source, and did not in the target. */
async function stillThere(
  { options: { plan }, pair }: Looking,
  notOurs: NotOurs,
  { plan: table }: TouchedRow['table'],
  keys: readonly RowKey[],
): Promise<readonly Difference[]> {
  const { target: ours } = ownScope(plan, table, notOurs);
  const list = table.key.map((name) => `CAST(${quoteName(name)} AS CHAR)`).join(', ');
  const rows = await pair.target.queryCells(
    `SELECT ${list} FROM ${quoteName(table.target)} WHERE ${targetKeyCondition(table, keys)} AND ${ours}`,
  );
  return rows.map((cells) => {
    const rowKey = cells.map((cell) => cell?.toString('utf8') ?? '');
    return { kind: 'extra-in-target', table: table.table, key: showKey(table, rowKey), rowKey };
  });
}
