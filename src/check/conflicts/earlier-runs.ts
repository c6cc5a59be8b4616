import { RefusedError } from '../../config/config.js';
import type { Finding } from '../../plan/finding.js';
import { quoteName, quoteText } from '../../plan/sql.js';
import { chooseRun } from '../../run/choose-run.js';
import type { StoredRun } from '../../run/ledger/runs.js';
import type { ConflictContext } from './context.js';

/** The run is refused again when it starts; here the operator learns it before. */
export function findEarlierRuns(context: ConflictContext, earlier: readonly StoredRun[]): readonly Finding[] {
  try {
    chooseRun({
      plan: context.plan,
      request: { resume: false, phase: 'all' },
      earlier,
      configPath: context.config.path,
    });
    return [];
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return [
      {
        code: 'conflict.earlier-run',
        severity: 'blocker',
        subject: 'data',
        title: error.message,
        remedy: error.remedy ?? `look at: tenantferry runs -c ${context.config.path}`,
        ...(error.because ? { params: { because: error.because.code, ...error.because.params } } : {}),
        count: earlier.length,
        samples: earlier
          .slice(0, 10)
          .map((run) => `run ${run.runId}: ${run.state}, started ${run.startedAt}`),
      },
    ];
  }
}

/** Rows the tenant already has in the target that no run of ours brought: said plainly, since a second copy would double them. */
export async function countTenantRows(context: ConflictContext): Promise<readonly Finding[]> {
  const { plan, target, targetFacts } = context;
  const counts: [string, number][] = [];
  for (const { table } of plan.tables) {
    if (!targetFacts.tables[table]?.columns.some(({ name }) => name === plan.tenant.column)) continue;
    const [row] = await target.queryCells(
      `SELECT COUNT(*) FROM (SELECT 1 FROM ${quoteName(table)} WHERE ${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)} LIMIT 10001) AS own`,
    );
    const count = Number(row?.[0]?.toString('latin1') ?? 0);
    if (count > 0) counts.push([table, count]);
  }
  if (counts.length === 0) {
    return [
      {
        code: 'conflict.tenant-rows',
        severity: 'ok',
        subject: 'data',
        title: `tenant ${plan.tenant.id} has no row yet in the ${plan.tables.length} tables of the target`,
        params: { tenant: plan.tenant.id, tables: plan.tables.length },
      },
    ];
  }
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const capped = counts.some(([, count]) => count > 10_000);
  return [
    {
      code: 'conflict.tenant-rows',
      severity: 'warning',
      subject: 'data',
      title: `tenant ${plan.tenant.id} already has ${capped ? 'more than ' : ''}${total} rows in ${counts.length} tables of the target`,
      remedy:
        'make sure they are meant to be there (a default template space, an earlier part of the same tenant) and are not an earlier copy of this data',
      count: total,
      params: { tenant: plan.tenant.id, tables: counts.length, capped },
      samples: counts
        .slice(0, 10)
        .map(([table, count]) => `${table}: ${count > 10_000 ? 'more than 10000' : count}`),
    },
  ];
}
