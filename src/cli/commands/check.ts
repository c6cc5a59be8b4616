import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

const examples = `
Reads only. Looks at connections, privileges, settings, both schemas, conflicts, and the secrets' mounts.
Every problem comes with the exact remedy: a GRANT statement, a setting, a command.

Examples:
  tenantferry check -c migrate.yaml
  tenantferry check -c migrate.yaml --json | jq 'select(.type == "finding")'

Exit codes: 0 nothing stands in the way; 2 a blocker was found, or a server cannot be reached.`;

/** tenantferry check */
export function addCheckCommand(program: Command, cli: Cli): void {
  program
    .command('check')
    .summary('look at both environments: connections, privileges, settings, conflicts')
    .description('Look at both environments and say what would stand in the way of a migration.')
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { check }] = await Promise.all([
        import('../execute.js'),
        import('../actions/check.js'),
      ]);
      await execute(
        cli,
        command.optsWithGlobals<SharedFlags>(),
        { command: 'check', readsOnly: true },
        check,
      );
    });
}
