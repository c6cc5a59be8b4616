import { type Command, Option } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

/** Flags of `run`. */
export interface RunFlags extends SharedFlags {
  readonly confirm?: string;
  readonly resume?: true;
  readonly phase: 'mysql' | 'vault' | 'all';
}

const examples = `
Checks everything again first and refuses before the first write when something stands in the way.
Ctrl-C once finishes the chunks in hand, saves where it stands and prints the command that resumes; twice aborts at once.
A run that was interrupted, also by a crash, goes on with --resume: no row is lost or doubled.

Examples:
  tenantferry run -c migrate.yaml --confirm bk_bscp
  tenantferry run -c migrate.yaml --confirm bk_bscp --resume
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase mysql
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase vault --resume

Exit codes: 0 complete; 1 failed; 2 refused, nothing written; 4 some rows or secrets could not be copied; 130 stopped.`;

/** tenantferry run */
export function addRunCommand(program: Command, cli: Cli): void {
  program
    .command('run')
    .summary('migrate')
    .description('Migrate: copy the rows, then the secrets.')
    .option('--confirm <database>', "the target database's name, to show that you mean it (required)")
    .option('--resume', 'take up the unfinished run')
    .addOption(new Option('--phase <phase>', 'what to do').choices(['mysql', 'vault', 'all']).default('all'))
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { run }] = await Promise.all([
        import('../execute.js'),
        import('../actions/run.js'),
      ]);
      const flags = command.optsWithGlobals<RunFlags>();
      await execute(cli, flags, { command: 'run' }, (execution) => run(execution, flags));
    });
}
