import type { GeneratedColumn } from '../../../../mysql/constraints.js';
import type { ColumnFacts, DatabaseFacts, Flavour, TableFacts } from '../../../../plan/facts.js';
import { integerRange } from '../../../../plan/integer-range.js';
import { valueKind } from '../../../../plan/value-kind.js';
import { lengthLimit } from '../values/column-limits.js';

/**
 * SQL that holds for rows which a server refuses since what it computes for a column does not fit there; null where it takes
 * any. MariaDB computes a virtual column at the write only where a key holds it (tried with 10.11).
 */
export function misfits(
  { expression, isStored }: GeneratedColumn,
  column: ColumnFacts,
  table: TableFacts,
  { flavour }: Pick<DatabaseFacts, 'flavour'>,
): string | null {
  const isInKey = table.indexes.some(({ columns }) => columns.some(({ name }) => name === column.name));
  if (flavour === 'mariadb' && !isStored && !isInKey) return null;
  const value = `(${expression})`;
  const terms = [...(column.nullable ? [] : [`${value} IS NULL`]), ...limits(column, value, flavour)];
  // NULL fits wherever it may stand.
  return terms.length === 0 ? null : terms.map((term) => `COALESCE(${term}, FALSE)`).join(' OR ');
}

function limits(column: ColumnFacts, value: string, flavour: Flavour): readonly string[] {
  const range = integerRange(column);
  if (range) return [`NOT ROUND(${value}) BETWEEN ${range.lowest} AND ${range.highest}`];
  if (column.dataType === 'decimal') {
    const { numericPrecision = 65, numericScale = 0 } = column;
    const limit = `1${'0'.repeat(numericPrecision - numericScale)}`;
    return [`ABS(ROUND(${value}, ${numericScale})) >= ${limit}`];
  }
  const limit = lengthLimit(column);
  if (!limit) return [];
  // MariaDB cuts spaces at the end without a word; MySQL refuses even these.
  const text =
    flavour === 'mariadb' && valueKind(column) === 'text' ? `TRIM(TRAILING ' ' FROM ${value})` : value;
  return [`${limit.unit === 'characters' ? 'CHAR_LENGTH' : 'LENGTH'}(${text}) > ${limit.length}`];
}
