import type { Finding } from '../../plan/finding.js';
import type { ColumnPlan, TablePlan } from '../../plan/plan.js';
import { jsonMisfits, shiftedPaths } from '../../run/json-misfits.js';
import { type ConflictContext, Tally } from './context.js';

/** References inside JSON that are to be shifted and are no plain integers, such as `"12"` or `1.0`: they would stay. */
export async function findJsonMisfits(
  context: ConflictContext,
  table: TablePlan,
): Promise<readonly Finding[]> {
  const columns = table.columns.filter((column) => shiftedPaths(column).length > 0);
  const found: Finding[] = [];
  // One after the other: they share a connection.
  for (const column of columns) found.push(...(await ofColumn(context, table, column)));
  return found;
}

async function ofColumn(
  { source }: ConflictContext,
  table: TablePlan,
  column: ColumnPlan,
): Promise<readonly Finding[]> {
  const tally = new Tally();
  const whole = { after: null, through: null };
  for await (const { key, path } of jsonMisfits(source, table, column, whole)) {
    tally.add(() => `${table.table} ${key}: ${column.name} at ${path}`);
  }
  if (tally.count === 0) return [];
  const one = tally.count === 1;
  return [
    {
      code: 'conflict.json-id',
      severity: 'blocker',
      subject: 'data',
      title: `${tally.count} ${one ? 'reference' : 'references'} in ${table.table}.${column.name} ${one ? 'is no plain integer' : 'are no plain integers'} (such as "12", 1.0 or an object), so ${one ? 'it' : 'they'} cannot be shifted with the IDs`,
      remedy:
        'write them as plain integers in the source, or set migration.ids: preserve, which changes no ID',
      table: table.table,
      column: column.name,
      count: tally.count,
      samples: tally.samples,
    },
  ];
}
