import { Option } from 'commander';
import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { sayCancelled, stoppable } from '../stoppable.js';

interface RepairFlags extends SharedFlags {
  readonly confirm?: string;
  readonly continue?: true;
  readonly takeBack?: true;
  readonly done?: true;
  readonly notDone?: true;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands['schema repair'].flags;
  command
    .option('--confirm <database>', told.confirm)
    .addOption(new Option('--continue', told.continue).conflicts('takeBack'))
    .option('--take-back', told['take-back'])
    .addOption(new Option('--done', told.done).conflicts('notDone'))
    .option('--not-done', told['not-done'])
    .action(act(schemaRepair));
};

async function schemaRepair(execution: Execution<RepairFlags>): Promise<number> {
  const { cli, flags, reporter } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  const go = flags.continue ? 'continue' : flags.takeBack ? 'take-back' : undefined;
  const word = flags.done ? 'done' : flags.notDone ? 'not-done' : undefined;
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => sayCancelled(execution),
    work: async ({ control }) => {
      const request = { confirm: flags.confirm, go, word } as const;
      reporter.schema(
        await operations.schemaRepair(context, request, reporter.listen, control),
        exitCodes.done,
      );
      return exitCodes.done;
    },
  });
}
