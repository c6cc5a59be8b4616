import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { sayCancelled, stoppable } from '../stoppable.js';

interface RewrapFlags extends SharedFlags {
  readonly confirm?: string;
}

export const define: Define = (command, { help, act }) => {
  command.option('--confirm <database>', help.commands['keys rewrap'].flags.confirm).action(act(keysRewrap));
};

async function keysRewrap(execution: Execution<RewrapFlags>): Promise<number> {
  const { cli, flags, reporter } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => sayCancelled(execution),
    work: async ({ control, requested }) => {
      const report = await operations.keysRewrap(context, flags.confirm, reporter.listen, control);
      const done = report.leftValues === 0 ? exitCodes.done : exitCodes.partial;
      const exitCode = requested() ? exitCodes.cancelled : done;
      reporter.keys(report, exitCode);
      return exitCode;
    },
  });
}
