import { exitCodes } from '../../operations/exit-codes.js';
import type { Execution } from '../execute.js';

export async function init({ cli, flags, lang, reporter, text }: Execution): Promise<number> {
  const path = await cli.services.runInit(flags.config, lang);
  if (path === null) {
    reporter.problem({ kind: 'cancelled', message: text.cancelled, exitCode: exitCodes.cancelled });
    return exitCodes.cancelled;
  }
  reporter.note(text.initSaved(path, `tenantferry check -c ${path}`));
  return exitCodes.done;
}
