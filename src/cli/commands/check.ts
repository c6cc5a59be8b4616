import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry check */
export function addCheckCommand(program: Command, cli: Cli, help: HelpText): void {
  addCommand(program, 'check', help).action(async (_flags: unknown, command: Command) => {
    const [{ execute }, { check }] = await Promise.all([
      import('../execute.js'),
      import('../actions/check.js'),
    ]);
    await execute(cli, command.optsWithGlobals<SharedFlags>(), { command: 'check', readsOnly: true }, check);
  });
}
