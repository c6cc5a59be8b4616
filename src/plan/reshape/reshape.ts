import { quoteName, quoteTable } from '../../core/sql.js';
import type { Reshape, TableFacts } from '../facts.js';
import type { Plan } from '../plan.js';

/** A table of the source as a plan names it. */
interface SourceTable {
  readonly source: string;
  readonly reshape?: Reshape | undefined;
}

/**
 * What a table's rows are SELECTed from, by the names that its columns have in the plan: the table itself, or a derived table,
 * which servers merge into the statement around it, so that ranges of a key still go by its index. The one place that makes
 * rows of a reshaped table: copy, validation, forecast and repair all read from here.
 */
export function sourceRows({ source, reshape: made }: SourceTable, alias?: string): string {
  if (!made) return alias === undefined ? quoteName(source) : `${quoteName(source)} AS ${alias}`;
  return `(${selectOf(made)}) AS ${alias ?? quoteName(source)}`;
}

/** What a table's rows are SELECTed from, by the facts about a database, before there is a plan. */
export function rowsOf({ name, reshape: made }: Pick<TableFacts, 'name' | 'reshape'>): string {
  return sourceRows({ source: made?.table ?? name, reshape: made });
}

/** What a table's rows are SELECTed from in a session of any database; a reshaped table is read in the source's own. */
export function sourceTable({ source: { database } }: Pick<Plan, 'source'>, table: SourceTable): string {
  return table.reshape ? sourceRows(table) : quoteTable(database, table.source);
}

function selectOf(made: Reshape): string {
  const columns = Object.entries(made.columns).map(([name, sql]) => `${sql} AS ${quoteName(name)}`);
  return `SELECT ${columns.join(', ')} FROM ${made.from} WHERE ${takenCondition(made)}`;
}

/** SQL over `from`: the rows that are written. */
export function takenCondition({ where, rejects }: Reshape): string {
  const terms = [
    ...(where === undefined ? [] : [`(${where})`]),
    // A rule that is NULL does not hold.
    ...rejects.map(({ when }) => `(${when}) IS NOT TRUE`),
  ];
  return terms.length === 0 ? 'TRUE' : terms.join(' AND ');
}

/**
 * SQL over `from`: what becomes of a row. -1: it is left alone; 0: it is written; else the number of the rule, from 1, by which
 * it is rejected.
 */
export function fateExpression({ where, rejects }: Reshape): string {
  const cases = [
    ...(where === undefined ? [] : [`WHEN (${where}) IS NOT TRUE THEN -1`]),
    ...rejects.map(({ when }, index) => `WHEN (${when}) IS TRUE THEN ${index + 1}`),
  ];
  return cases.length === 0 ? '0' : `CASE ${cases.join(' ')} ELSE 0 END`;
}
