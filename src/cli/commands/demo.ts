import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';
import type { RehearsalRequest } from '../services.js';

/** Reads a whole number of rows a second, from 1 on; `problem` says that it is none. */
function rowsPerSecond(problem: string): (value: string) => number {
  return (value) => {
    const rate = Number(value);
    if (!Number.isSafeInteger(rate) || rate < 1) throw new InvalidArgumentError(problem);
    return rate;
  };
}

/** tenantferry demo */
export function addDemoCommand(program: Command, cli: Cli, help: HelpText): void {
  const told = help.commands.demo.flags;
  addCommand(program, 'demo', help)
    .addOption(new Option('--size <size>', told.size).choices(['small', 'medium', 'large']).default('small'))
    .addOption(
      new Option('--vault <which>', told.vault).choices(['auto', 'embedded', 'real']).default('auto'),
    )
    .option('--rate <rows>', told.rate, rowsPerSecond(help.problems.rate))
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { demo }] = await Promise.all([
        import('../execute.js'),
        import('../actions/demo.js'),
      ]);
      const flags = command.optsWithGlobals<SharedFlags & RehearsalRequest>();
      await execute(cli, flags, { command: 'demo' }, (execution) => demo(execution, flags));
    });
}
