import { RefusedError } from '../../core/refused.js';
import { shell } from '../../core/shell.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { afterRepair, stepsIn } from '../../operations/next-steps.js';
import type { RepairSummary } from '../../operations/types.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { writePrivateFile } from '../private-file.js';
import { cancelOnSignals, stopOnSignals } from '../stop-control.js';
import { confirmed } from './run.js';
import type { ValidateFlags } from './validate-flags.js';

/** Flags that mean nothing without another one are refused, so that nobody believes they did something. */
export function refuseStrayRepairFlags(flags: ValidateFlags): void {
  if (flags.repair && flags.repairSql !== undefined) {
    throw new RefusedError('--repair and --repair-sql exclude each other', {
      remedy: 'Write the SQL first and read it; then repair with either.',
      because: { code: 'repair.either' },
    });
  }
  if (flags.repair) return;
  const stray = [
    flags.confirm === undefined ? '' : '--confirm',
    flags.deleteExtra ? '--delete-extra' : '',
    flags.dryRun ? '--dry-run' : '',
  ].find((flag) => flag !== '');
  if (stray !== undefined) {
    throw new RefusedError(`${stray} is a flag of --repair`, {
      remedy: 'validate only reads; to repair what it finds, add: --repair',
      because: { code: 'repair.stray-flag', params: { flag: stray } },
    });
  }
}

/** validate --repair */
export async function repair(execution: Execution, flags: ValidateFlags): Promise<number> {
  const { cli, reporter, text } = execution;
  const context = await loadContext(execution);
  const { database } = context.config.target.mysql;
  const dryRun = flags.dryRun === true;
  const confirm = dryRun ? undefined : confirmed(flags.confirm, database, 'validate --repair');
  const operations = await cli.services.operations();
  reporter.note(text.validating(text.level.full));
  const cancelled = (): void =>
    reporter.problem({ kind: 'cancelled', message: text.cancelled, exitCode: exitCodes.cancelled });
  const stopping = stopOnSignals(cli.terminal, context.config.options.parallel, {
    say: (what) => reporter.note(text[what]),
    last: cancelled,
  });
  try {
    const summary = await operations.repair(
      context,
      {
        ...(flags.run === undefined ? {} : { runId: flags.run }),
        ...(confirm === undefined ? {} : { confirm }),
        dryRun,
        deleteExtra: flags.deleteExtra === true,
      },
      reporter.listen,
      stopping.control,
    );
    const exitCode = exitCodeOf(summary);
    reporter.repaired(summary, dryRun, exitCode);
    if (dryRun && summary.proposals.length > 0) {
      const run = flags.run === undefined ? '' : shell` --run ${flags.run}`;
      reporter.note(
        text.repairNext(
          `${shell`tenantferry validate -c ${flags.config}`}${run}${shell` --repair --confirm ${database}`}${flags.deleteExtra ? ' --delete-extra' : ''}`,
        ),
      );
    }
    if (!dryRun && !summary.stopped) {
      const next = afterRepair({ context, configFile: flags.config }, summary);
      reporter.validated(summary.validation, exitCode, stepsIn(next, execution.lang));
    }
    return exitCode;
  } catch (error) {
    if (!stopping.requested() || error instanceof RefusedError) throw error;
    cancelled();
    return exitCodes.cancelled;
  } finally {
    stopping.release();
  }
}

function exitCodeOf({ validation, stopped }: RepairSummary): number {
  if (stopped) return exitCodes.cancelled;
  return validation.ok ? exitCodes.done : exitCodes.differences;
}

/** validate --repair-sql FILE */
export async function saveRepairSql(
  execution: Execution,
  flags: ValidateFlags,
  path: string,
): Promise<number> {
  const { cli, reporter, text } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  reporter.note(text.validating(text.level.full));
  const cancelled = (): void =>
    reporter.problem({ kind: 'cancelled', message: text.cancelledReadOnly, exitCode: exitCodes.cancelled });
  const cancelling = cancelOnSignals(cli.terminal, cancelled);
  try {
    const sql = operations.repairSql(context, flags.run, reporter.listen, cancelling.signal);
    await writePrivateFile(path, sql);
    reporter.repairSqlSaved(path);
    return exitCodes.done;
  } catch (error) {
    if (!cancelling.signal.aborted || error instanceof RefusedError) throw error;
    cancelled();
    return exitCodes.cancelled;
  } finally {
    cancelling.release();
  }
}
