import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';

export const define: Define = (command, { act }) => {
  command.action(act(runs, { readsOnly: true }));
};

async function runs(execution: Execution): Promise<number> {
  const { cli, reporter } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  reporter.runs(await operations.runs(context));
  return exitCodes.done;
}
