import { readFile } from 'node:fs/promises';
import { Option } from 'commander';
import { codeOf, RefusedError } from '../../core/refused.js';
import { findLogBreak } from '../../ledger/log-chain.js';
import type { LogProblem } from '../../ledger/shapes.js';
import { compareWithSavedLog } from '../../ledger/verify-log.js';
import { exitCodes } from '../../operations/exit-codes.js';
import type { ReportData } from '../../operations/report-shape.js';
import { renderReport } from '../../report/render-report.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { writePrivateFile } from '../private-file.js';

interface ReportFlags extends SharedFlags {
  readonly run?: string;
  readonly format: 'json' | 'md' | 'html';
  readonly output?: string;
  readonly isolation?: readonly string[];
  readonly keys?: string;
  readonly verify?: true;
  readonly against?: string;
  readonly schema?: true;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands.report.flags;
  command
    .option('--run <id>', told.run)
    .addOption(new Option('--format <format>', told.format).choices(['json', 'md', 'html']).default('md'))
    .option('-o, --output <file>', told.output)
    .option('--isolation <files...>', told.isolation)
    .option('--keys <file>', told.keys)
    .option('--verify', told.verify)
    .option('--against <file>', told.against)
    .option('--schema', told.schema)
    .action(act(report));
};

async function report(execution: Execution<ReportFlags>): Promise<number> {
  const { cli, flags, reporter, lang } = execution;
  if (flags.schema) {
    const { reportJsonSchema } = await import('../../operations/report-shape.js');
    cli.terminal.stdout.write(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
    return exitCodes.done;
  }
  if (flags.against !== undefined && !flags.verify) {
    throw new RefusedError('--against is a flag of --verify', {
      remedy: 'to compare the log with that of a saved report, add: --verify',
      because: { code: 'report.stray-against' },
    });
  }
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  const isolation = flags.isolation && (await savedParts(flags.isolation));
  const keys = flags.keys === undefined ? undefined : await savedKeys(flags.keys);
  const data = {
    ...(await operations.report(context, flags.run)),
    ...(isolation ? { isolation } : {}),
    ...(keys ? { keys } : {}),
  };
  if (flags.verify) {
    const saved = flags.against === undefined ? null : await savedLog(flags.against, data.run.runId);
    const differing = saved && compareWithSavedLog(data.log, saved);
    const problems = [...problemsOf(data), ...(differing ? [differing] : [])];
    reporter.logVerified(data.run.runId, {
      entries: data.log.length,
      problems,
      newestHash: data.log.at(-1)?.hash ?? null,
      endKnown: data.logHead !== null,
      savedEntries: saved?.length ?? null,
    });
    return problems.length === 0 ? exitCodes.done : exitCodes.differences;
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

async function savedParts(files: readonly string[]) {
  const { readParts } = await import('../../operations/isolation/saved.js');
  return await readParts(files);
}

async function savedKeys(file: string) {
  const { readSavedKeys } = await import('../../operations/keys/saved.js');
  return await readSavedKeys(file);
}

/** What the ledger found, and what is found here: the chain is checked again, not only believed. */
function problemsOf({ log, logProblems }: ReportData): readonly LogProblem[] {
  const broken = findLogBreak(log);
  if (!broken || logProblems.some(({ kind }) => kind === broken.reason)) return logProblems;
  return [{ kind: broken.reason, seq: broken.seq }, ...logProblems];
}

/** The log in a JSON report that was saved before. RefusedError when the file is none, or of another run. */
async function savedLog(path: string, runId: string) {
  const refused = (message: string, cause?: unknown) =>
    new RefusedError(`${path} is no saved report of run ${runId}: ${message}`, {
      where: { file: path },
      remedy: 'Name a file that `report --format json -o FILE` wrote for this run.',
      because: { code: 'report.no-saved', params: { path, run: runId, message } },
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const code = codeOf(error, 'it is not JSON');
    throw refused(code, error);
  }
  const { savedLogSchema } = await import('../../operations/report-shape.js');
  const report = savedLogSchema.safeParse(value).data;
  if (!report) throw refused('its log cannot be read');
  if (report.run.runId !== runId) throw refused(`it is of run ${report.run.runId}`);
  return report.log;
}
