import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';

export const define: Define = (command, { act }) => {
  command.action(act(keysStatus, { readsOnly: true }));
};

async function keysStatus(execution: Execution): Promise<number> {
  const { cli, reporter } = execution;
  const report = await (await cli.services.operations()).keysStatus(await loadContext(execution));
  const exitCode = report.columns.every(({ strange }) => strange === 0)
    ? exitCodes.done
    : exitCodes.differences;
  reporter.keys(report, exitCode);
  return exitCode;
}
