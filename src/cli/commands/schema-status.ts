import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';

export const define: Define = (command, { act }) => {
  command.action(act(schemaStatus, { readsOnly: true }));
};

async function schemaStatus(execution: Execution): Promise<number> {
  const { cli, reporter } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  const report = await operations.schemaStatus(context);
  const exitCode = report.problems.length === 0 ? exitCodes.done : exitCodes.differences;
  reporter.schema(report, exitCode);
  return exitCode;
}
