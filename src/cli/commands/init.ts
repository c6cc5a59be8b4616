import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry init */
export function addInitCommand(program: Command, cli: Cli, help: HelpText): void {
  addCommand(program, 'init', help).action(async (_flags: unknown, command: Command) => {
    const [{ execute }, { init }] = await Promise.all([
      import('../execute.js'),
      import('../actions/init.js'),
    ]);
    await execute(cli, command.optsWithGlobals<SharedFlags>(), { command: 'init' }, init);
  });
}
