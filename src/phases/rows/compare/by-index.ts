import { quoteName } from '../../../core/sql.js';
import type { IndexFacts } from '../../../plan/facts.js';

/*
 * Statements that lock rows go by the index of their key. Servers read a small table to its end where many of its rows are asked for (MySQL
 * for 10 of 1,000), and lock all that they read until the transaction ends: other tenants' rows, and the gaps between them.
 */

/** The unique key over just these columns; undefined where a table has none that statements may name. */
export function indexOf(key: readonly string[], indexes: readonly IndexFacts[]): string | undefined {
  const wanted = key.toSorted().join('\0');
  const same = indexes.filter(
    ({ unique, hidden, columns }) =>
      unique &&
      !hidden &&
      columns.every(({ prefix }) => prefix === undefined) &&
      columns
        .map(({ name }) => name)
        .toSorted()
        .join('\0') === wanted,
  );
  return (same.find(({ name }) => name === 'PRIMARY') ?? same[0])?.name;
}

/** A table in SELECT or UPDATE. */
export function byIndex(table: string, index: string | undefined): string {
  return `${quoteName(table)}${index === undefined ? '' : ` FORCE INDEX (${quoteName(index)})`}`;
}

/**
 * The beginning of a DELETE. Each server reads its own comment only: MySQL a hint; MariaDB, which takes none in a DELETE, the spelling for
 * several tables, where FORCE INDEX may stand.
 */
export function deleteByIndex(table: string, index: string | undefined): string {
  const [name, by] = [quoteName(table), quoteName(index ?? '')];
  // A name with the end of a comment in it would end the comment.
  if (index === undefined || `${name}${by}`.includes('*/')) return `DELETE FROM ${name}`;
  return `DELETE /*+ INDEX(${name} ${by}) */ /*M! ${name} */ FROM ${name} /*M! FORCE INDEX (${by}) */`;
}
