import { type Command, Option } from 'commander';
import type { ValidateFlags } from '../actions/validate-flags.js';
import type { Cli } from '../cli.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry validate */
export function addValidateCommand(program: Command, cli: Cli, help: HelpText): void {
  const told = help.commands.validate.flags;
  addCommand(program, 'validate', help)
    .addOption(
      new Option('--level <level>', told.level).choices(['counts', 'checksum', 'full']).default('checksum'),
    )
    .option('--run <id>', told.run)
    .option('--repair', told.repair)
    .option('--confirm <database>', told.confirm)
    .option('--delete-extra', told['delete-extra'])
    .option('--dry-run', told['dry-run'])
    .option('--repair-sql <file>', told['repair-sql'])
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { validate }] = await Promise.all([
        import('../execute.js'),
        import('../actions/validate.js'),
      ]);
      const flags = command.optsWithGlobals<ValidateFlags>();
      await execute(cli, flags, { command: 'validate' }, (execution) => validate(execution, flags));
    });
}
