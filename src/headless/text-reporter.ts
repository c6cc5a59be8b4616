import { formatCount, formatTime, printable } from '../core/format.js';
import { say } from '../isolation/words.js';
import { localiseReason, localiseRefusal, localiseSaid } from '../text/localise.js';
import { alertLines, alertStatsLines, channelTestLines } from './alert-lines.js';
import { backupLines } from './backup-lines.js';
import { checklistLines, conflictLines } from './checklist-lines.js';
import { cutoverLines } from './cutover-lines.js';
import { eventLines } from './event-lines.js';
import { findingLines, findingsVerdict } from './findings.js';
import { isolationLines } from './isolation-lines.js';
import { keysLines } from './keys-lines.js';
import { planLines } from './plan-lines.js';
import { repairLines } from './repair-lines.js';
import type { Problem, Reporter } from './reporter.js';
import { schemaLines } from './schema-lines.js';
import type { Sink, TextEnvironment } from './sink.js';
import { statusLines } from './status-lines.js';
import { nextLines, rollbackLines, runSummaryLines, runsLines } from './summary-lines.js';
import { switchReportLines, switchStatusLines } from './switch-lines.js';
import { validationLines } from './validation-lines.js';
import { verificationLines } from './verification-lines.js';

interface TextReporterOptions {
  /** Where problems go; standard error in a terminal. */
  readonly problems: Sink;
  /** false for a log file: the report's own text is no log line. */
  readonly printReports: boolean;
}

/** Everything as lines for people. */
export function textReporter(environment: TextEnvironment, options: TextReporterOptions): Reporter {
  const { sink, text, lang } = environment;
  const all = (lines: readonly string[]): void => {
    for (const line of lines) sink(line);
  };
  return {
    listen: eventLines(environment),
    note: sink,
    finding: (finding) => all(findingLines(finding, environment)),
    checked: (findings) => all(['', findingsVerdict(findings, environment)]),
    dryRun: (dryRun) => all(planLines(dryRun, environment)),
    planSaved: (path) => sink(text.planSaved(path)),
    ran: (summary, _exitCode, next) =>
      all([...runSummaryLines(summary, environment), ...nextLines(next, environment)]),
    followed: ({ outcome, rowEvents, transactions, position }) =>
      sink(text.followed[outcome](formatCount(rowEvents), formatCount(transactions), position)),
    cutOver: (summary, _exitCode, next, command) =>
      all([...cutoverLines(summary, environment, command), ...nextLines(next, environment)]),
    finished: ({ outcome, gaveUp }) => sink(text.finished(outcome, gaveUp)),
    steered: ({ command, host, user, pid, action, value, taken }) => {
      const asked = text.steer[action](value === null ? null : formatCount(value));
      sink(
        text.steered(asked, text.statusProcess(command, printable(`${user}@${host}`), String(pid)), taken),
      );
    },
    keys: (report) => all(keysLines(report, environment)),
    schema: (report) => all(schemaLines(report, environment)),
    status: (status, _exitCode, brief) => all(statusLines(status, brief, environment)),
    watched: ({ open, waiting }) => sink(text.watched(formatCount(open), formatCount(waiting))),
    alerts: (alerts) => all(alertLines(alerts, environment)),
    silenced: ({ rule, endsAt }) => sink(text.silenced(rule, formatTime(endsAt))),
    alertStats: (stats) => all(alertStatsLines(stats, environment)),
    channelsTested: (tests) => all(channelTestLines(tests, environment)),
    switched: ({ outcome, message, because, share }) =>
      sink(text.switchOutcome[outcome](Number(share.toFixed(2)), localiseReason(message, because, lang))),
    switchStatus: (status) => all(switchStatusLines(status, environment)),
    switchReport: (decisions) => all(switchReportLines(decisions, environment)),
    validated: (result, _exitCode, next) =>
      all([...validationLines(result, environment), ...nextLines(next, environment)]),
    repaired: (summary, dryRun) => all(repairLines(summary, dryRun, environment)),
    repairSqlSaved: (path) => sink(text.repairSqlSaved(path)),
    backedUp: (result) => all(backupLines(result, environment)),
    checklist: (state) => all(checklistLines(state, environment)),
    checklistSaved: (path, items) => sink(text.checklistSaved(path, formatCount(items))),
    checklistImported: (path, imported, kept, conflicts) => {
      sink(text.checklistImported(path, formatCount(imported), formatCount(kept)));
      all(conflictLines(conflicts, environment));
    },
    rolledBack: (summary, dryRun, _exitCode, next) =>
      all([...rollbackLines(summary, dryRun, environment), ...nextLines(next, environment)]),
    runs: (entries) => all(runsLines(entries, environment)),
    reportPrinted: (_data, _format, content) => {
      if (options.printReports) sink(content.trimEnd());
    },
    reportSaved: (_data, format, path) => sink(text.reportSaved(format, path)),
    logVerified: (_runId, verified) => all(verificationLines(verified, environment)),
    isolation: (found) => all(isolationLines(found, environment)),
    isolationSaved: (path) => sink(localiseSaid(say('report.saved', { path }), environment.lang)),
    problem: (problem) => {
      for (const line of problemLines(problem, environment)) options.problems(line);
    },
  };
}

/**
 * One clear message and what to do about it.
 *
 *     ✗ Refused: unknown key "tabels" (did you mean "tables"?)
 *         where: migrate.yaml:12
 *         remedy: …
 */
export function problemLines(problem: Problem, { text, style, lang }: TextEnvironment): string[] {
  if (problem.kind === 'cancelled') return [problem.message];
  const words = {
    refused: text.refused,
    usage: text.error,
    failed: text.failed,
    unexpected: text.unexpected,
  } as const;
  const word = words[problem.kind];
  const { message, remedy } = localiseRefusal(problem, lang);
  const [first = '', ...rest] = message.split('\n');
  const lines = [`${style('bad', `✗ ${word}${text.colon}`)}${printable(first)}`];
  for (const line of rest) lines.push(`  ${printable(line)}`);
  if (problem.where) {
    const { file, line, key } = problem.where;
    const place = `${file}${line === undefined ? '' : `:${line}`}${key === undefined ? '' : ` (${key})`}`;
    lines.push(`    ${text.where}${text.colon}${printable(place)}`);
  }
  if (remedy !== undefined) {
    const [firstStep = '', ...more] = remedy.split('\n');
    lines.push(`    ${style('strong', `${text.remedy}${text.colon}`)}${printable(firstStep)}`);
    for (const line of more) lines.push(`      ${printable(line)}`);
  }
  return lines;
}
