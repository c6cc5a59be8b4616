import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

/** Flags of `rollback`. */
export interface RollbackFlags extends SharedFlags {
  readonly run?: string;
  readonly confirm?: string;
  readonly dryRun?: true;
  readonly includeChanged?: true;
}

const examples = `
Removes exactly what the run wrote (its rows, that tenant, its secrets) and nothing else; other tenants stay untouched.
While rows or secrets were changed since the run, nothing is removed: they are listed, and --include-changed removes them, too.

Examples:
  tenantferry rollback -c migrate.yaml --run 20250101-010203-abcd --dry-run
  tenantferry rollback -c migrate.yaml --run 20250101-010203-abcd --confirm bk_bscp

Exit codes: 0 done; 2 refused; 4 done in part; 130 stopped (give the same command again to go on).`;

/** tenantferry rollback */
export function addRollbackCommand(program: Command, cli: Cli): void {
  program
    .command('rollback')
    .summary('take a run back')
    .description('Remove from the target what a run wrote.')
    .option('--run <id>', 'the run to take back (required; `tenantferry runs` lists them)')
    .option('--confirm <database>', "the target database's name, to show that you mean it")
    .option('--dry-run', 'only count what would be removed')
    .option('--include-changed', 'also remove rows and secrets that were changed since the run')
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { rollback }] = await Promise.all([
        import('../execute.js'),
        import('../actions/rollback.js'),
      ]);
      const flags = command.optsWithGlobals<RollbackFlags>();
      await execute(cli, flags, { command: 'rollback' }, (execution) => rollback(execution, flags));
    });
}
