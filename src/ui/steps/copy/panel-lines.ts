import { formatZone } from '../../../core/format.js';
import { afterRun } from '../../../operations/next-steps.js';
import type { LocalText } from '../../../preset/schema.js';
import { localiseEngine } from '../../../text/localise.js';
import { bar, graph } from '../../components/bar.js';
import { stepLines } from '../../components/next-steps.js';
import { problemLines } from '../../components/problem.js';
import { workLines } from '../../components/work-lines.js';
import { bytes, clock, count, duration, percent, shortCount } from '../../format.js';
import {
  blank,
  figureLines,
  type Line,
  line,
  marked,
  paragraph,
  type Span,
  span,
  windowed,
} from '../../terminal/lines.js';
import { cut, padTo } from '../../terminal/text-width.js';
import type { Tone } from '../../theme.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { type CopyPhase, type CopyState, type PhaseState, vaultIsSkipped } from './copy-state.js';
import { type LiveState, type LogEntry, overall, type SecretTally, workingTime } from './live-state.js';
import { graphValues, rateNow, secondsLeft } from './speed.js';
import { tableLine, tableLines } from './table-lines.js';

/** Silence longer than this is said: the operator should not have to guess. */
const stalledAfter = 5000;

/** The live panel of one phase: totals, rates, what it waits for, and the tables or the log. */
export function panelLines(
  { state, width, height, ui }: ViewProps,
  phase: CopyPhase,
  live: LiveState,
): readonly Line[] {
  const { copy } = state;
  const top = [
    ...totalLines(copy[phase], live, width, ui),
    ...rateLines(copy, phase, live, width, ui),
    ...waitLines(copy, phase, live, width, ui),
    ...endLines(copy[phase], endText(state, phase, ui), width, ui),
  ];
  const room = height - top.length - 1;
  if (room < 2) return top;
  const steps = nextAfter(state, phase);
  if (steps.length > 0 && !copy.logOpen) {
    const tables = live.tables.map((table) => tableLine(table, live, phase, width, ui));
    const list = [...stepLines(steps, width, ui), blank, ...tables];
    return [
      ...top,
      ruleLine(ui.text.frame.next, width, ui),
      ...windowed(list, copy.scroll ?? 0, room, ui.more),
    ];
  }
  const rule = ruleLine(
    copy.logOpen
      ? `${ui.text.copy.log} (${formatZone(new Date(live.now))})`
      : phase === 'mysql'
        ? ui.text.copy.tables
        : ui.text.copy.secretTables,
    width,
    ui,
  );
  return [
    ...top,
    rule,
    ...(copy.logOpen
      ? logLines(copy, live, width, room, ui)
      : tableLines(copy, live, phase, width, room, ui)),
  ];
}

/** What comes next once the run is whole; none before. */
function nextAfter({ copy, context }: WizardState, phase: CopyPhase): readonly LocalText[] {
  const { summary, status } = copy[phase];
  if (context === null || summary === null || status !== 'done') return [];
  return afterRun({ context, configFile: context.config.path }, summary);
}

function ruleLine(title: string, width: number, ui: UiContext): Line {
  if (ui.linear) return line(title);
  const { horizontal } = ui.theme.glyphs;
  return line(span(fitRule(`${horizontal}${horizontal} ${title} `, horizontal, width), 'muted'));
}

function fitRule(start: string, glyph: string, width: number): string {
  return cut(start + glyph.repeat(width), width, glyph);
}

function statusWord(phase: PhaseState, paused: boolean, ui: UiContext): Span {
  const { glyphs } = ui.theme;
  const { status } = ui.text.copy;
  if (paused) return span(`${glyphs.warning} ${status.paused}`, 'warning');
  switch (phase.status) {
    case 'ready':
      return span(status.ready);
    case 'running':
      return span(
        `${glyphs.active} ${phase.live?.begun === false ? status.checking : status.running}`,
        'accent',
      );
    case 'stopping':
      return span(`${glyphs.warning} ${status.stopping}`, 'warning');
    case 'aborting':
      return span(`${glyphs.warning} ${status.aborting}`, 'warning');
    case 'done':
      return phase.summary?.outcome === 'partial'
        ? span(`${glyphs.warning} ${status.partial}`, 'warning')
        : span(`${glyphs.ok} ${status.done}`, 'good');
    case 'stopped':
      return span(`${glyphs.warning} ${status.stopped}`, 'warning');
    case 'failed':
      return span(`${glyphs.bad} ${status.failed}`, 'bad');
  }
}

