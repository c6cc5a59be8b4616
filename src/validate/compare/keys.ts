import type { KeyCell, KeyRange } from '../../mysql/chunks.js';
import { keyColumnPlans, unshiftedKey } from '../../plan/key-shift.js';
import { sourceExpression, valueKind } from '../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../plan/plan.js';
import { quoteName, quoteText } from '../../plan/sql.js';

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

/**
 * The range of source keys that holds exactly this row. Null where the key's last column is not an integer, since then no
 * key is the one just before it.
 */
export function oneRowRange(table: TablePlan, key: RowKey): KeyRange | null {
  const columns = keyColumnPlans(table);
  const through: KeyCell[] = [];
  for (const [position, column] of columns.entries()) {
    const text = key[position] ?? '';
    if (!/^-?\d+$/.test(text) || valueKind(column.target) !== 'number') return null;
    through.push({ n: unshiftedKey(column, text) });
  }
  const last = through.at(-1);
  if (!last || !('n' in last)) return null;
  return { after: [...through.slice(0, -1), { n: (BigInt(last.n) - 1n).toString() }], through };
}

/** SQL that holds for the target's rows with these keys. Text is compared the server's way, so check the answer's keys. */
export function targetKeyCondition(table: TablePlan, keys: readonly RowKey[]): string {
  const columns = keyColumnPlans(table);
  const [only] = columns;
  // Servers sort such a list; of OR they try each part on each row, and 100,000 rows of before took hours.
  if (only && columns.length === 1 && keys.length > 0) {
    return `${quoteName(only.name)} IN (${keys.map(([text = '']) => literal(only, text)).join(', ')})`;
  }
  return anyOf(
    keys.map((key) =>
      columns.map((column, position) => equals(quoteName(column.name), column, key[position] ?? '')),
    ),
  );
}

/** The same for the source's rows: offsets are taken off again, so that the server can use its index. */
export function sourceKeyCondition(table: TablePlan, keys: readonly RowKey[]): string {
  const columns = keyColumnPlans(table);
  return anyOf(
    keys.map((key) =>
      columns.map((column, position) => {
        const text = key[position] ?? '';
        const { treatment, source } = column;
        if (!source || treatment.kind === 'cast') return `${sourceExpression(column)} = ${quoteText(text)}`;
        return equals(quoteName(source.name), column, unshiftedKey(column, text));
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
  return `${name} = ${literal(column, text)}`;
}

function literal(column: ColumnPlan, text: string): string {
  const kind = valueKind(column.target);
  if (kind === 'number' && decimalText.test(text)) return text;
  return kind === 'binary' ? `X'${text.replaceAll(/[^0-9A-Fa-f]/g, '')}'` : quoteText(text);
}
