import { type Command, Option } from 'commander';
import type { RunFlags } from '../actions/run.js';
import type { Cli } from '../cli.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry run */
export function addRunCommand(program: Command, cli: Cli, help: HelpText): void {
  const told = help.commands.run.flags;
  addCommand(program, 'run', help)
    .option('--confirm <database>', told.confirm)
    .option('--resume', told.resume)
    .addOption(new Option('--phase <phase>', told.phase).choices(['mysql', 'vault', 'all']).default('all'))
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { run }] = await Promise.all([
        import('../execute.js'),
        import('../actions/run.js'),
      ]);
      const flags = command.optsWithGlobals<RunFlags>();
      await execute(cli, flags, { command: 'run' }, (execution) => run(execution, flags));
    });
}
