import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

const examples = `
Asks about source, target, tenant and options, line by line, and writes the config (readable by you only).
Secrets are never echoed; leave one empty to be asked for it at each start, or name an environment variable.

Example:
  tenantferry init -c migrate.yaml`;

/** tenantferry init */
export function addInitCommand(program: Command, cli: Cli): void {
  program
    .command('init')
    .summary('make a config by answering questions')
    .description('Make a migration config by answering questions in line mode.')
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { init }] = await Promise.all([
        import('../execute.js'),
        import('../actions/init.js'),
      ]);
      await execute(cli, command.optsWithGlobals<SharedFlags>(), { command: 'init' }, init);
    });
}