function totalLines(phase: PhaseState, live: LiveState, width: number, ui: UiContext): readonly Line[] {
  const { done, total, tablesDone } = overall(live);
  const finished = phase.status === 'done' && phase.summary?.outcome === 'complete';
  if (!live.begun && live.finishedAt === null) return [line(statusWord(phase, false, ui))];
  const value = percent(live.share, 1, finished);
  const label = ` ${value}%`;
  const figures = ui.text.copy.progress(count(done), count(total), tablesDone, live.tables.length);
  const status = statusWord(phase, live.pausedSince !== null, ui);
  if (ui.linear) return [line(status, `  ${value}%  ${figures}`)];
  return [
    line(status, '  ', figures),
    line(
      ...bar(value, width - 5, finished ? 'good' : 'accent', ui),
      span(padTo(label, 5, 'right'), 'plain', true),
    ),
  ];
}

function rateLines(
  copy: CopyState,
  phase: CopyPhase,
  live: LiveState,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { text } = ui;
  const seconds = workingTime(live) / 1000;
  const unit = phase === 'mysql' ? text.copy.rowsPerSecond : text.copy.secretsPerSecond;
  const open = live.finishedAt === null;
  const atWork = open && live.pausedSince === null;
  if (!live.begun) {
    const checks = live.finishedAt === null ? workLines(live.checks, width, ui) : [];
    return [...checks, ...paragraph(text.copy.preflight, width, 'muted')];
  }
  const now = rateNow(live.speed, workingTime(live));
  const size = (value: number): string => (phase === 'mysql' ? `  ${bytes(value)}/s` : '');
  const meanRows = seconds <= 0 ? 0 : live.rows / seconds;
  const meanBytes = seconds <= 0 ? 0 : live.bytes / seconds;
  const { done, total } = overall(live);
  const left = isStalled(live) ? null : secondsLeft(live.speed, workingTime(live), total - done, live.share);
  const eta = !open ? '' : left === null ? text.copy.leftUnknown : text.copy.left(duration(left));
  const age = open ? text.copy.age(duration(Math.max(0, live.now - live.lastProgressAt) / 1000)) : '';
  const shownNow = atWork ? `${text.copy.now} ${shortCount(now.rows)} ${unit}${size(now.bytes)}   ` : '';
  const first = line(
    span(shownNow),
    span(`${text.copy.mean} ${shortCount(meanRows)} ${unit}${size(meanBytes)}`, atWork ? 'muted' : 'plain'),
  );
  const elapsed = text.copy.elapsed(duration(((live.finishedAt ?? live.now) - live.startedAt) / 1000));
  const parallel = open ? text.copy.parallel(copy.parallelism) : '';
  const second = figureLines(
    [elapsed, eta, age, parallel].filter((part) => part !== ''),
    width,
  );
  const columns = Math.min(60, width - 8);
  const graphLine =
    ui.linear || !atWork || live.speed.length === 0
      ? []
      : [
          line(
            span(`${text.copy.speed} `, 'muted'),
            graph(graphValues(live.speed, workingTime(live), columns), ui),
          ),
        ];
  return [first, ...second, ...tallyLine(live, phase, width, ui), ...graphLine];
}

/** What became of the secrets so far, over all tables. */
function tallyLine(live: LiveState, phase: CopyPhase, width: number, ui: UiContext): readonly Line[] {
  const tallies = Object.values(live.secrets);
  if (phase !== 'vault' || tallies.length === 0) return [];
  const sum = (of: keyof SecretTally): number => tallies.reduce((total, tally) => total + tally[of], 0);
  const all = {
    written: sum('written'),
    reused: sum('reused'),
    versionsChanged: sum('versionsChanged'),
    missing: sum('missing'),
    failed: sum('failed'),
  };
  return paragraph(ui.text.copy.tally(all), width);
}

/** Nothing is committed although something is meant to be: a table is at work, and nobody holds it back. */
function isStalled(live: LiveState): boolean {
  const { finishedAt, pausedSince, throttle, tables, now, lastProgressAt } = live;
  const heldBack = pausedSince !== null || (throttle !== null && !throttle.cap);
  const atWork = finishedAt === null && tables.some(({ status }) => status === 'running');
  return atWork && !heldBack && now - lastProgressAt >= stalledAfter;
}

