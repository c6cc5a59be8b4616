import { type Finding, finding } from '../../../core/finding.js';
import { formatSetting } from '../../../core/format.js';
import { cellContextOf } from '../../../keys/cell-context.js';
import type { Plan } from '../../../plan/plan.js';
import type { Checking } from '../../phase.js';
import type { ConflictContext } from './conflicts/context.js';
import { findConflicts } from './conflicts/find-conflicts.js';
import { checkCredentials } from './credentials.js';
import { checkGenerators } from './generators.js';
import { checkKeyOrder } from './key-order.js';
import { checkKeyTypes } from './key-types.js';
import { findKeylessRows } from './keyless-rows.js';
import { checkReshapedRows } from './reshape/rows.js';
import { countTenantRows } from './tenant-rows.js';
import { checkTenantSpelling } from './tenant-spelling.js';
import { checkTimeZones } from './time-zones.js';

/** What rows are checked and measured with. */
export function rowsContext({
  context,
  sides,
  plan,
}: Pick<Checking, 'context' | 'sides' | 'plan'>): ConflictContext {
  return { ...context, ...sides, plan, cells: cellContextOf(context.config, 'trial') };
}

/** Keys, times, IDs, size, generators and master keys: what the plan of the rows says, and the source to it. */
export async function checkRowsPlan(checking: Checking): Promise<void> {
  const { context, sides, plan, idTables, keysConfirmed, report } = checking;
  const data = rowsContext(checking);
  for (const table of plan.tables) report(await checkReshapedRows(sides.source, table));
  report(checkKeyTypes(plan));
  report(await checkKeyOrder(sides.source, plan));
  report(await checkTimeZones(data));
  report([describeIds(plan), describeSize(plan)]);
  report(checkGenerators(context.preset, plan, sides.sourceFacts, sides.targetFacts, idTables));
  report(await checkCredentials(data, keysConfirmed));
}

/** The rows that would be written beside those of the target. */
export async function checkRowsInTarget(checking: Checking): Promise<void> {
  const { sides, plan, report, progress } = checking;
  const data = rowsContext(checking);
  report(await checkTenantSpelling(sides.target, plan));
  report(await countTenantRows(data));
  report(await findKeylessRows(data));
  await findConflicts(data, report, ({ table, done, tables, share }) =>
    progress?.tell({ step: 'conflicts', table, done, total: tables }, share),
  );
}

function describeIds({ ids }: Plan): Finding {
  return finding('info', 'config', 'plan.ids', {
    title: `IDs are ${ids.mode === 'preserve' ? 'kept as they are' : 'shifted'}: ${ids.reason}`,
    params: { mode: ids.mode, because: ids.because?.code ?? null, ...ids.because?.params },
  });
}

/** No server tells its free disk space, so the operator must look. */
function describeSize({ tables }: Plan): Finding {
  const bytes = tables.reduce((sum, table) => sum + table.approximateBytes, 0);
  return finding('info', 'target-mysql', 'mysql.disk', {
    title: `the tables take about ${formatSetting(bytes)} in the source; the target needs that much free disk space and as much again for its logs, which cannot be read from here`,
    params: { size: formatSetting(bytes) },
  });
}
