import { shell } from '../core/shell.js';
import { confirmed } from '../operations/confirmed.js';
import { exitCodes } from '../operations/exit-codes.js';
import { afterRepair, stepsIn } from '../operations/next-steps.js';
import type { RepairSummary } from '../operations/repair-types.js';
import { loadContext } from './context.js';
import type { Execution } from './execute.js';
import type { SharedFlags } from './flags.js';
import { writePrivateFile } from './private-file.js';
import { cancellable, sayCancelled, stoppable } from './stoppable.js';

export interface RepairFlags extends SharedFlags {
  readonly run?: string;
  readonly confirm?: string;
  readonly deleteExtra?: true;
  readonly dryRun?: true;
}

/** validate --repair */
export async function repair(execution: Execution<RepairFlags>): Promise<number> {
  const { cli, flags, reporter, text, lang } = execution;
  const context = await loadContext(execution);
  const { database } = context.config.target.mysql;
  const dryRun = flags.dryRun === true;
  const deleteExtra = flags.deleteExtra === true;
  const confirm = dryRun ? undefined : confirmed(flags.confirm, database, 'validate --repair');
  const operations = await cli.services.operations();
  reporter.note(text.validating(text.level.full));
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => sayCancelled(execution),
    work: async ({ control }) => {
      const request = { runId: flags.run, confirm, dryRun, deleteExtra };
      const summary = await operations.repair(context, request, reporter.listen, control);
      const exitCode = exitCodeOf(summary);
      reporter.repaired(summary, dryRun, exitCode);
      if (dryRun && summary.proposals.length > 0) {
        const run = flags.run === undefined ? '' : shell` --run ${flags.run}`;
        const command = `${shell`tenantferry validate -c ${flags.config}`}${run}${shell` --repair --confirm ${database}`}`;
        reporter.note(text.repairNext(`${command}${deleteExtra ? ' --delete-extra' : ''}`));
      }
      if (!dryRun && !summary.stopped) {
        const next = afterRepair({ context, configFile: flags.config }, summary);
        reporter.validated(summary.validation, exitCode, stepsIn(next, lang));
      }
      return exitCode;
    },
  });
}

function exitCodeOf({ validation, stopped }: RepairSummary): number {
  if (stopped) return exitCodes.cancelled;
  return validation.ok ? exitCodes.done : exitCodes.differences;
}

/** validate --repair-sql FILE */
export async function saveRepairSql(execution: Execution<RepairFlags>, path: string): Promise<number> {
  const { cli, flags, reporter, text } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  reporter.note(text.validating(text.level.full));
  return cancellable(execution, text.cancelledReadOnly, async (signal) => {
    await writePrivateFile(path, operations.repairSql(context, flags.run, reporter.listen, signal));
    reporter.repairSqlSaved(path);
    return exitCodes.done;
  });
}
