import { hasBlocker } from '../../core/finding.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { tellFindings } from '../tell-findings.js';

export async function check(execution: Execution): Promise<number> {
  const { cli, reporter, text } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  reporter.note(text.checking(context.preset.name, context.config.tenantId));
  const findings = await operations.check(context, tellFindings(reporter));
  reporter.checked(findings);
  return hasBlocker(findings) ? exitCodes.refused : exitCodes.done;
}
