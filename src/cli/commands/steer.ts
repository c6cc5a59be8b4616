import { Argument, InvalidArgumentError, Option } from 'commander';
import { type SteerAction, type SteerChange, steerActions } from '../../core/steer-changes.js';
import { type WorkerCommand, workerCommands } from '../../ledger/workers.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { refuse } from '../../operations/words.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';

interface SteerFlags extends SharedFlags {
  readonly run?: string;
  readonly worker?: WorkerCommand;
}

/** `rate off`: no cap but the config's. */
const off = 'off';

export const define: Define = (command, { help, act }) => {
  const told = help.commands.steer.flags;
  command
    .addArgument(new Argument('<action>', told.action).choices([...steerActions]))
    .argument('[value]', told.value, (value) => {
      if (value !== off && !/^[1-9]\d{0,9}$/.test(value)) throw new InvalidArgumentError(help.problems.rate);
      return value;
    })
    .option('--run <id>', told.run)
    .addOption(new Option('--worker <command>', told.worker).choices([...workerCommands]))
    .action((action: SteerAction, value: string | undefined, ...rest: unknown[]) =>
      act<SteerFlags>((execution) => steer(execution, changeOf(action, value)))(action, value, ...rest),
    );
};

/** Throws RefusedError where the action has no value that it needs, or one that it does not take. */
function changeOf(action: SteerAction, value: string | undefined): SteerChange {
  switch (action) {
    case 'pause':
    case 'continue':
    case 'stop':
      if (value !== undefined) throw refuse('steer.no-value', { action });
      return { action, value: null };
    case 'parallel':
      if (value === undefined || value === off) throw refuse('steer.value', { action });
      return { action, value: Number(value) };
    case 'rate':
      if (value === undefined) throw refuse('steer.value', { action });
      return { action, value: value === off ? null : Number(value) };
  }
}

async function steer(execution: Execution<SteerFlags>, change: SteerChange): Promise<number> {
  const { cli, flags, reporter } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  const summary = await operations.steer(context, { ...change, runId: flags.run, command: flags.worker });
  const exitCode = summary.taken ? exitCodes.done : exitCodes.partial;
  reporter.steered(summary, exitCode);
  return exitCode;
}
