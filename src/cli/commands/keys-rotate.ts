import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';

export const define: Define = (command, { act }) => {
  command.action(act(keysRotate));
};

async function keysRotate(execution: Execution): Promise<number> {
  const { cli, reporter } = execution;
  const operations = await cli.services.operations();
  reporter.keys(await operations.keysRotate(await loadContext(execution)), exitCodes.done);
  return exitCodes.done;
}
