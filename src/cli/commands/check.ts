import { hasBlocker } from '../../core/finding.js';
import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { tellFindings } from '../tell-findings.js';

export const define: Define = (command, { act }) => {
  command.action(act(check, { readsOnly: true }));
};

async function check(execution: Execution): Promise<number> {
  const { cli, reporter, text } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  reporter.note(text.checking(context.preset.name, context.config.tenantId));
  const findings = await operations.check(context, tellFindings(reporter));
  reporter.checked(findings);
  return hasBlocker(findings) ? exitCodes.refused : exitCodes.done;
}
