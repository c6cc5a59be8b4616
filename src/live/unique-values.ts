import { quoteName } from '../core/sql.js';
import type { IndexFacts } from '../plan/facts.js';
import { eachOf } from '../plan/transform-rows.js';
import { constantOf } from '../plan/treatments.js';
import { type FollowedColumn, type FollowedTable, literalOf } from './followed-table.js';
import type { LoggedRow } from './source-log.js';

/** One part of a unique key whose value rows bring along. */
interface UniquePart {
  readonly column: FollowedColumn;
  /** Indexed characters, or bytes of binary types, where it is not the whole value. */
  readonly prefix: number | undefined;
}

/**
 * The table's unique keys beside its own, as far as rows bring their values: a constant part, such as the tenant, is the same in all
 * rows of ours. A key with a part that the server computes is none of them.
 */
function uniqueKeys(
  table: FollowedTable,
  indexes: readonly IndexFacts[],
): readonly (readonly UniquePart[])[] {
  return indexes.flatMap(({ unique, columns }) => {
    if (!unique) return [];
    const parts: UniquePart[] = [];
    for (const { name, prefix } of columns) {
      const planned = table.plan.columns.find((column) => column.name === name);
      if (planned && constantOf(planned.treatment) !== undefined) continue;
      const column = table.columns.find((candidate) => candidate.name === name);
      if (!column) return [];
      parts.push({ column, prefix });
    }
    const names = parts.map(({ column }) => column.name).toSorted();
    const isOwn = names.join() === table.plan.key.toSorted().join();
    return isOwn || parts.length === 0 ? [] : [parts];
  });
}

/** By unique key, a condition on the target's rows for each row: that they hold the value of it that it brings. NULLs are like no other value. */
export function holdersOf(
  table: FollowedTable,
  indexes: readonly IndexFacts[],
  rows: readonly LoggedRow[],
): readonly (readonly string[])[] {
  return uniqueKeys(table, indexes).map((parts) =>
    rows.flatMap((row) => {
      const values = parts.map((part) => equals(part, row));
      return values.some((value) => value === null) ? [] : [values.join(' AND ')];
    }),
  );
}

function equals({ column, prefix }: UniquePart, row: LoggedRow): string | null {
  const mapped = column.value(row);
  const each = eachOf(column.transform);
  const cell = each ? each(mapped) : mapped;
  if (cell === null) return null;
  const name = quoteName(column.name);
  const literal = literalOf(column, cell);
  return prefix === undefined
    ? `${name} = ${literal}`
    : `LEFT(${name}, ${prefix}) = LEFT(${literal}, ${prefix})`;
}
