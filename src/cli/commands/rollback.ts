import type { Command } from 'commander';
import type { RollbackFlags } from '../actions/rollback.js';
import type { Cli } from '../cli.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry rollback */
export function addRollbackCommand(program: Command, cli: Cli, help: HelpText): void {
  const told = help.commands.rollback.flags;
  addCommand(program, 'rollback', help)
    .option('--run <id>', told.run)
    .option('--confirm <database>', told.confirm)
    .option('--dry-run', told['dry-run'])
    .option('--include-changed', told['include-changed'])
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { rollback }] = await Promise.all([
        import('../execute.js'),
        import('../actions/rollback.js'),
      ]);
      const flags = command.optsWithGlobals<RollbackFlags>();
      await execute(cli, flags, { command: 'rollback' }, (execution) => rollback(execution, flags));
    });
}
