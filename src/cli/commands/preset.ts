import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry preset lint */
export function addPresetCommand(program: Command, cli: Cli, help: HelpText): void {
  addCommand(addCommand(program, 'preset', help), 'preset lint', help)
    .argument('<file>', help.commands['preset lint'].flags.file)
    .action(async (file: string, _flags: unknown, command: Command) => {
      const [{ execute }, { presetLint }] = await Promise.all([
        import('../execute.js'),
        import('../actions/preset-lint.js'),
      ]);
      await execute(
        cli,
        command.optsWithGlobals<SharedFlags>(),
        { command: 'preset lint', readsOnly: true },
        (execution) => presetLint(execution, file),
      );
    });
}
