import { inBatches } from '../../../core/in-batches.js';
import { quoteName } from '../../../core/sql.js';
import type { Image } from '../../../ledger/images.js';
import { readDatabaseFacts } from '../../../mysql/facts.js';
import type { Session } from '../../../mysql/session.js';
import type { DatabaseFacts, TableFacts } from '../../../plan/facts.js';
import { mayBump } from '../../../plan/kept-times.js';
import { actualText, canonicalLiteral } from '../../../plan/mapping.js';
import type { ColumnPlan, Plan, TablePlan } from '../../../plan/plan.js';
import { byIndex, deleteByIndex, indexOf } from '../compare/by-index.js';
import { keyIdentity, type RowKey, targetKeyCondition } from '../compare/keys.js';

/** A table of the target with all its columns, those that the run does not write among them. */
export interface WholeTable {
  readonly plan: TablePlan;
  /** All that may be written; what the server works out follows from them. */
  readonly columns: readonly ColumnPlan[];
  /** The unique key that names a row; undefined where the target has none. */
  readonly index: string | undefined;
}

/** Rows looked up by one statement. */
export const rowsAtOnce = 500;

export function wholeTable(plan: TablePlan, facts: TableFacts): WholeTable {
  const columns = facts.columns
    .filter(({ generated }) => !generated)
    .map((target): ColumnPlan => {
      const planned = plan.columns.find(({ name }) => name === target.name);
      return { name: target.name, treatment: { kind: 'same' }, target, secret: planned?.secret ?? false };
    });
  return { plan, columns, index: indexOf(plan.key, facts.indexes) };
}

/** Tables as the target has them, by what the plan says of each; read once, when the first one is asked for. */
export type WholeTables = (table: TablePlan) => Promise<WholeTable | undefined>;

export function wholeTables(session: Session, plan: Plan): WholeTables {
  let reading: Promise<DatabaseFacts> | undefined;
  return async (table) => {
    reading ??= readDatabaseFacts(session, plan.target.database);
    const facts = (await reading).tables[table.target];
    return facts && wholeTable(table, facts);
  };
}

/** The rows of the target with these keys, by the key; `lock`: nobody else may change them until the transaction ends. */
export async function readWhole(
  session: Session,
  whole: WholeTable,
  keys: readonly RowKey[],
  lock = false,
): Promise<ReadonlyMap<string, { readonly key: RowKey; readonly image: Image }>> {
  const { plan, columns } = whole;
  const found = new Map<string, { key: RowKey; image: Image }>();
  const keyTexts = plan.key.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (!column) throw new Error(`table ${plan.table}: its key column ${name} is not there`);
    return actualText(column);
  });
  const list = [...keyTexts, ...columns.map(actualText)].join(', ');
  for (let from = 0; from < keys.length; from += rowsAtOnce) {
    const wanted = keys.slice(from, from + rowsAtOnce);
    const rows = await session.queryCells(
      `SELECT ${list} FROM ${lock ? byIndex(plan.target, whole.index) : quoteName(plan.target)}
        WHERE ${targetKeyCondition(plan, wanted)}${lock ? ' FOR UPDATE' : ''}`,
    );
    for (const cells of rows) {
      const texts = cells.map((cell) => cell?.toString('utf8') ?? null);
      const key = texts.slice(0, keyTexts.length).map((text) => text ?? '');
      const values = texts.slice(keyTexts.length);
      const image = Object.fromEntries(columns.map(({ name }, index) => [name, values[index] ?? null]));
      found.set(keyIdentity(key), { key, image });
    }
  }
  return found;
}

/** The columns in which a row is another one than it should be. */
export function differingColumns(actual: Image, wanted: Image): readonly string[] {
  return Object.keys(wanted).filter((name) => actual[name] !== wanted[name]);
}

/** A row's values of these columns. */
export function pick(image: Image, columns: readonly string[]): Image {
  return Object.fromEntries(columns.map((name) => [name, image[name] ?? null]));
}

const literal = ({ target }: ColumnPlan, text: string | null) =>
  text === null ? 'NULL' : canonicalLiteral(text, target);

/** The statement by which a row that is there gets these values. */
export function changeStatement(whole: WholeTable, key: RowKey, values: Image): string {
  return updateOf(whole, [key], Object.keys(values), (column) =>
    literal(column, values[column.name] ?? null),
  );
}

/** An UPDATE of these rows: what is not named keeps its value, also what changes by itself. */
export function updateOf(
  { plan, columns, index }: WholeTable,
  keys: readonly RowKey[],
  names: readonly string[],
  literalOf: (column: ColumnPlan) => string,
): string {
  const sets = columns.flatMap((column) => {
    const name = quoteName(column.name);
    if (names.includes(column.name)) return [`${name} = ${literalOf(column)}`];
    return mayBump(column) ? [`${name} = ${name}`] : [];
  });
  const table = keys.length > 1 ? byIndex(plan.target, index) : quoteName(plan.target);
  return `UPDATE ${table} SET ${sets.join(', ')} WHERE ${targetKeyCondition(plan, keys)}`;
}

/** Makes rows; what a row has no value for gets the column's default. All rows have values for the same columns. */
export async function makeRows(session: Session, whole: WholeTable, rows: readonly Image[]): Promise<void> {
  const { head, tuples } = making(whole, rows);
  for await (const some of inBatches(tuples, rowsAtOnce, ({ length }) => length))
    await session.execute(head + some.join(', '));
}

/** The statement that makes one row. */
export function makeStatement(whole: WholeTable, row: Image): string {
  const { head, tuples } = making(whole, [row]);
  return head + tuples.join(', ');
}

function making({ plan, columns }: WholeTable, rows: readonly Image[]) {
  const [first = {}] = rows;
  const written = columns.filter(({ name }) => first[name] !== undefined);
  const head = `INSERT INTO ${quoteName(plan.target)} (${written.map(({ name }) => quoteName(name)).join(', ')}) VALUES `;
  const tuples = rows.map(
    (row) => `(${written.map((column) => literal(column, row[column.name] ?? null)).join(', ')})`,
  );
  return { head, tuples };
}

/** Deletes rows by their keys. */
export async function deleteRows(
  session: Session,
  { plan, index }: WholeTable,
  keys: readonly RowKey[],
): Promise<void> {
  for (let from = 0; from < keys.length; from += rowsAtOnce) {
    await session.execute(
      `${deleteByIndex(plan.target, index)} WHERE ${targetKeyCondition(plan, keys.slice(from, from + rowsAtOnce))}`,
    );
  }
}
