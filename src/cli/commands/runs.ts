import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry runs */
export function addRunsCommand(program: Command, cli: Cli, help: HelpText): void {
  addCommand(program, 'runs', help).action(async (_flags: unknown, command: Command) => {
    const [{ execute }, { runs }] = await Promise.all([
      import('../execute.js'),
      import('../actions/runs.js'),
    ]);
    await execute(cli, command.optsWithGlobals<SharedFlags>(), { command: 'runs', readsOnly: true }, runs);
  });
}
