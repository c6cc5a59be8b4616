import { inBatches, lengthOf } from '../../../core/in-batches.js';
import { quoteText } from '../../../core/sql.js';
import type { Image } from '../../../ledger/images.js';
import { MysqlError } from '../../../mysql/errors.js';
import type { Session } from '../../../mysql/session.js';
import { canonicalLiteral } from '../../../plan/mapping.js';
import type { ColumnPlan } from '../../../plan/plan.js';
import { valueKind } from '../../../plan/value-kind.js';
import { type RowKey, targetKeyCondition } from '../compare/keys.js';
import { changeStatement, updateOf, type WholeTable } from './whole-rows.js';

/** What a row that is there gets; all other columns keep theirs. */
export interface RowChange {
  readonly key: RowKey;
  /** Without columns of the key. */
  readonly values: Image;
}

/** Rows of one statement. It holds each key against each column's list, so that more of them would cost more than they spare. */
const rowsAtOnce = 32;

/** Changes rows within the open transaction, many by one statement; those that are not there are passed over. */
export async function changeRows(
  session: Session,
  whole: WholeTable,
  rows: readonly RowChange[],
): Promise<void> {
  const alike = Map.groupBy(rows, ({ values }) => JSON.stringify(Object.keys(values)));
  const inTurn: RowChange[] = [];
  for (const group of alike.values()) {
    const bytesOf = ({ values }: RowChange) => lengthOf(Object.values(values));
    for await (const some of inBatches(group, rowsAtOnce, bytesOf)) {
      const refused = await changeAtOnce(session, whole, some);
      if (refused) inTurn.push(...some);
    }
  }
  await changeInTurn(session, whole, inTurn);
}

/** A row may get a unique value that another one has, and gives up: each as soon as it can. Throws where none can. */
async function changeInTurn(session: Session, whole: WholeTable, rows: readonly RowChange[]): Promise<void> {
  let left = rows;
  while (left.length > 0) {
    const still: RowChange[] = [];
    let failure: MysqlError | undefined;
    for (const row of left) {
      failure = await changeAtOnce(session, whole, [row]);
      if (failure) still.push(row);
    }
    if (failure && still.length === left.length) throw failure;
    // Values that move up a list free each other from its end.
    left = still.toReversed();
  }
}

/** What the server says where one of the rows would get another one's unique value: none of them is changed then. */
async function changeAtOnce(
  session: Session,
  whole: WholeTable,
  rows: readonly RowChange[],
): Promise<MysqlError | undefined> {
  try {
    const { affectedRows } = await session.execute(statementOf(whole, rows));
    if (affectedRows > rows.length)
      throw new Error(`${affectedRows} rows of ${whole.plan.target} have ${rows.length} keys`);
    return undefined;
  } catch (error) {
    // ER_DUP_ENTRY undoes the statement, not the transaction.
    if (error instanceof MysqlError && error.errno === 1062) return error;
    throw error;
  }
}

function statementOf(whole: WholeTable, rows: readonly RowChange[]): string {
  const [first] = rows;
  if (!first) throw new Error('no row is to be changed');
  if (rows.length === 1) return changeStatement(whole, first.key, first.values);
  const conditions = rows.map(({ key }) => targetKeyCondition(whole.plan, [key]));
  const keys = rows.map(({ key }) => key);
  return updateOf(whole, keys, Object.keys(first.values), (column) => {
    const cases = rows.map(
      ({ values }, index) =>
        `WHEN ${conditions[index]} THEN ${alikeLiteral(column, values[column.name] ?? null)}`,
    );
    return `CASE ${cases.join(' ')} END`;
  });
}

/** Literals of one type for all values of a column: a CASE has one type for what it gives, and would round numbers of several. */
function alikeLiteral({ target }: ColumnPlan, text: string | null): string {
  if (text === null) return 'NULL';
  const plain = canonicalLiteral(text, target);
  switch (valueKind(target)) {
    case 'number':
    case 'float':
      return plain.startsWith("'") ? plain : quoteText(plain);
    case 'bit':
      // As a text it would be bytes.
      return `CAST(${plain} AS UNSIGNED)`;
    case 'temporal':
    case 'json':
    case 'text':
    case 'binary':
    case 'geometry':
      return plain;
  }
}
