import { counted } from '../../../core/counted.js';
import { type Finding, finding } from '../../../core/finding.js';
import { quoteName } from '../../../core/sql.js';
import { businessCondition } from '../../../mysql/chunks.js';
import { count } from '../../../mysql/count.js';
import { tenantCondition } from '../compare/scope.js';
import type { ConflictContext } from './conflicts/context.js';

/**
 * Rows that are in the target already, of tables without a key: nobody could tell them from those that the run brings, so validation
 * would take them for extra rows, and a rollback would take them along. Reads only.
 */
export async function findKeylessRows({ plan, target }: ConflictContext): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const table of plan.tables.filter(({ key }) => key.length === 0)) {
    const tenant = tenantCondition(plan, table);
    const ours = `${tenant ?? 'TRUE'} AND ${businessCondition(table, 'target')}`;
    const rows = await count(target, `${quoteName(table.target)} WHERE ${ours}`);
    if (rows === 0) continue;
    findings.push(
      finding('blocker', 'data', 'conflict.keyless-rows', {
        title: `${table.table} has no key whose columns are all copied, and the target holds ${counted(rows, 'row')} of it already${tenant === undefined ? '' : ` for tenant ${plan.tenant.id}`}: nobody could tell them from the copied ones, neither validation nor a rollback`,
        remedy: `give ${table.table} a unique key without NULLs on both sides, remove those rows from the target, or leave the table out with --skip ${table.table}`,
        table: table.table,
        count: rows,
        params: { tenant: tenant === undefined ? null : plan.tenant.id },
      }),
    );
  }
  return findings;
}
