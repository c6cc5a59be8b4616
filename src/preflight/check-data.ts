import type { Finding } from '../core/finding.js';
import { formatSetting } from '../core/format.js';
import type { TableIds } from '../plan/id-ranges.js';
import type { Plan } from '../plan/plan.js';
import { checkBusinesses } from './businesses.js';
import type { PlanOptions } from './check-options.js';
import type { ConflictContext } from './conflicts/context.js';
import {
  countTenantRows,
  type EarlierRuns,
  findEarlierRuns,
  findGoneRows,
} from './conflicts/earlier-runs.js';
import { findConflicts } from './conflicts/index.js';
import { checkCredentials } from './credentials.js';
import { checkGenerators } from './generators.js';
import { checkBulkMethod } from './mysql/bulk.js';
import { describeLeftOut, describeNotMoved, findNotMoved } from './not-moved.js';
import { noSecretsLook } from './progress-weights.js';
import { lookAtSecrets, type SecretsLook } from './secrets.js';
import { checkTenantSpelling } from './tenant-spelling.js';
import { runWatchLists } from './watch-lists.js';

/** What the data say to a plan: conflicts, secrets, watch lists, what does not move, and what the phases look at themselves. */
export async function checkData(
  data: ConflictContext,
  { location, runs, idTables }: EarlierRuns & { readonly idTables: readonly TableIds[] },
  {
    phases = [],
    listener = () => undefined,
    resume = false,
    vaults,
    everySecret = false,
    keysConfirmed = 'unasked',
    signal,
    progress,
  }: PlanOptions,
  report: (findings: readonly Finding[]) => void,
): Promise<
  { readonly secrets: SecretsLook | null; readonly forecasts: Readonly<Record<string, number>> } & Pick<
    Plan,
    'notMoved'
  >
> {
  const { plan, preset, sourceFacts, targetFacts } = data;
  report([describeIds(plan), describeSize(plan)]);
  report(checkGenerators(preset, plan, sourceFacts, targetFacts, idTables));
  report(await checkCredentials(data, keysConfirmed));
  let secrets: SecretsLook | null = null;
  if (resume) report(await findGoneRows(data, { location, runs }));
  else {
    report(await checkBusinesses(data.source, plan));
    const again = await findEarlierRuns(data, { location, runs });
    report(again);
    // After a whole earlier run every row clashes; one sentence says it better.
    if (again.length === 0) {
      report(await checkTenantSpelling(data.target, plan));
      report(await countTenantRows(data));
      await findConflicts(data, report, ({ table, done, tables, share }) =>
        progress?.tell({ step: 'conflicts', table, done, total: tables }, share),
      );
      if (vaults) {
        secrets = await lookAtSecrets(data, {
          every: everySecret,
          onRows: (table, done, total) => progress?.tell({ step: 'secrets-look', table, done, total }),
        });
      }
      report(secrets?.findings ?? []);
    }
  }
  if ((secrets?.rows ?? 0) === 0) progress?.expect(noSecretsLook(plan));
  progress?.tell({ step: 'watch-lists', done: 0, total: 1 });
  report(await checkBulkMethod(data.config, plan, targetFacts));
  report(await runWatchLists(data));
  progress?.tell({ step: 'watch-lists', done: 1, total: 1 });
  const notMoved = await findNotMoved(data.source, plan, preset);
  report(notMoved.map(describeNotMoved));
  const forecasts: Record<string, number> = {};
  for (const { id, check, takesPart, step } of phases) {
    if (!takesPart(plan)) continue;
    const onThing = (done: number, total: number) => progress?.tell({ step: `${step}-look`, done, total });
    const onForecast = (seconds: number) => {
      forecasts[id] = seconds;
    };
    report(await check({ context: data, plan, listener, every: everySecret, signal, onThing, onForecast }));
  }
  report(describeLeftOut(plan));
  return { secrets, forecasts, notMoved: notMoved.map(({ item }) => item) };
}

function describeIds({ ids }: Plan): Finding {
  return {
    code: 'plan.ids',
    severity: 'info',
    subject: 'config',
    title: `IDs are ${ids.mode === 'preserve' ? 'kept as they are' : 'shifted'}: ${ids.reason}`,
    params: { mode: ids.mode, because: ids.because?.code ?? null, ...ids.because?.params },
  };
}

/** No server tells its free disk space, so the operator must look. */
function describeSize({ tables }: Plan): Finding {
  const bytes = tables.reduce((sum, table) => sum + table.approximateBytes, 0);
  return {
    code: 'mysql.disk',
    severity: 'info',
    subject: 'target-mysql',
    title: `the tables take about ${formatSetting(bytes)} in the source; the target needs that much free disk space and as much again for its logs, which cannot be read from here`,
    params: { size: formatSetting(bytes) },
  };
}
