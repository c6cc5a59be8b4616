import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { sayCancelled, stoppable } from '../stoppable.js';

interface FinishFlags extends SharedFlags {
  readonly confirm?: string;
  readonly giveUpWayBack?: true;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands.finish.flags;
  command
    .option('--confirm <database>', told.confirm)
    .option('--give-up-way-back', told['give-up-way-back'])
    .action(act(finish));
};

async function finish(execution: Execution<FinishFlags>): Promise<number> {
  const { cli, flags, reporter } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => sayCancelled(execution),
    work: async ({ control }) => {
      const request = { confirm: flags.confirm, giveUpWayBack: flags.giveUpWayBack === true };
      const summary = await operations.finish(context, request, reporter.listen, control);
      reporter.finished(summary, exitCodes.done);
      return exitCodes.done;
    },
  });
}
