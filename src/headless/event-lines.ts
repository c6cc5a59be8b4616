import type { Listener, Phase, RunEvent } from '../core/events.js';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatSeconds,
  formatTime,
  printable,
} from '../core/format.js';
import { localiseEvent } from '../text/localise.js';
import { sayStep } from '../text/progress.js';
import { findingLines } from './findings.js';
import { createMeter, type Meter } from './meter.js';
import { schemaStatementLines } from './schema-lines.js';
import type { TextEnvironment } from './sink.js';
import { outcomeText } from './summary-lines.js';
import { decisionLine } from './switch-lines.js';

/** Problems printed one by one; a broken source can have thousands, and the report lists them all. */
const problemLimit = 50;

/**
 * The engine's events as calm lines of text that read well in a terminal and in a log file: a progress line at most every
 * two seconds per phase, problems at once.
 */
export function eventLines(environment: TextEnvironment): Listener {
  const { sink, text, lang, style, now } = environment;
  const state = {
    tables: 0,
    tablesFinished: 0,
    totalRows: undefined as number | undefined,
    rows: 0,
    generators: 0,
    problems: 0,
    secretTotals: new Map<string, number>(),
    /** Secrets that earlier starts of the run settled, of tables that have told nothing yet. */
    settledBefore: new Map<string, number>(),
    /** Phase → part → how far it is. */
    items: new Map<string, Map<string, { done: number; total: number }>>(),
    secrets: new Map<string, Extract<RunEvent, { type: 'secrets-progress' }>>(),
  };
  const meters = new Map<Phase, Meter>();
  const meterOf = (phase: Phase): Meter => {
    const known = meters.get(phase);
    if (known) return known;
    const meter = createMeter(now);
    meters.set(phase, meter);
    return meter;
  };
  const nameOf = (phase: Phase): string => text.phase[phase] ?? phase;
  const stepMeter = createMeter(now);
  const warn = (line: string): void => sink(`${style('warning', '!')} ${line}`);
  const fail = (line: string): void => sink(`${style('bad', '✗')} ${line}`);

  const tellProblem = (line: string, inSource: boolean): void => {
    state.problems += 1;
    if (state.problems === problemLimit + 1) warn(text.problemsCut(formatCount(problemLimit)));
    if (state.problems > problemLimit) return;
    if (inSource) warn(line);
    else fail(line);
  };

  const progress = (phase: Phase, done: number, total: number | undefined, parts: string[]): void => {
    const meter = meterOf(phase);
    meter.set(done, total);
    if (!meter.due()) return;
    const left = meter.secondsLeft();
    const rate = meter.rate();
    const line = [
      total === undefined ? undefined : formatPercent(done, total),
      ...parts,
      rate > 0 ? text.perSecond(text.things[phase]?.(formatCount(rate)) ?? formatCount(rate)) : undefined,
      left === null ? undefined : text.eta(formatSeconds(left)),
    ].filter((part) => part !== undefined);
    sink(`  ${nameOf(phase)}${text.colon}${line.join(' · ')}`);
  };

  const rowsProgress = (): void => {
    // The total is an estimate: where the rows pass it before the last table is finished, it says nothing any more.
    const total = state.rows < (state.totalRows ?? 0) ? state.totalRows : undefined;
    const parts = [
      total === undefined
        ? text.rows(formatCount(state.rows))
        : text.rowsOf(formatCount(state.rows), `~${formatCount(total)}`),
      text.tablesDone(formatCount(state.tablesFinished), formatCount(state.tables)),
    ];
    progress('mysql', state.rows, total, parts);
  };

  const secretsProgress = (event: Extract<RunEvent, { type: 'secrets-progress' }>): void => {
    state.secrets.set(event.table, event);
    const all = [...state.secrets.values()];
    const sum = (pick: (one: typeof event) => number): number => all.reduce((n, one) => n + pick(one), 0);
    const total = [...state.secretTotals.values()].reduce((n, rows) => n + rows, 0);
    state.settledBefore.delete(event.table);
    const done = sum((one) => one.done) + [...state.settledBefore.values()].reduce((n, rows) => n + rows, 0);
    progress('vault', done, total, [
      text.secretsOf(formatCount(done), formatCount(total)),
      text.secretsTally(
        formatCount(sum((one) => one.written)),
        formatCount(sum((one) => one.reused)),
        formatCount(sum((one) => one.versionsChanged)),
      ),
    ]);
  };

  // Raised one after the other at the start: one line for all of them.
  const flushGenerators = (): void => {
    if (state.generators > 0)
      sink(`${style('good', '✓')} ${text.generatorsRaised(formatCount(state.generators))}`);
    state.generators = 0;
  };

  const nothing = (): void => {};
  const lines: {
    readonly [Type in RunEvent['type']]: (event: Extract<RunEvent, { type: Type }>) => void;
  } = {
    'run-started': (event) => {
      state.tables = event.tables;
      state.totalRows = event.rows;
      state.rows = event.finishedBefore?.rows ?? 0;
      state.tablesFinished = event.finishedBefore?.tables ?? 0;
      const say = event.resumed ? text.runResumed : text.runStarted;
      sink(style('strong', say(event.runId, formatCount(event.tables))));
    },
    'plan-difference': (event) => {
      const line = text.planDifference(printable(event.message));
      if (event.accepted) warn(line);
      else fail(line);
    },
    'phase-started': (event) => {
      meterOf(event.phase);
      sink(text.phaseStarted(nameOf(event.phase)));
    },
    'phase-finished': (event) => sink(text.phaseFinished(nameOf(event.phase), formatSeconds(event.seconds))),
    'snapshot-taken': (event) => {
      const position = event.position ? `; ${text.snapshotPosition(printable(event.position))}` : '';
      sink(`${style('good', '✓')} ${text.snapshot(formatTime(event.at), event.how)}${position}`);
      if (!event.consistent) warn(text.snapshotInconsistent);
    },
    'table-started': (event) => {
      state.rows += event.rowsAlreadyCopied;
    },
    'chunk-committed': (event) => {
      state.rows += event.rows;
      rowsProgress();
    },
    'table-finished': (event) => {
      state.tablesFinished += 1;
      sink(
        `${style('good', '✓')} ${text.tableFinished(event.table, formatCount(event.rows), formatSeconds(event.seconds))}`,
      );
    },
    'table-failed': (event) => fail(text.tableFailed(event.table, printable(event.message))),
    'row-rejected': (event) =>
      tellProblem(text.rowRejected(event.table, printable(event.key), printable(event.reason)), true),
    'secrets-counted': (event) => {
      state.secretTotals.set(event.table, event.rows);
      state.settledBefore.set(event.table, event.rowsAlreadySettled ?? 0);
    },
    'secrets-progress': secretsProgress,
    'items-progress': (event) => {
      const { phase, part, done, total } = event;
      const parts = state.items.get(phase) ?? new Map<string, { done: number; total: number }>();
      state.items.set(phase, parts.set(part, { done, total }));
      const sum = (pick: 'done' | 'total') => [...parts.values()].reduce((n, one) => n + one[pick], 0);
      progress(phase, sum('done'), sum('total'), [
        text.of(formatCount(sum('done')), text.things[phase]?.(formatCount(sum('total'))) ?? ''),
      ]);
    },
    'item-problem': (event) =>
      fail(
        `${nameOf(event.phase)}${text.colon}${printable(event.part)} ${printable(event.item)}${text.colon}${printable(event.message)}`,
      ),
    'secret-problem': (event) => {
      const fault = event.sourceFault ? ` (${text.sourceFault})` : '';
      const line = `${text.secretProblem[event.kind]}${text.colon}${event.table} ${event.row === undefined ? '' : `${event.row}, `}${printable(event.key)}, ${printable(event.path)} v${event.version}${text.colon}${printable(event.message)}${fault}`;
      tellProblem(line, event.sourceFault);
    },
    'files-progress': (event) =>
      progress('files', event.done, event.total, [
        text.of(formatCount(event.done), text.things.files?.(formatCount(event.total)) ?? ''),
        `${formatBytes(event.bytes + (event.bytesUnderway ?? 0))} / ${formatBytes(event.bytesTotal)}`,
        text.filesTally(formatCount(event.created), formatCount(event.existed)),
      ]),
    'file-problem': (event) => {
      const row = event.table === undefined ? '' : `${event.table} id=${event.id}, `;
      const line = `${text.fileProblem[event.kind]}${text.colon}${row}${event.sha256}${text.colon}${printable(event.message)}`;
      tellProblem(line, event.kind === 'missing');
    },
    retry: (event) =>
      warn(
        text.retry({
          subject: printable(event.subject),
          attempt: formatCount(event.attempt),
          wait: formatSeconds(event.waitMs / 1000),
          reason: printable(event.reason),
          left: event.leftMs === undefined ? '' : formatDuration(event.leftMs / 1000),
        }),
      ),
    throttled: (event) =>
      sink(event.reason === null ? text.unthrottled : text.throttled(printable(event.reason))),
    'window-closed': (event) => warn(printable(event.message)),
    steered: (event) => warn(printable(event.message)),
    paused: () => sink(text.paused),
    continued: () => sink(text.continued),
    parallelism: (event) => sink(text.parallelism(nameOf(event.phase), formatCount(event.value))),
    progress: (event) => {
      // Rows and secrets have lines of their own.
      if (event.task === 'run') return;
      if (!stepMeter.due()) return;
      sink(
        `  ${[
          `${text.task[event.task]} ${formatPercent(event.overall, 1)}`,
          sayStep(event, lang, formatCount),
          text.elapsed(formatSeconds(event.seconds)),
          ...(event.secondsLeft === null ? [] : [text.eta(formatSeconds(event.secondsLeft))]),
        ].join(' · ')}`,
      );
    },
    'validation-result': (event) => {
      // What passes is summed up at the end: it can be hundreds of checks.
      if (event.ok) return;
      const name = event.table === undefined ? event.check : `${event.check} ${event.table}`;
      const line = `${name}${text.colon}${printable(event.detail)}`;
      if (event.sourceFault) warn(`${line} (${text.sourceFault})`);
      else fail(line);
    },
    'follow-started': (event) => sink(style('strong', text.followStarted(event.runId, event.position))),
    'follow-progress': (event) => {
      if (!stepMeter.due()) return;
      const lag = event.lagSeconds === null ? text.lagUnknown : text.lag(formatSeconds(event.lagSeconds));
      const rate = text.perSecond(text.rowChanges(formatCount(Math.round(event.eventsPerSecond))));
      sink(`  ${[lag, text.rowChanges(formatCount(event.rowEvents)), rate].join(' · ')}`);
    },
    'follow-pass': (event) => {
      const line = text.followPass(formatCount(event.rows), formatCount(event.mismatches));
      if (event.mismatches > 0) fail(line);
      else if (!event.isClean) warn(text.followPassInPart(formatCount(event.rows)));
      else sink(style('dim', line));
    },
    'follow-mismatch': (event) => {
      const row = `${event.table}${text.colon}${printable(event.key)}`;
      if (event.gone) sink(`${style('good', '✓')} ${text.followMismatchGone(row)}`);
      else fail(text.followMismatch[event.kind](row));
    },
    'cutover-step': (event) =>
      sink(
        `  ${style('good', '✓')} ${text.cutoverStep[event.step]}${text.colon}${formatSeconds(event.seconds)}`,
      ),
    'alert-notice': ({ rule, kind, status, severity, count }) => {
      const line = text.alertNotice[kind][status](rule, formatCount(count), text.alertSeverity[severity]);
      if (status === 'resolved') sink(`${style('good', '✓')} ${line}`);
      else if (severity === 'error' || severity === 'critical') fail(line);
      else warn(line);
    },
    'switch-decision': (event) => sink(decisionLine(event, environment)),
    'schema-statement': (event) => {
      for (const line of schemaStatementLines(event, environment)) sink(line);
    },
    finding: (event) => {
      // check has shown them all: here only what matters to a run that is about to write.
      if (event.finding.severity === 'ok' || event.finding.severity === 'info') return;
      if (event.finding.severity === 'warning') sink(findingLines(event.finding, environment)[0] ?? '');
      else for (const line of findingLines(event.finding, environment)) sink(line);
    },
    log: (event) => {
      const line = printable(event.message);
      if (event.level === 'info') sink(style('dim', line));
      else if (event.level === 'warning') warn(line);
      else fail(line);
    },
    'run-finished': (event) =>
      sink(
        style(
          event.outcome === 'complete' ? 'good' : 'warning',
          text.runFinished(event.runId, outcomeText(event, text), formatSeconds(event.seconds)),
        ),
      ),
    // One line for all of them, before the next event.
    'generator-raised': () => {
      state.generators += 1;
    },
    // Findings say the same.
    'files-plan': nothing,
    // The same is told as `progress`, with its share of the whole.
    'validation-progress': nothing,
    'rollback-progress': nothing,
  };

  return (told) => {
    const event = localiseEvent(told, lang);
    if (event.type !== 'generator-raised') flushGenerators();
    // An event this listener does not know yet is no reason to disturb a run.
    const tell: ((event: never) => void) | undefined = lines[event.type];
    tell?.(event as never);
  };
}
