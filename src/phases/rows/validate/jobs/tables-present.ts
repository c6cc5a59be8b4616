import { counted } from '../../../../core/counted.js';
import { quoteText, textCells } from '../../../../core/sql.js';
import type { JobResult } from '../../../../core/validation-shape.js';
import type { Session } from '../../../../mysql/session.js';
import type { Plan } from '../../../../plan/plan.js';
import { tableKey } from '../../../../plan/spell-facts.js';
import { columnKey } from '../../../../preset/column-names.js';

/** Whether every migrated table is still in the target with every column that the run wrote. */
export async function checkTablesPresent(target: Session, plan: Plan): Promise<JobResult[]> {
  const rows = await target.queryCells(
    `SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${quoteText(plan.target.database)}`,
  );
  const [setting] = await target.queryCells('SELECT @@lower_case_table_names');
  const server = { variables: { lower_case_table_names: setting?.[0]?.toString('latin1') ?? '0' } };
  const columns = new Map<string, Set<string>>();
  for (const row of rows) {
    const [table = '', column = ''] = textCells(row);
    const key = tableKey(table, server);
    columns.set(key, (columns.get(key) ?? new Set()).add(columnKey(column)));
  }
  return plan.tables.map((planned): JobResult => {
    const { table } = planned;
    const base = { check: 'tables-present', table, differences: [] };
    const present = columns.get(tableKey(planned.target, server));
    if (!present) {
      const { database } = plan.target;
      const detail = `the table is not in ${database}`;
      return { ...base, ok: false, detail, code: 'tables-present.absent', params: { database } };
    }
    const missing = planned.columns.map(({ name }) => name).filter((name) => !present.has(columnKey(name)));
    return missing.length === 0
      ? {
          ...base,
          ok: true,
          detail: `present with ${planned.columns.length === 1 ? 'its' : 'all'} ${counted(planned.columns.length, 'column')}`,
          code: 'tables-present.whole',
          params: { columns: planned.columns.length },
        }
      : {
          ...base,
          ok: false,
          detail: `columns are missing: ${missing.join(', ')}`,
          code: 'tables-present.columns',
          params: { missing: missing.join(', ') },
        };
  });
}
