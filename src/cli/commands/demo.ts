import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

const examples = `
Starts private MariaDB servers and a Vault on the loopback address, fills the source with sample data, then opens the
wizard on them. Nothing outside this machine is touched; everything is stopped and removed at the end, also on Ctrl-C.
Without a terminal it runs check, plan, run, validate and report headless and prints the report.

Example:
  tenantferry demo`;

/** tenantferry demo */
export function addDemoCommand(program: Command, cli: Cli): void {
  program
    .command('demo')
    .summary('a rehearsal: disposable servers, sample data, then the wizard on them')
    .description('Rehearse a migration on disposable servers with sample data.')
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { demo }] = await Promise.all([
        import('../execute.js'),
        import('../actions/demo.js'),
      ]);
      await execute(cli, command.optsWithGlobals<SharedFlags>(), { command: 'demo' }, demo);
    });
}
