import { exitCodes } from '../../operations/exit-codes.js';
import { afterValidation, stepsIn } from '../../operations/next-steps.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { cancelOnSignals } from '../stop-control.js';
import { refuseStrayRepairFlags, repair, saveRepairSql } from './repair.js';
import type { ValidateFlags } from './validate-flags.js';

export async function validate(execution: Execution, flags: ValidateFlags): Promise<number> {
  refuseStrayRepairFlags(flags);
  if (flags.repair) return repair(execution, flags);
  if (flags.repairSql !== undefined) return saveRepairSql(execution, flags, flags.repairSql);
  const { cli, reporter, text } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  reporter.note(text.validating(text.level[flags.level]));
  const cancelled = (): void =>
    reporter.problem({ kind: 'cancelled', message: text.cancelled, exitCode: exitCodes.cancelled });
  const cancelling = cancelOnSignals(cli.terminal, cancelled);
  try {
    const result = await operations.validate(
      context,
      {
        level: flags.level,
        ...(flags.run === undefined ? {} : { runId: flags.run }),
        signal: cancelling.signal,
      },
      reporter.listen,
    );
    const exitCode = result.ok ? exitCodes.done : exitCodes.differences;
    const next = afterValidation({ context, configFile: flags.config }, result);
    reporter.validated(result, exitCode, stepsIn(next, execution.lang));
    return exitCode;
  } catch (error) {
    if (!cancelling.signal.aborted) throw error;
    cancelled();
    return exitCodes.cancelled;
  } finally {
    cancelling.release();
  }
}
