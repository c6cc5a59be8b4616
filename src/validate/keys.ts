import type { KeyCell, KeyRange, KeyTuple } from '../mysql/chunks.js';
import { sourceExpression, valueKind } from '../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../plan/plan.js';
import { quoteName, quoteText } from '../plan/sql.js';

/** A row's identity: the canonical texts of its key columns as the target must hold them. */
export type RowKey = readonly string[];

/** For maps and sets. */
export function keyIdentity(key: RowKey): string {
  return key.length === 1 ? (key[0] ?? '') : JSON.stringify(key);
}

/** As shown: `id=42`, `biz_id=2, name=web`. */
export function showKey(table: TablePlan, key: RowKey): string {
  return table.key.map((name, position) => `${name}=${key[position] ?? ''}`).join(', ');
}

/** The plan's columns that make up the key. */
export function keyColumns(table: TablePlan): readonly ColumnPlan[] {
  return table.key.map((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (!column) throw new Error(`table ${table.table}: its key column ${name} is not copied`);
    return column;
  });
}

/** What is added to a key column on its way; 0n for a reference to nothing. */
function shiftOf(column: ColumnPlan, isZero: boolean): bigint {
  const { treatment } = column;
  if (treatment.kind === 'offset') return BigInt(treatment.offset);
  if (treatment.kind === 'reference') return isZero ? 0n : BigInt(treatment.offset);
  return 0n;
}

/** A source key's values → the same row's key values in the target. Only numbers are shifted. */
function targetTuple(columns: readonly ColumnPlan[], tuple: KeyTuple | null): KeyTuple | null {
  if (tuple === null) return null;
  return tuple.map((cell, position): KeyCell => {
    const column = columns[position];
    if (!column || !('n' in cell)) return cell;
    const shift = shiftOf(column, cell.n === '0');
    return shift === 0n ? cell : { n: (BigInt(cell.n) + shift).toString() };
  });
}

/** The range of target keys that holds the rows of a range of source keys. Offsets are added, so order is kept. */
export function targetRange(table: TablePlan, range: KeyRange): KeyRange {
  const columns = keyColumns(table);
  return { after: targetTuple(columns, range.after), through: targetTuple(columns, range.through) };
}

/**
 * The range of source keys that holds exactly this row. Null where the key's last column is not an integer, since then no
 * key is the one just before it.
 */
export function oneRowRange(table: TablePlan, key: RowKey): KeyRange | null {
  const columns = keyColumns(table);
  const through: KeyCell[] = [];
  for (const [position, column] of columns.entries()) {
    const text = key[position] ?? '';
    if (!/^-?\d+$/.test(text) || valueKind(column.target) !== 'number') return null;
    through.push({ n: (BigInt(text) - shiftOf(column, text === '0')).toString() });
  }
  const last = through.at(-1);
  if (!last || !('n' in last)) return null;
  return { after: [...through.slice(0, -1), { n: (BigInt(last.n) - 1n).toString() }], through };
}

/** SQL that holds for the target's rows with these keys. Text is compared the server's way, so check the answer's keys. */
export function targetKeyCondition(table: TablePlan, keys: readonly RowKey[]): string {
  const columns = keyColumns(table);
  return anyOf(
    keys.map((key) =>
      columns.map((column, position) => equals(quoteName(column.name), column, key[position] ?? '')),
    ),
  );
}

/** The same for the source's rows: offsets are taken off again, so that the server can use its index. */
export function sourceKeyCondition(table: TablePlan, keys: readonly RowKey[]): string {
  const columns = keyColumns(table);
  return anyOf(
    keys.map((key) =>
      columns.map((column, position) => {
        const text = key[position] ?? '';
        const { treatment, source } = column;
        if (!source || treatment.kind === 'cast') return `${sourceExpression(column)} = ${quoteText(text)}`;
        const shift = shiftOf(column, text === '0');
        const original = shift === 0n ? text : (BigInt(text) - shift).toString();
        return equals(quoteName(source.name), column, original);
      }),
    ),
  );
}

function anyOf(conditions: readonly (readonly string[])[]): string {
  if (conditions.length === 0) return 'FALSE';
  return `(${conditions.map((parts) => `(${parts.join(' AND ')})`).join(' OR ')})`;
}

const decimalText = /^-?\d+(\.\d+)?$/;

function equals(name: string, column: ColumnPlan, text: string): string {
  const kind = valueKind(column.target);
  if (kind === 'number' && decimalText.test(text)) return `${name} = ${text}`;
  if (kind === 'binary') return `${name} = X'${text.replaceAll(/[^0-9A-Fa-f]/g, '')}'`;
  return `${name} = ${quoteText(text)}`;
}
