import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { sayCancelled, stoppable } from '../stoppable.js';

export const define: Define = (command, { act }) => {
  command.action(act(watch));
};

async function watch(execution: Execution): Promise<number> {
  const { cli, reporter, lang } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => sayCancelled(execution),
    work: async ({ control }) => {
      const summary = await operations.watch(context, { language: lang }, reporter.listen, control);
      reporter.watched(summary, exitCodes.cancelled);
      return exitCodes.cancelled;
    },
  });
}
