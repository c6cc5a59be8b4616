import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { tell } from './isolation-audit.js';

export const define: Define = (command, { help, act }) => {
  command.argument('<dir>', help.commands['isolation scan'].flags.dir).action(act(scan, { readsOnly: true }));
};

async function scan(execution: Execution, folder: string): Promise<number> {
  const context = await loadContext(execution);
  const { scanSources } = await execution.cli.services.operations();
  return tell(execution, await scanSources(context, folder));
}
