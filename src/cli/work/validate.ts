import type { ValidateFlags } from '../commands/validate.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { exitCodes } from '../exit-codes.js';

export async function validate(execution: Execution, flags: ValidateFlags): Promise<number> {
  const { cli, reporter, text } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  reporter.note(text.validating(text.level[flags.level]));
  const result = await operations.validate(
    context,
    { level: flags.level, ...(flags.run === undefined ? {} : { runId: flags.run }) },
    reporter.listen,
  );
  const exitCode = result.ok ? exitCodes.done : exitCodes.differences;
  reporter.validated(result, exitCode);
  return exitCode;
}
