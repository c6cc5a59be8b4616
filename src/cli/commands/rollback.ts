import { RefusedError } from '../../core/refused.js';
import { shell, shellWord } from '../../core/shell.js';
import { confirmed } from '../../operations/confirmed.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { afterRollback, stepsIn } from '../../operations/next-steps.js';
import type { RollbackSummary } from '../../operations/result-shapes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { sayCancelled, stoppable } from '../stoppable.js';

interface RollbackFlags extends SharedFlags {
  readonly run?: string;
  readonly confirm?: string;
  readonly dryRun?: true;
  readonly includeChanged?: true;
  readonly files?: true;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands.rollback.flags;
  command
    .option('--run <id>', told.run)
    .option('--confirm <database>', told.confirm)
    .option('--dry-run', told['dry-run'])
    .option('--include-changed', told['include-changed'])
    .option('--files', told.files)
    .action(act(rollback));
};

async function rollback(execution: Execution<RollbackFlags>): Promise<number> {
  const { cli, flags, reporter, text, lang } = execution;
  const runId = flags.run;
  if (runId === undefined) {
    throw new RefusedError('rollback needs the run to take back', {
      remedy: shell`List the runs with: tenantferry runs -c ${flags.config}; then add: --run ID`,
      because: { code: 'rollback.no-run', params: { config: shellWord(flags.config) } },
    });
  }
  const context = await loadContext(execution);
  const { database } = context.config.target.mysql;
  const dryRun = flags.dryRun === true;
  const includeChanged = flags.includeChanged === true;
  const confirm = dryRun ? undefined : confirmed(flags.confirm, database, 'rollback');
  const operations = await cli.services.operations();
  const files = flags.files === true;
  const changed = `${includeChanged ? ' --include-changed' : ''}${files ? ' --files' : ''}`;
  const again = shell`tenantferry rollback -c ${flags.config} --run ${runId} --confirm ${database}` + changed;
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => {
      sayCancelled(execution);
      reporter.note(text.rollbackNext(again));
    },
    work: async ({ control, requested }) => {
      const request = { runId, confirm, dryRun, includeChanged, files };
      const summary = await operations.rollback(context, request, reporter.listen, control);
      const exitCode = exitCodeOf(summary, dryRun, requested());
      const next = afterRollback({ context, configFile: flags.config }, summary);
      reporter.rolledBack(summary, dryRun, exitCode, stepsIn(next, lang));
      // With changed rows the command would be refused, unless they go along; what to do about them has been said.
      const refused = dryRun && summary.changed.length > 0 && !includeChanged;
      if ((dryRun && !refused) || exitCode === exitCodes.cancelled) reporter.note(text.rollbackNext(again));
      return exitCode;
    },
  });
}

function exitCodeOf(summary: RollbackSummary, dryRun: boolean, stopped: boolean): number {
  if (summary.done && (summary.kept ?? []).length > 0) return exitCodes.partial;
  if (dryRun || summary.done) return exitCodes.done;
  if (stopped) return exitCodes.cancelled;
  const removed = summary.secrets + Object.values(summary.rows).reduce((sum, rows) => sum + rows, 0);
  return removed === 0 && summary.changed.length > 0 ? exitCodes.refused : exitCodes.partial;
}
