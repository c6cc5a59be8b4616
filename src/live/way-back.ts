import type { Context } from '../config/context.js';
import { cellContextOf } from '../keys/cell-context.js';
import type { LiveRecord, Switched } from '../ledger/live.js';
import type { DatabaseFacts } from '../plan/facts.js';
import { columnName, type Plan } from '../plan/plan.js';
import { returnedPlan, returnsIdOf, wayBackPlan } from '../plan/returned-plan.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import type { Outcome } from './batch.js';
import { loggedTables } from './logged-tables.js';
import { type ReturnedTable, returnedTable } from './returned-table.js';
import { say } from './words.js';

/** All that is compiled for feeding the target's changes back to the source. */
export interface WayBack {
  /** From the source to the target, with the IDs that the target has handed out since. */
  readonly forth: Plan;
  /** The same with its sides exchanged. */
  readonly plan: Plan;
  /** By the target's name. */
  readonly tables: ReadonlyMap<string, ReturnedTable>;
  readonly tableOf: (outcome: Pick<Outcome, 'table'>) => ReturnedTable;
  /** Columns that only the target has, as `table.column`: what they hold does not go back. */
  readonly lost: readonly string[];
  /** Columns that only the source has, as `table.column`, and that must have a value: new rows of these tables cannot go back. */
  readonly gaps: readonly string[];
  /** The column of a table's IDs, by its name in the source. */
  readonly idColumn: (table: string) => string;
}

interface WayBackInput {
  readonly context: Context;
  readonly plan: Plan;
  readonly live: Pick<LiveRecord, 'room'>;
  readonly boundary: Switched['boundary'];
  readonly facts: { readonly source: DatabaseFacts; readonly target: DatabaseFacts };
}

/** Throws UnmappedError for a table whose changes cannot go back. */
export function wayBackOf({ context, plan, live, boundary, facts }: WayBackInput): WayBack {
  const forth = wayBackPlan(plan, live.room, boundary);
  const back = returnedPlan(forth);
  const logged = loggedTables(back, facts.target);
  const returnsId = returnsIdOf(forth, live.room);
  const tables = new Map(
    back.tables.map((table) => {
      const own = logged.find((one) => one.table === table.source);
      const planned = forth.tables.find((one) => one.table === table.table);
      const source = facts.source.tables[table.target];
      if (!own || !planned || !source)
        throw new UnmappedError(say('back.table-gone', { table: table.table }));
      const compiled = returnedTable({
        plan: forth,
        forth: planned,
        back: table,
        logged: own,
        source: source.columns,
        context: cellContextOf(context.config),
        returnsId,
      });
      return [table.source, compiled] as const;
    }),
  );
  return {
    forth,
    plan: back,
    tables,
    lost: back.tables.flatMap(({ table, columns, source, target }) => {
      const names = (facts.source.tables[target]?.columns ?? []).map(({ name }) => name);
      const known = new Set([...names, ...columns.map((column) => column.source?.name)]);
      const all = facts.target.tables[source]?.columns ?? [];
      return all
        .filter(({ name, generated }) => !generated && !known.has(name) && name !== plan.tenant.column)
        .map(({ name }) => `${table}.${name}`);
    }),
    gaps: [...tables.values()].flatMap(({ plan: { table }, needs }) =>
      needs === undefined ? [] : [`${table}.${needs}`],
    ),
    tableOf({ table }) {
      const found = tables.get(table.plan.source);
      if (!found) throw new Error(`table ${table.plan.table} is not on the way back`);
      return found;
    },
    idColumn(name) {
      const table = forth.tables.find((one) => one.table === name);
      const { column } = context.preset.id;
      return table ? columnName(table, column, 'source') : column;
    },
  };
}
