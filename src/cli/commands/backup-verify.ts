import { InvalidArgumentError } from 'commander';
import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';

export interface BackupFlags extends SharedFlags {
  readonly maxAgeHours?: number;
}

/** What was written since is lost by going back to an older one. */
const freshHours = 24;

export const define: Define = (command, { help, act }) => {
  const { flags } = help.commands['backup verify'];
  const hours = (text: string): number => {
    if (!/^\d+$/.test(text)) throw new InvalidArgumentError(help.problems.count);
    return Number(text);
  };
  command
    .argument('<file>', flags.file)
    .option('--max-age-hours <hours>', flags['max-age-hours'], hours)
    .action(act<BackupFlags>((execution, file) => backedUp(execution, 'verifyBackup', file)));
};

/** Makes or verifies, and says what was found; gives the exit code. */
export async function backedUp(
  execution: Execution<BackupFlags>,
  operation: 'makeBackup' | 'verifyBackup',
  file: string | undefined,
): Promise<number> {
  const { cli, flags, reporter, text } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  const result = await operations[operation](context, {
    file,
    maxAgeHours: flags.maxAgeHours ?? freshHours,
    startServer: (flavour) => cli.services.startServer(flavour),
    say: (step) => reporter.note(text.backupSteps[step]),
  });
  const exitCode = result.ok ? exitCodes.done : exitCodes.differences;
  reporter.backedUp(result, exitCode);
  return exitCode;
}
