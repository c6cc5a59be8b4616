import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';
import type { RehearsalRequest } from '../services.js';

const examples = `
Starts private MariaDB servers and a store for secrets on the loopback address, fills the source with sample data, then opens
the wizard on them. A Vault on this machine is used; without one the store is a small KV server inside this program, and
--vault real builds a real Vault with Go, once, which takes some minutes. Nothing outside this machine is touched; everything is stopped and removed at the end, also on Ctrl-C.
Without a terminal it runs check, plan, run, validate and report headless and prints the report.

Examples:
  tenantferry demo
  tenantferry demo --size large               a million rows, 20,000 secrets: watch the live panels
  tenantferry demo --size medium --rate 2000  slower, to try pause and resume`;

/** A whole number of rows a second, from 1 on. */
function rowsPerSecond(value: string): number {
  const rate = Number(value);
  if (!Number.isSafeInteger(rate) || rate < 1)
    throw new InvalidArgumentError('Give a whole number from 1 on.');
  return rate;
}

/** tenantferry demo */
export function addDemoCommand(program: Command, cli: Cli): void {
  program
    .command('demo')
    .summary('a rehearsal: disposable servers, sample data, then the wizard on them')
    .description('Rehearse a migration on disposable servers with sample data.')
    .addOption(
      new Option('--size <size>', 'how much sample data')
        .choices(['small', 'medium', 'large'])
        .default('small', 'small: 2,000 rows; medium: 100,000; large: 1,000,000'),
    )
    .addOption(
      new Option('--vault <which>', 'where the secrets lie')
        .choices(['auto', 'embedded', 'real'])
        .default('auto', 'a Vault if this machine has one, else embedded'),
    )
    .option(
      '--rate <rows>',
      'rows and secrets a second at most, so that there is time to watch',
      rowsPerSecond,
    )
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { demo }] = await Promise.all([
        import('../execute.js'),
        import('../actions/demo.js'),
      ]);
      const flags = command.optsWithGlobals<SharedFlags & RehearsalRequest>();
      await execute(cli, flags, { command: 'demo' }, (execution) => demo(execution, flags));
    });
}
