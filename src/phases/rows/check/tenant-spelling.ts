import { type Finding, finding } from '../../../core/finding.js';
import { quoteName, quoteText } from '../../../core/sql.js';
import type { Session } from '../../../mysql/session.js';
import { hasTenant, type Plan } from '../../../plan/plan.js';

/**
 * A tenant that the target knows under the same name in other letters: its tenant column compares without regard to case, so
 * the services would take both for one. Reads only.
 */
export async function checkTenantSpelling(target: Session, plan: Plan): Promise<readonly Finding[]> {
  const column = quoteName(plan.tenant.column);
  const id = quoteText(plan.tenant.id);
  for (const { table, target: name } of plan.tables.filter((planned) => hasTenant(plan, planned))) {
    const rows = await target.queryCells(
      `SELECT ${column} FROM ${quoteName(name)} WHERE ${column} = ${id}
        AND CAST(${column} AS BINARY) <> CAST(${id} AS BINARY) LIMIT 1`,
    );
    const other = rows[0]?.[0]?.toString('utf8');
    if (other === undefined) continue;
    return [
      finding('blocker', 'config', 'config.tenant-spelling', {
        title: `the target has a tenant ${other}, which its services cannot tell from ${plan.tenant.id}`,
        remedy: `if it is the same tenant, set migration.target_tenant_id: ${other}; if not, choose another ID`,
        table,
        params: { tenant: plan.tenant.id, other },
      }),
    ];
  }
  return [];
}
