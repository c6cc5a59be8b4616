import type { Session } from '../../mysql/session.js';
import type { Plan } from '../../plan/plan.js';
import { quoteText } from '../../plan/sql.js';
import type { CheckResult } from '../result.js';

/** Whether every migrated table is still in the target with every column that the run wrote. */
export async function checkTablesPresent(target: Session, plan: Plan): Promise<CheckResult[]> {
  const rows = await target.queryCells(
    `SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${quoteText(plan.target.database)}`,
  );
  const columns = new Map<string, Set<string>>();
  for (const row of rows) {
    const [table, column] = row.map((cell) => cell?.toString('utf8') ?? '');
    if (table === undefined || column === undefined) continue;
    columns.set(table, (columns.get(table) ?? new Set()).add(column));
  }
  return plan.tables.map((planned): CheckResult => {
    const { table } = planned;
    const base = { check: 'tables-present', table, differences: [] };
    const present = columns.get(table);
    if (!present) {
      const { database } = plan.target;
      const detail = `the table is not in ${database}`;
      return { ...base, ok: false, detail, code: 'tables-present.absent', params: { database } };
    }
    const missing = planned.columns.map(({ name }) => name).filter((name) => !present.has(name));
    return missing.length === 0
      ? {
          ...base,
          ok: true,
          detail: `present with all ${planned.columns.length} columns`,
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
