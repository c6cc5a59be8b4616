import type { ColumnFacts } from './facts.js';
import { valueKind } from './value-kind.js';

/**
 * References as SQL, whatever type the IDs have. Numbers name nothing by 0, texts and bytes by being empty, everything by NULL.
 */

/** SQL that is true where the column (quoted, with its facts) names a row. */
export function namesARow(name: string, column: ColumnFacts): string {
  switch (valueKind(column)) {
    case 'number':
    case 'float':
    case 'bit':
      return `${name} <> 0`;
    case 'binary':
      return `${name} <> ''`;
    case 'text':
      // MariaDB's UUID type is no text to compare with an empty one.
      return column.charset === undefined ? `${name} IS NOT NULL` : `${name} <> ''`;
    case 'json':
    case 'temporal':
    case 'geometry':
      return `${name} IS NOT NULL`;
  }
}

/** The column's value as it can be compared with the parent's ID: two collations of equal rank cannot be. */
export function asParentId(name: string, column: ColumnFacts, parent: ColumnFacts): string {
  if (parent.charset === undefined || parent.collation === undefined) return name;
  if (column.collation === parent.collation) return name;
  const { charset, collation } = parent;
  return valueKind(column) === 'text' || valueKind(column) === 'number'
    ? `CONVERT(${name} USING ${charset}) COLLATE ${collation}`
    : name;
}
