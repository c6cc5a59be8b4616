import { RefusedError } from '../../core/refused.js';
import { shell } from '../../core/shell.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { afterRollback, stepsIn } from '../../operations/next-steps.js';
import type { RollbackSummary } from '../../operations/types.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { stopOnSignals } from '../stop-control.js';
import { confirmed } from './run.js';

/** Flags of `rollback`. */
export interface RollbackFlags extends SharedFlags {
  readonly run?: string;
  readonly confirm?: string;
  readonly dryRun?: true;
  readonly includeChanged?: true;
}

export async function rollback(execution: Execution, flags: RollbackFlags): Promise<number> {
  const { cli, reporter, text } = execution;
  const runId = flags.run;
  if (runId === undefined) {
    throw new RefusedError('rollback needs the run to take back', {
      remedy: `List the runs with: tenantferry runs -c ${flags.config}; then add: --run ID`,
      because: { code: 'rollback.no-run', params: { config: flags.config } },
    });
  }
  const context = await loadContext(execution);
  const { database } = context.config.target.mysql;
  const dryRun = flags.dryRun === true;
  const confirm = dryRun ? undefined : confirmed(flags.confirm, database, 'rollback');
  const operations = await cli.services.operations();
  const changed = flags.includeChanged ? ' --include-changed' : '';
  const again = shell`tenantferry rollback -c ${flags.config} --run ${runId} --confirm ${database}` + changed;
  const cancelled = (): void => {
    reporter.problem({ kind: 'cancelled', message: text.cancelled, exitCode: exitCodes.cancelled });
    reporter.note(text.rollbackNext(again));
  };
  const stopping = stopOnSignals(cli.terminal, context.config.options.parallel, {
    say: (what) => reporter.note(text[what]),
    last: cancelled,
  });
  try {
    const summary = await operations.rollback(
      context,
      {
        runId,
        ...(confirm === undefined ? {} : { confirm }),
        dryRun,
        includeChanged: flags.includeChanged === true,
      },
      reporter.listen,
      stopping.control,
    );
    const exitCode = exitCodeOf(summary, dryRun, stopping.requested());
    const next = afterRollback({ context, configFile: flags.config }, summary);
    reporter.rolledBack(summary, dryRun, exitCode, stepsIn(next, execution.lang));
    // With changed rows the command would be refused, unless they go along; what to do about them has been said.
    const refused = dryRun && summary.changed.length > 0 && flags.includeChanged !== true;
    if ((dryRun && !refused) || exitCode === exitCodes.cancelled) reporter.note(text.rollbackNext(again));
    return exitCode;
  } catch (error) {
    if (!stopping.requested() || error instanceof RefusedError) throw error;
    cancelled();
    return exitCodes.cancelled;
  } finally {
    stopping.release();
  }
}

function exitCodeOf(summary: RollbackSummary, dryRun: boolean, stopped: boolean): number {
  if (summary.done && (summary.kept ?? []).length > 0) return exitCodes.partial;
  if (dryRun || summary.done) return exitCodes.done;
  if (stopped) return exitCodes.cancelled;
  const removed = summary.secrets + Object.values(summary.rows).reduce((sum, rows) => sum + rows, 0);
  return removed === 0 && summary.changed.length > 0 ? exitCodes.refused : exitCodes.partial;
}
