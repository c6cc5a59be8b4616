import type { ColumnFacts } from '../../../plan/facts.js';
import { valueKind } from '../../../plan/value-kind.js';

/**
 * Whether a server compares a column with literals of its kind within a row, `(a, b) IN ((…), (…))`, as it does by itself. MariaDB does not
 * convert texts there: of a latin1 column it finds é no more. Moments and ENUMs are compared with texts in ways that no test holds.
 */
export function comparesInRows(column: ColumnFacts): boolean {
  switch (valueKind(column)) {
    case 'number':
    case 'binary':
      return true;
    case 'text':
      return column.charset === 'utf8mb4' && !/^(enum|set)$/.test(column.dataType);
    default:
      return false;
  }
}

/** A column in SQL; `inRows`: it is a bare name, of a column that compares so. */
export interface Compared {
  readonly name: string;
  readonly inRows: boolean;
}

/**
 * SQL: the columns have the values of one of these rows, which are literals. Servers sort a list; of ORs they try each on each row, which
 * takes two to five times as long for 900 keys, and for NOT of 100,000 rows of before hours. Of one row each column is an equality of its own.
 */
export function oneOf(columns: readonly Compared[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'FALSE';
  const names = columns.map(({ name }) => name);
  const isOneColumn = names.length === 1;
  if (isOneColumn || (rows.length > 1 && columns.every(({ inRows }) => inRows))) {
    const listed = (parts: readonly string[]) => (isOneColumn ? parts.join() : `(${parts.join(', ')})`);
    return `${listed(names)} IN (${rows.map(listed).join(', ')})`;
  }
  const conditions = rows.map((row) => names.map((name, index) => `${name} = ${row[index]}`).join(' AND '));
  return `(${conditions.map((condition) => `(${condition})`).join(' OR ')})`;
}
