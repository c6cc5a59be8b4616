import { allReporters, type Reporter } from '../headless/reporter.js';
import { makeStyle } from '../headless/style.js';
import type { HeadlessText } from '../headless/text/en.js';
import { headlessText } from '../headless/text/index.js';
import { chooseLang, type Lang } from '../headless/text/language.js';
import { textReporter } from '../headless/text-reporter.js';
import { exitCodes } from '../operations/exit-codes.js';
import { asciiSigns, needsAscii } from '../text/ascii.js';
import { type Cli, wantsColor } from './cli.js';
import type { SharedFlags } from './flags.js';
import { openLogFile } from './log-file.js';
import { describeProblem, RunFailedError, stackPlaces, unexpectedMessage } from './problems.js';
import type { Terminal } from './terminal.js';

/** What a command's work is given. */
export interface Execution<Flags extends SharedFlags = SharedFlags> {
  readonly cli: Cli;
  readonly flags: Flags;
  readonly reporter: Reporter;
  /** Writes to the log file only, for a command that draws the screen itself (the wizard); null without --log-file. */
  readonly log: Reporter | null;
  readonly text: HeadlessText;
  readonly lang: Lang;
  readonly color: boolean;
}

interface ExecuteOptions {
  readonly command: string;
  /** Said when a signal ends a command that only reads. */
  readonly readsOnly?: boolean;
}

/**
 * Runs a command's work with its reporters open, turns what it throws into one message, and leaves the exit code with the CLI.
 * Loaded only when a command runs, so that --help stays quick.
 */
export async function execute<Flags extends SharedFlags>(
  cli: Cli,
  flags: Flags,
  options: ExecuteOptions,
  work: (execution: Execution<Flags>) => Promise<number>,
): Promise<void> {
  const { terminal } = cli;
  const lang = chooseLang(flags.lang, terminal.env);
  const text = headlessText(lang);
  const color = wantsColor(cli, flags);
  const ascii = needsAscii(terminal.env);
  const lineTo = (stream: Terminal['stdout']) => (line: string) =>
    // What goes into a file or another program stays as it is.
    stream.write(`${ascii && stream.isTTY ? asciiSigns(line) : line}\n`);
  const [out, err] = [lineTo(terminal.stdout), lineTo(terminal.stderr)];
  const environment = { text, lang, now: () => terminal.now() };
  const onStderr = { ...environment, style: makeStyle(color && terminal.stderr.isTTY), sink: err };
  const reporters: Reporter[] = [];
  if (flags.json) {
    // The shapes of all lines are read for it: who did not ask for them does not wait for that.
    const { jsonReporter } = await import('../headless/json-reporter.js');
    const toolVersion = cli.services.toolVersion();
    const lines = jsonReporter({ command: options.command, toolVersion, sink: out, log: err });
    // People watch too: what ends a command badly is also said in words.
    const words = textReporter(onStderr, { problems: err, printReports: false });
    reporters.push({ ...lines, problem: (problem) => allReporters([lines, words]).problem(problem) });
  } else {
    const onStdout = { ...environment, style: makeStyle(color), sink: out };
    reporters.push(textReporter(onStdout, { problems: err, printReports: true }));
  }
  let closeLog = (): void => undefined;
  let logStack = (_error: unknown): void => undefined;
  let reporter = allReporters(reporters);
  let log: Reporter | null = null;
  // Ends the command at once, with 130; a command that has to stop in order listens before this one.
  const release = terminal.onSignal(() => {
    const message = options.readsOnly ? text.cancelledReadOnly : text.cancelled;
    reporter.problem({ kind: 'cancelled', message, exitCode: exitCodes.cancelled });
    terminal.exit(exitCodes.cancelled);
  });
  try {
    if (flags.logFile !== undefined) {
      const file = openLogFile(flags.logFile);
      closeLog = file.close;
      logStack = (error) => {
        for (const line of [unexpectedMessage(error), ...stackPlaces(error)]) file.line(line);
      };
      const inFile = { ...environment, style: makeStyle(false), sink: file.line };
      log = textReporter(inFile, { problems: file.line, printReports: false });
      reporters.push(log);
      reporter = allReporters(reporters);
      file.line(`tenantferry ${cli.services.toolVersion()} ${options.command}`);
    }
    cli.exitCode = await work({ cli, flags, reporter, log, text, lang, color });
  } catch (error) {
    const problem = describeProblem(error, text, flags.logFile !== undefined);
    reporter.problem(problem);
    if (problem.kind === 'unexpected' || problem.kind === 'failed')
      logStack(error instanceof RunFailedError ? error.cause : error);
    cli.exitCode = problem.exitCode;
  } finally {
    release();
    closeLog();
  }
}
