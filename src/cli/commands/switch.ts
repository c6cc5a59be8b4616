import { Argument } from 'commander';
import { exitCodes } from '../../operations/exit-codes.js';
import type { SwitchSummary } from '../../operations/switch/types.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { sayCancelled, stoppable } from '../stoppable.js';

interface SwitchFlags extends SharedFlags {
  readonly withoutData?: true;
}

const actions = ['start', 'status', 'hold', 'forward', 'back', 'report'] as const;
type Action = (typeof actions)[number];

export const define: Define = (command, { help, act }) => {
  command
    .addArgument(new Argument('<action>').choices(actions))
    .option('--without-data', help.commands.switch.flags['without-data'])
    .action(act((execution, action) => switchTraffic(execution, action as Action)));
};

async function switchTraffic(execution: Execution<SwitchFlags>, action: Action): Promise<number> {
  const { cli, flags, reporter } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  if (action === 'status') {
    const status = await operations.switchStatus(context);
    const exitCode = status.share === null ? exitCodes.differences : exitCodes.done;
    reporter.switchStatus(status, exitCode);
    return exitCode;
  }
  if (action === 'report') {
    reporter.switchReport(await operations.switchReport(context));
    return exitCodes.done;
  }
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => sayCancelled(execution),
    work: async ({ control }) => {
      const { listen } = reporter;
      const request = { command: action, withoutData: flags.withoutData === true } as const;
      const summary =
        request.command === 'start'
          ? await operations.switchStart(context, listen, control)
          : await operations.switchOrder(context, { ...request, command: request.command }, listen, control);
      const exitCode = exitCodeOf(summary, action);
      reporter.switched(summary, exitCode);
      return exitCode;
    },
  });
}

function exitCodeOf({ outcome }: SwitchSummary, action: Action): number {
  switch (outcome) {
    case 'done':
    case 'moved':
    case 'held':
      return exitCodes.done;
    case 'back':
      // Asked for, or by itself.
      return action === 'back' ? exitCodes.done : exitCodes.differences;
    case 'forbidden':
      return exitCodes.differences;
    case 'stopped':
      return exitCodes.cancelled;
  }
}
