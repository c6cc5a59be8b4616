import { InvalidArgumentError } from 'commander';
import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';

export const define: Define = (command, { help, act }) => {
  command
    .argument('<version>', help.commands['keys retire'].flags.version, (text) => {
      if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(help.problems.rate);
      return text;
    })
    .action(act(keysRetire));
};

async function keysRetire(execution: Execution, version: string): Promise<number> {
  const { cli, reporter } = execution;
  const operations = await cli.services.operations();
  reporter.keys(await operations.keysRetire(await loadContext(execution), Number(version)), exitCodes.done);
  return exitCodes.done;
}
