import { type Command, InvalidArgumentError } from 'commander';
import { exitCodes } from '../operations/exit-codes.js';
import type { Surroundings } from './command.js';
import { loadContext } from './context.js';
import type { Execution } from './execute.js';
import type { SharedFlags } from './flags.js';
import { sayCancelled, stoppable } from './stoppable.js';

interface MoveFlags extends SharedFlags {
  readonly confirm?: string;
  readonly steps?: number;
  readonly dryRun?: true;
}

/** `schema up` and `schema down`: the same flags, the other way. */
export function defineMove(command: Command, { help, act }: Surroundings, direction: 'up' | 'down'): void {
  const told = help.commands[`schema ${direction}`].flags;
  command
    .option('--confirm <database>', told.confirm)
    .option('--steps <n>', told.steps, (value) => {
      if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError(help.problems.rate);
      return Number(value);
    })
    .option('--dry-run', told['dry-run'])
    .action(act<MoveFlags>((execution) => move(execution, direction)));
}

async function move(execution: Execution<MoveFlags>, direction: 'up' | 'down'): Promise<number> {
  const { cli, flags, reporter } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  const { confirm, steps } = flags;
  const request = { confirm, dryRun: flags.dryRun === true, ...(steps === undefined ? {} : { steps }) };
  const operation = direction === 'up' ? operations.schemaUp : operations.schemaDown;
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => sayCancelled(execution),
    work: async ({ control }) => {
      reporter.schema(await operation(context, request, reporter.listen, control), exitCodes.done);
      return exitCodes.done;
    },
  });
}
