import { setTimeout as delay } from 'node:timers/promises';
import { formatClock } from '../../core/format.js';
import { MysqlError } from '../../mysql/errors.js';
import { exitCodes } from '../../operations/exit-codes.js';
import type { RunStatus } from '../../operations/status-types.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { describeProblem } from '../problems.js';

interface StatusFlags extends SharedFlags {
  readonly run?: string;
  readonly follow?: true;
}

const everyMs = 1_000;

export const define: Define = (command, { help, act }) => {
  const told = help.commands.status.flags;
  command
    .option('--run <id>', told.run)
    .option('--follow', told.follow)
    .action(act(status, { readsOnly: true }));
};

async function status(execution: Execution<StatusFlags>): Promise<number> {
  const { cli, flags, reporter, text } = execution;
  const { env, stdout } = cli.terminal;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  const redraws = flags.follow === true && !flags.json && stdout.isTTY && env.TERM !== 'dumb';
  const look = async (brief: boolean) => {
    const found = await operations.status(context, flags.run);
    const exitCode = exitCodeOf(found);
    redraw(() => reporter.status(found, exitCode, brief && !redraws));
    return exitCode;
  };
  function redraw(tell: () => void): void {
    if (redraws) stdout.write(toTheTop);
    tell();
    if (redraws) reporter.note(text.statusAt(formatClock(new Date())));
  }
  const exitCode = await look(false);
  if (!flags.follow) return exitCode;
  // Until a signal ends it: a server that is away for a moment is looked for again.
  for (;;) {
    await delay(everyMs);
    await look(true).catch((error: unknown) => {
      if (!(error instanceof MysqlError)) throw error;
      redraw(() => reporter.note(describeProblem(error, text, false).message));
    });
  }
}

/** On a terminal each look stands where the one before stood, instead of running through it. */
const toTheTop = '\u001b[H\u001b[2J';

/** 0: somebody works, or nobody needs to. 3: somebody should, and nobody does. */
function exitCodeOf({ worker, isDue }: RunStatus): number {
  return isDue && !worker?.alive ? exitCodes.differences : exitCodes.done;
}
