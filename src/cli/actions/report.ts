import { renderReport } from '../../report/render-report.js';
import { verifyLog } from '../../run/ledger/log-chain.js';
import type { ReportFlags } from '../commands/report.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { exitCodes } from '../exit-codes.js';
import { writePrivateFile } from '../private-file.js';

export async function report(execution: Execution, flags: ReportFlags): Promise<number> {
  const { cli, reporter, lang } = execution;
  if (flags.schema) {
    const { reportJsonSchema } = await import('../../report/schema.js');
    cli.terminal.stdout.write(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
    return exitCodes.done;
  }
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  const data = await operations.report(context, flags.run);
  if (flags.verify) {
    const intact = data.logIntact && verifyLog(data.log);
    reporter.logVerified(data.run.runId, intact, data.log.length);
    return intact ? exitCodes.done : exitCodes.differences;
  }
  const content = renderReport(data, flags.format, lang);
  if (flags.output === undefined) {
    reporter.reportPrinted(data, flags.format, content);
  } else {
    await writePrivateFile(flags.output, content);
    reporter.reportSaved(data, flags.format, flags.output);
  }
  return exitCodes.done;
}
