import { confirmed } from '../../operations/confirmed.js';
import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { sayCancelled, stoppable } from '../stoppable.js';

interface FollowFlags extends SharedFlags {
  readonly confirm?: string;
  readonly untilCaughtUp?: true;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands.follow.flags;
  command
    .option('--confirm <database>', told.confirm)
    .option('--until-caught-up', told['until-caught-up'])
    .action(act(follow));
};

async function follow(execution: Execution<FollowFlags>): Promise<number> {
  const { cli, flags, reporter } = execution;
  const context = await loadContext(execution);
  // Which database is written depends on where the run stands; that one has to be named is certain.
  if (flags.confirm === undefined) confirmed(undefined, context.config.target.mysql.database, 'follow');
  const operations = await cli.services.operations();
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => sayCancelled(execution),
    work: async ({ control }) => {
      const request = { confirm: flags.confirm, untilCaughtUp: flags.untilCaughtUp === true };
      const summary = await operations.follow(context, request, reporter.listen, control);
      const exitCode = summary.outcome === 'stopped' ? exitCodes.cancelled : exitCodes.done;
      reporter.followed(summary, exitCode);
      return exitCode;
    },
  });
}
