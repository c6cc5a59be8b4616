import { expect } from 'vitest';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import type { Line } from '../support/cli/binary.js';

export type Row = Readonly<Record<string, unknown>>;

/** One kind of damage to a row that was carried over, and where validation has to name it: `table key column`, or `table key`. */
export interface Spoiled {
  readonly kind: string;
  readonly sql: readonly string[];
  readonly at: readonly string[];
}

/** A value of a statement, as it stands in the rows that were read. */
export const value = (text: unknown): string =>
  text === null ? 'NULL' : `'${String(text).replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** Gives each caller a row of its own, so that all damages stand beside each other. */
export function takeRows(rows: readonly Row[]): (wanted?: (row: Row) => boolean) => Row {
  const left = [...rows];
  return (wanted = () => true) => {
    const [row] = left.splice(left.findIndex(wanted), 1);
    if (!row || !wanted(row)) throw new Error('the sample has no such row left');
    return row;
  };
}

/** Damages of single columns of a table: each of another row that meets `wanted`. */
export function columnSpoiler(table: string, key: string, take: ReturnType<typeof takeRows>) {
  return (kind: string, column: string, becomes: string, wanted?: (row: Row) => boolean): Spoiled => {
    const id = take(wanted)[key];
    const sql = `UPDATE ${table} SET ${column} = ${becomes} WHERE ${key} = ${value(id)}`;
    return { kind, sql: [sql], at: [`${table} ${key}=${id} ${column}`] };
  };
}

/** A row that is gone. */
export function gone(table: string, key: string, row: Row): Spoiled {
  return {
    kind: `a row of ${table} is gone`,
    sql: [`DELETE FROM ${table} WHERE ${key} = ${value(row[key])}`],
    at: [`${table} ${key}=${row[key]}`],
  };
}

/** Does all damages; each statement has to change something, or it would be none. */
export async function spoil(connection: AdminConnection, spoiled: readonly Spoiled[]): Promise<void> {
  expect(new Set(spoiled.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(30);
  await connection.query("SET foreign_key_checks = 0, sql_mode = 'ALLOW_INVALID_DATES'");
  for (const { kind, sql } of spoiled)
    for (const statement of sql) {
      const [done] = await connection.query(statement);
      expect((done as { affectedRows: number; changedRows?: number }).affectedRows, kind).toBe(1);
    }
}

/** Damages that a validation did not name, and places that it named though nobody spoiled them. */
export function judged(spoiled: readonly Spoiled[], lines: readonly Line[]) {
  const places = new Set(
    lines
      .filter(({ type, check }) => type === 'difference' && (check === 'full' || check === 'written-rows'))
      .map(({ table, key, column }) => `${table} ${key} ${column ?? ''}`.trim()),
  );
  const wanted = new Set(spoiled.flatMap(({ at }) => at));
  return {
    unfound: spoiled.filter(({ at }) => at.some((place) => !places.has(place))).map(({ kind }) => kind),
    others: [...places].filter((place) => !wanted.has(place)),
  };
}

/** Statements of repairs as a person's client runs them: one after the other, comments left out. */
export async function runSql(connection: AdminConnection, text: string): Promise<void> {
  const statements = text.replaceAll(/^-- .*$/gm, '').split(/;\s*$/m);
  for (const statement of statements) if (statement.trim() !== '') await connection.query(statement);
}
