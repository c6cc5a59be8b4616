import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

const examples = `
Examples:
  tenantferry preset lint presets/bscp.yaml
  tenantferry preset lint bscp

Exit codes: 0 sound; 2 with problems, each named with its line.`;

/** tenantferry preset lint */
export function addPresetCommand(program: Command, cli: Cli): void {
  program
    .command('preset')
    .summary('check a preset file')
    .description('Presets hold what is known of a system.')
    .command('lint')
    .argument('<file>', 'a preset file, or the name of a built-in preset')
    .description('Check a preset file and explain every problem with its line.')
    .addHelpText('after', examples)
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
