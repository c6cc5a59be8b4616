import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

/** tenantferry runs */
export function addRunsCommand(program: Command, cli: Cli): void {
  program
    .command('runs')
    .summary('list past runs, with state')
    .description('List the runs into this target, newest first.')
    .addHelpText('after', '\nExample:\n  tenantferry runs -c migrate.yaml')
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { runs }] = await Promise.all([
        import('../execute.js'),
        import('../actions/runs.js'),
      ]);
      await execute(cli, command.optsWithGlobals<SharedFlags>(), { command: 'runs', readsOnly: true }, runs);
    });
}
