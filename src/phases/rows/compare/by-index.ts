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

/** The beginning of a DELETE. MySQL takes a hint there; MariaDB none, and reads all where about a third of a table's rows go. */
export function deleteByIndex(table: string, index: string | undefined): string {
  const hint = index === undefined ? '' : ` INDEX(${quoteName(table)} ${quoteName(index)}) `;
  // A name would end the comment.
  return `DELETE${hint === '' || hint.includes('*/') ? '' : ` /*+${hint}*/`} FROM ${quoteName(table)}`;
}
