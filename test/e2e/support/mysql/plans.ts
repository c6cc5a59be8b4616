import { readDatabaseFacts } from '../../../../src/mysql/facts.js';
import type { Session } from '../../../../src/mysql/session.js';
import type { ColumnPlan, TablePlan } from '../../../../src/plan/plan.js';
import type { Treatment } from '../../../../src/plan/treatments.js';

/** A plan that copies every column of `table` as it is, between two sessions' databases; `treatments` says otherwise. */
export async function planTable(
  source: Session,
  sourceDatabase: string,
  target: Session,
  targetDatabase: string,
  table: string,
  treatments: Readonly<Record<string, Treatment>> = {},
): Promise<TablePlan> {
  const from = (await readDatabaseFacts(source, sourceDatabase)).tables[table];
  const to = (await readDatabaseFacts(target, targetDatabase)).tables[table];
  if (!from || !to) throw new Error(`no table ${table}`);
  const columns: ColumnPlan[] = [];
  for (const column of to.columns) {
    if (column.generated) continue;
    const treatment = treatments[column.name] ?? { kind: 'same' };
    const own = from.columns.find(({ name }) => name === column.name);
    if (treatment.kind !== 'constant' && !own) throw new Error(`no source column ${column.name}`);
    columns.push({
      name: column.name,
      treatment,
      ...(own && treatment.kind !== 'constant' ? { source: own } : {}),
      target: column,
      secret: false,
    });
  }
  const primary = from.indexes.find(({ name }) => name === 'PRIMARY');
  return {
    table,
    source: table,
    target: table,
    level: 1,
    key: primary?.columns.map(({ name }) => name) ?? [],
    columns,
    droppedColumns: [],
    approximateRows: from.approximateRows,
    approximateBytes: from.approximateBytes,
  };
}
