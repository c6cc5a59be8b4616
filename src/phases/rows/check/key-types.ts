import type { Finding } from '../../../core/finding.js';
import { isSortedAlike } from '../../../mysql/key-cells.js';
import type { Plan } from '../../../plan/plan.js';

/**
 * Columns of a chunk's key that the target sorts in another way because its type is another one. A range of keys would hold
 * other rows there: what a stopped run or a rollback takes for its own would not be.
 */
export function checkKeyTypes({ tables }: Plan): readonly Finding[] {
  return tables.flatMap(({ table, key, columns }) =>
    columns
      .filter((column) => key.includes(column.name) && !isSortedAlike(column))
      .map(
        ({ name, source, target }): Finding => ({
          code: 'schema.key-type',
          severity: 'blocker',
          subject: 'target-mysql',
          title: `${table}.${name} is part of the key that chunks range over, and ${source?.columnType ?? ''} becomes ${target.columnType}: the target sorts such values in another way, so that nothing could be copied, compared or taken back by range`,
          remedy: `give the target's column the type ${source?.columnType ?? ''}, or leave the table out with --skip ${table}`,
          table,
          column: name,
          params: { from: source?.columnType ?? '', to: target.columnType },
        }),
      ),
  );
}
