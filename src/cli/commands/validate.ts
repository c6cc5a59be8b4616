import { Option } from 'commander';
import { RefusedError } from '../../core/refused.js';
import type { ValidationLevel } from '../../core/validation-shape.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { afterValidation, stepsIn } from '../../operations/next-steps.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { type RepairFlags, repair, saveRepairSql } from '../repair.js';
import { cancellable } from '../stoppable.js';

interface ValidateFlags extends RepairFlags {
  readonly level: ValidationLevel;
  readonly repair?: true;
  readonly repairSql?: string;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands.validate.flags;
  command
    .addOption(
      new Option('--level <level>', told.level).choices(['counts', 'checksum', 'full']).default('checksum'),
    )
    .option('--run <id>', told.run)
    .option('--repair', told.repair)
    .option('--confirm <database>', told.confirm)
    .option('--delete-extra', told['delete-extra'])
    .option('--dry-run', told['dry-run'])
    .option('--repair-sql <file>', told['repair-sql'])
    .action(act(validate));
};

async function validate(execution: Execution<ValidateFlags>): Promise<number> {
  const { cli, flags, reporter, text, lang } = execution;
  refuseStrayRepairFlags(flags);
  if (flags.repair) return repair(execution);
  if (flags.repairSql !== undefined) return saveRepairSql(execution, flags.repairSql);
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  reporter.note(text.validating(text.level[flags.level]));
  return cancellable(execution, text.cancelled, async (signal) => {
    const request = { level: flags.level, runId: flags.run, signal };
    const result = await operations.validate(context, request, reporter.listen);
    const exitCode = result.ok ? exitCodes.done : exitCodes.differences;
    const next = afterValidation({ context, configFile: flags.config }, result);
    reporter.validated(result, exitCode, stepsIn(next, lang));
    return exitCode;
  });
}

/** Flags that mean nothing without another one are refused, so that nobody believes they did something. */
function refuseStrayRepairFlags(flags: ValidateFlags): void {
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
