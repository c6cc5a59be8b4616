import { createInterface } from 'node:readline/promises';
import type { CutoverSummary } from '../../operations/cutover/types.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { afterCutover, stepsIn } from '../../operations/next-steps.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { sayCancelled, stoppable } from '../stoppable.js';

interface CutoverFlags extends SharedFlags {
  readonly confirm?: string;
  readonly dryRun?: true;
  readonly withoutWayBack?: true;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands.cutover.flags;
  command
    .option('--confirm <database>', told.confirm)
    .option('--dry-run', told['dry-run'])
    .option('--without-way-back', told['without-way-back'])
    .action(act(cutBy('cutover')));
};

/** `command`: which way. */
export const cutBy = (command: 'cutover' | 'back') => (execution: Execution<CutoverFlags>) =>
  cut(execution, command);

async function cut(execution: Execution<CutoverFlags>, command: 'cutover' | 'back'): Promise<number> {
  const { cli, flags, reporter, text, lang } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  const side = command === 'cutover' ? 'source' : 'target';
  const { database } = context.config[side].mysql;
  const isTerminal = cli.terminal.stdin.isTTY && cli.terminal.stdout.isTTY && !flags.json;
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => sayCancelled(execution),
    work: async ({ control, requested }) => {
      const request = {
        confirm: flags.confirm,
        dryRun: flags.dryRun === true,
        ...(flags.withoutWayBack ? { withoutWayBack: true } : {}),
        ...(isTerminal ? { askFence: askWord(text.cutoverAsk(database, text.side[side]), database) } : {}),
      };
      const summary = await operations[command](context, request, reporter.listen, control);
      const exitCode =
        requested() && summary.outcome === 'called-off' ? exitCodes.cancelled : exitCodeOf(summary);
      const next = afterCutover({ context, configFile: flags.config }, summary, command);
      reporter.cutOver(summary, exitCode, stepsIn(next, lang), command);
      return exitCode;
    },
  });
}

/** Asks until the word is typed, or nobody waits for it any more. */
const askWord =
  (question: string, word: string) =>
  async (signal: AbortSignal): Promise<boolean> => {
    // Not as a terminal: Ctrl-C is to stay a signal, which calls it off.
    const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: false });
    try {
      while ((await lines.question(question, { signal })).trim() !== word);
      return true;
    } catch {
      return false;
    } finally {
      lines.close();
    }
  };

function exitCodeOf({ outcome }: CutoverSummary): number {
  switch (outcome) {
    case 'ready':
    case 'switched':
    case 'already':
      return exitCodes.done;
    case 'not-ready':
    case 'called-off':
      return exitCodes.differences;
  }
}
