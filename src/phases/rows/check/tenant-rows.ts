import { counted } from '../../../core/counted.js';
import { type Finding, finding, sampled } from '../../../core/finding.js';
import { quoteName, quoteText } from '../../../core/sql.js';
import { hasTenants } from '../../../preset/schema.js';
import type { ConflictContext } from './conflicts/context.js';
import { say } from './words.js';

/** Rows the tenant already has in the target that no run of ours brought: said plainly, since a second copy would double them. */
export async function countTenantRows({
  plan,
  preset,
  target,
  targetFacts,
}: ConflictContext): Promise<readonly Finding[]> {
  if (!hasTenants(preset)) return [];
  const counts: [string, number][] = [];
  for (const { table, target: name } of plan.tables) {
    if (!targetFacts.tables[table]?.columns.some(({ name }) => name === plan.tenant.column)) continue;
    const [row] = await target.queryCells(
      `SELECT COUNT(*) FROM (SELECT 1 FROM ${quoteName(name)} WHERE ${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)} LIMIT 10001) AS own`,
    );
    const count = Number(row?.[0]?.toString('latin1') ?? 0);
    if (count > 0) counts.push([table, count]);
  }
  if (counts.length === 0) {
    return [
      finding('ok', 'data', 'conflict.tenant-rows', {
        title: `tenant ${plan.tenant.id} has no row yet in the ${counted(plan.tables.length, 'table')} of the target`,
        params: { tenant: plan.tenant.id, tables: plan.tables.length },
      }),
    ];
  }
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const capped = counts.some(([, count]) => count > 10_000);
  return [
    finding('warning', 'data', 'conflict.tenant-rows', {
      title: `tenant ${plan.tenant.id} already has ${capped ? 'more than ' : ''}${counted(total, 'row')} in ${counted(counts.length, 'table')} of the target`,
      remedy:
        'make sure they are meant to be there (a default template space, an earlier part of the same tenant) and are not an earlier copy of this data',
      count: total,
      sampleCount: counts.length,
      params: { tenant: plan.tenant.id, tables: counts.length, capped },
      ...sampled(
        counts
          .slice(0, 10)
          .map(([table, count]) =>
            count > 10_000 ? say('sample.more', { table, count: 10_000 }) : `${table}: ${count}`,
          ),
      ),
    }),
  ];
}
