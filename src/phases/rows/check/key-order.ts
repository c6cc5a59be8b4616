import type { Finding } from '../../../core/finding.js';
import { quoteName } from '../../../core/sql.js';
import { filterCondition } from '../../../mysql/chunks.js';
import type { Session } from '../../../mysql/session.js';
import { unlikeTheRest } from '../../../plan/id-shift.js';
import { keyColumnPlans } from '../../../plan/key-shift.js';
import type { ColumnPlan, Plan, TablePlan } from '../../../plan/plan.js';
import { sourceRows } from '../../../plan/reshape/reshape.js';

/**
 * Key columns whose values do not all move alike, as far as rows of the source hold such values. In the target these rows lie
 * outside the range of keys that they were copied in, so that a rollback, a resumed run or a validation would miss them.
 */
export async function checkKeyOrder(source: Session, { tables }: Plan): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const table of tables) {
    for (const column of keyColumnPlans(table)) {
      const condition = outOfOrder(column);
      if (condition === null || !(await holdsRows(source, table, condition))) continue;
      findings.push({
        code: 'ids.key-order',
        severity: 'blocker',
        subject: 'config',
        title: `${table.table}.${column.name} is part of the key that chunks range over, and not all of its values move alike (a row that the target has already, a reference that is kept or becomes 0, another name): such rows leave the order of the keys, and a rollback could miss them`,
        remedy: `let references be shifted as their rows are (migration.dangling_references: shift, identical_rows: refuse), or leave the table out with --skip ${table.table}`,
        table: table.table,
        column: column.name,
      });
    }
  }
  return findings;
}

/** SQL for the source's values that leave the order; null where all keep it. */
function outOfOrder({ name, source, treatment }: ColumnPlan): string | null {
  const column = quoteName(source?.name ?? name);
  switch (treatment.kind) {
    case 'reference': {
      if (treatment.toZero) return `${column} <> 0`;
      const ids = unlikeTheRest(treatment);
      return ids.length === 0 ? null : `${column} IN (${ids.map((id) => BigInt(id)).join(', ')})`;
    }
    case 'json-ids':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
      return 'TRUE';
    case 'users':
      return Object.keys(treatment.map).length === 0 ? null : 'TRUE';
    case 'same':
    case 'constant':
    case 'cast':
    case 'time-zone':
    case 'offset':
      return null;
  }
}

async function holdsRows(source: Session, table: TablePlan, condition: string): Promise<boolean> {
  const rows = await source.queryCells(
    `SELECT 1 FROM ${sourceRows(table)} WHERE ${filterCondition(table)} AND ${condition} LIMIT 1`,
  );
  return rows.length > 0;
}
