import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { number, type SharedFlags } from '../flags.js';
import { cancellable } from '../stoppable.js';
import { tell } from './isolation-audit.js';

interface WindowFlags extends SharedFlags {
  readonly log: readonly string[];
  readonly silentDays: number;
  readonly url?: string;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands['api-window status'].flags;
  command
    .requiredOption('--log <files...>', told.log)
    .option('--silent-days <days>', told['silent-days'], number(help.problems.count, /^\d{1,4}$/), 30)
    .option('--url <address>', told.url)
    .action(act(status, { readsOnly: true }));
};

async function status(execution: Execution<WindowFlags>): Promise<number> {
  const { cli, flags, text } = execution;
  const context = await loadContext(execution);
  const { apiWindow } = await cli.services.operations();
  const { log: logs, silentDays, url } = flags;
  return cancellable(execution, text.cancelledReadOnly, async (signal) =>
    tell(execution, await apiWindow(context, { logs, silentDays, url, signal })),
  );
}