/** Why it is not going on, if it is not: pause, throttle, silence, retries. */
function waitLines(
  copy: CopyState,
  phase: CopyPhase,
  live: LiveState,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { text, theme } = ui;
  const rows: Line[] = [];
  const warning = span(theme.glyphs.warning, 'warning');
  const { status } = copy[phase];
  const atWork = live.finishedAt === null;
  if (status === 'stopping') rows.push(...marked(warning, text.copy.stopping, width, 'warning'));
  if (status === 'aborting') rows.push(...marked(warning, text.copy.aborting, width, 'warning'));
  if (copy.paused && atWork) rows.push(...marked(warning, text.copy.paused, width, 'warning'));
  const stalled = isStalled(live);
  if (live.throttle !== null && !copy.paused && !(stalled && live.throttle.cap))
    rows.push(...marked(warning, text.copy.throttled(live.throttle.reason), width, 'warning'));
  if (stalled) {
    const silence = live.now - live.lastProgressAt;
    rows.push(line(warning, span(` ${text.copy.stalled(duration(silence / 1000))}`, 'warning')));
  }
  if (live.retries > 0) {
    rows.push(
      ...marked(
        span(theme.glyphs.info, 'muted'),
        text.copy.retries(live.retries, live.lastRetry ?? ''),
        width,
        'muted',
      ).slice(0, 2),
    );
  }
  if (live.problemCount > 0) {
    rows.push(...marked(warning, text.copy.problems(live.problemCount, live.sourceFaults), width, 'warning'));
  }
  return rows;
}

/** What stands under a phase that is done: what is there, and where Enter leads. */
function endText(state: WizardState, name: CopyPhase, { text }: UiContext): string {
  const partial = state.copy[name].summary?.outcome === 'partial';
  const skipped = vaultIsSkipped(state);
  if (name === 'vault') return partial ? text.copy.vaultPartial : text.copy.vaultDone;
  if (partial) return skipped ? text.copy.rowsPartial : text.copy.mysqlPartial;
  return skipped ? text.copy.rowsDone : text.copy.mysqlDone;
}

/** After the end: what happened and what to do now. */
function endLines(phase: PhaseState, done: string, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const rows: Line[] = [];
  if (phase.problem !== null) {
    rows.push(blank, ...problemLines(phase.problem, width, ui));
    if (!phase.problem.refused) rows.push(...paragraph(text.copy.failedHint, width, 'accent'));
  }
  if (phase.summary === null) return rows;
  const { glyphs } = ui.theme;
  if (phase.status === 'done') {
    const mark =
      phase.summary.outcome === 'partial' ? span(glyphs.warning, 'warning') : span(glyphs.ok, 'good');
    return [...rows, ...marked(mark, done, width)];
  }
  rows.push(blank, ...marked(span(glyphs.info), localiseEngine(phase.summary.message, ui.language), width));
  if (phase.summary.resumeCommand !== null) {
    rows.push(
      line(span(text.copy.resumeWith, 'accent')),
      ...marked(span(' '), phase.summary.resumeCommand, width),
    );
  }
  return rows;
}

function logText({ message }: LogEntry, ui: UiContext): string {
  if (typeof message === 'string') return message;
  if ('attempt' in message) {
    const { subject, attempt, waitMs, reason } = message;
    return ui.text.copy.retry(subject, attempt, duration(Math.ceil(waitMs / 1000)), reason);
  }
  return `${message.table}${ui.text.frame.colon}${ui.text.copy.rows(count(message.rows))}`;
}

function logLines(
  copy: CopyState,
  live: LiveState,
  width: number,
  height: number,
  ui: UiContext,
): readonly Line[] {
  const tones: Readonly<Record<'info' | 'warning' | 'error', Tone>> = {
    info: 'plain',
    warning: 'warning',
    error: 'bad',
  };
  const rows = live.log.flatMap((entry) => {
    const word = entry.level === 'info' ? '' : `${ui.text.copy.levels[entry.level]}${ui.text.frame.colon}`;
    return marked(
      span(clock(new Date(entry.at).toISOString()), 'muted'),
      word + logText(entry, ui),
      width,
      tones[entry.level],
    );
  });
  if (rows.length === 0) return [line(span(ui.text.copy.logEmpty, 'muted'))];
  return windowed(rows, copy.scroll ?? rows.length, height, ui.more);
}
