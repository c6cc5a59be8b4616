import { shell } from '../../core/shell.js';
import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import type { Execution } from '../execute.js';
import { sayCancelled } from '../stoppable.js';

export const define: Define = (command, { act }) => {
  command.action(act(init));
};

async function init(execution: Execution): Promise<number> {
  const { cli, flags, lang, reporter, text } = execution;
  const path = await cli.services.runInit(flags.config, lang);
  if (path === null) return sayCancelled(execution);
  reporter.note(text.initSaved(path, shell`tenantferry check -c ${path}`));
  return exitCodes.done;
}
