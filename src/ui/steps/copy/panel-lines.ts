import { formatCount, formatDuration, formatZone } from '../../../core/format.js';
import { afterRun } from '../../../operations/next-steps.js';
import type { Phase } from '../../../phases/phase.js';
import type { LocalText } from '../../../preset/texts.js';
import { localiseReason } from '../../../text/localise.js';
import { said } from '../../components/marks.js';
import { stepLines } from '../../components/next-steps.js';
import { problemLines } from '../../components/problem.js';
import { ruleLine } from '../../components/rule-line.js';
import { textInput } from '../../components/text-input.js';
import { clock } from '../../format.js';
import {
  beside,
  blank,
  type Line,
  line,
  marked,
  paragraph,
  plainText,
  span,
  windowed,
  windowStart,
} from '../../terminal/lines.js';
import type { Box, UiContext, ViewProps } from '../../ui-context.js';
import { filterText, matching } from '../../wizard/filter.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { isListed, passedOver, type Shown, waitingFor, wordsOf } from './copy-phases.js';
import { type CopyState, type PhaseState, phaseIn, rateFieldOf } from './copy-state.js';
import { activeTable, isStalled, type LiveState, type LogEntry } from './live-state.js';
import { tableLine } from './table-lines.js';
import { rateLines, totalLines } from './total-lines.js';
import { bothHalves, graphsBeside, widthOfLeft } from './wide-panel.js';

/** The live panel of one phase: totals, rates, what it waits for, and its parts, its problems or the log. */
export function panelLines({ state, ...box }: ViewProps, shown: Shown, live: LiveState): readonly Line[] {
  const { width, height, ui } = box;
  const { copy } = state;
  const { text } = ui;
  const { phase } = shown;
  const at = phaseIn(copy, phase.id);
  const { screen } = wordsOf(phase, ui);
  const top = [
    ...totalLines(at, live, phase, box),
    ...rateLines(copy, phase, live, box),
    ...rateFieldLines(copy, phase, box),
    ...waitLines(at, copy, phase, live, box),
    ...endLines(at, endText(state, shown, ui), box),
  ];
  const filter = filterText(state, 'copy');
  const room = height - top.length - 1;
  if (room < 2) return top;
  const steps = nextAfter(state, at);
  if (copy.logOpen) {
    const title = `${text.copy.log} (${formatZone(new Date(live.now))})`;
    return [...top, ruleLine(title, width, ui), ...logLines(copy, live, filter, { ...box, height: room })];
  }
  const isWide = hasBothHalves(live, box);
  // What has one part only says all of it above: there is room for what went wrong.
  const listsProblems = live.tables.length < 2 && live.problems.length > 0;
  const parts = listsProblems
    ? matching(problemRows(live, width, ui), filter, plainText)
    : matching(live.tables, filter, ({ table }) => table).map((table) =>
        tableLine(table, live, { width: isWide ? widthOfLeft(width) : width, ui, paced: isWide }),
      );
  const title = listsProblems ? text.copy.problemList : screen.parts;
  if (steps.length > 0) {
    const list = [...(listsProblems ? [...parts, blank] : []), ...stepLines(steps, width, ui)];
    const rows = windowed(
      listsProblems ? list : [...list, blank, ruleLine(title, width, ui), ...parts],
      copy.scroll ?? 0,
      room,
      ui.more,
    );
    return [...top, ruleLine(listsProblems ? title : text.frame.next, width, ui), ...rows];
  }
  const first =
    copy.scroll ??
    (listsProblems ? 0 : filter === '' ? windowStart(activeTable(live), parts.length, room) : 0);
  const list = windowed(parts, first, room, ui.more);
  const rule = ruleLine(title, width, ui);
  if (!isWide) return [...top, rule, ...list];
  const left = widthOfLeft(width);
  const graphs = graphsBeside(phase, live, { width: width - left - 3, height: room, ui });
  return [...top, rule, ...beside(list, left, graphs, ` ${ui.theme.glyphs.vertical} `)];
}

/** Where another bound of the rate is typed. */
function rateFieldLines(copy: CopyState, phase: Phase, { width, ui }: Box): readonly Line[] {
  const field = rateFieldOf(copy, phase.id);
  if (field === null) return [];
  const { perSecond } = wordsOf(phase, ui).screen;
  return [...paragraph(ui.text.copy.askRate(perSecond), width, 'accent'), textInput('>', field, width)];
}

/** While it works: behind its end, what is there and what comes next is all there is to see. */
function hasBothHalves(live: LiveState, { width, ui }: Box): boolean {
  return width >= bothHalves && !ui.linear && live.begun && live.finishedAt === null;
}

function problemRows({ problems }: LiveState, width: number, ui: UiContext): readonly Line[] {
  const { theme, text } = ui;
  return problems.flatMap(({ where, message, sourceFault }) =>
    marked(
      sourceFault ? span(theme.glyphs.warning, 'warning') : span(theme.glyphs.bad, 'bad'),
      `${where}${text.frame.colon}${message}`,
      width,
    ),
  );
}

/** What comes next once the run is whole; none before. */
function nextAfter({ context }: WizardState, { summary, status }: PhaseState): readonly LocalText[] {
  if (context === null || summary === null || status !== 'done') return [];
  return afterRun({ context, configFile: context.config.path }, summary);
}

/** Why it is not going on, if it is not: pause, throttle, silence, retries. */
function waitLines(
  { status }: PhaseState,
  copy: CopyState,
  phase: Phase,
  live: LiveState,
  { width, ui }: Box,
): readonly Line[] {
  const text = ui.text.copy;
  const { throttle, retries, lastRetry } = live;
  const paused = copy.paused && live.finishedAt === null;
  const stalled = isStalled(live);
  const silence = formatDuration((live.now - live.lastProgressAt) / 1000);
  const throttled = throttle !== null && !copy.paused && !(stalled && throttle.cap);
  const warnings = [
    ...(status === 'stopping' ? [text.stopping] : []),
    ...(status === 'aborting' ? [text.aborting] : []),
    ...(paused ? [text.paused] : []),
    ...(throttled ? [text.throttled(throttle.reason)] : []),
    ...(stalled ? [text.stalled(silence)] : []),
  ];
  const problems =
    live.problemCount > 0
      ? wordsOf(phase, ui).screen.problems(live.problemCount, live.sourceFaults)
      : undefined;
  const tried = retries > 0 ? text.retries(retries, lastRetry ?? '') : '';
  return [
    ...warnings.flatMap((warning) => said('warning', warning, width, ui)),
    ...(tried === '' ? [] : marked(span(ui.theme.glyphs.info, 'muted'), tried, width, 'muted').slice(0, 2)),
    ...said('warning', problems, width, ui),
  ];
}

/** What stands under a phase that is done: what is there, and where Enter leads. */
function endText(state: WizardState, shown: Shown, ui: UiContext): string {
  const { phase, all } = shown;
  const { copy } = ui.text;
  const { screen } = wordsOf(phase, ui);
  const behind = all.slice(all.indexOf(phase) + 1);
  const next = passedOver(state, shown) ?? behind.find((one) => isListed(state, one));
  const isLive = state.context?.config.options.live !== undefined;
  const onwards = (before: string): string => {
    if (next) return copy.thenPhase(before, wordsOf(next, ui).part);
    return (isLive ? copy.thenFollow : copy.thenValidation)(before);
  };
  const partial = phaseIn(state.copy, phase.id).summary?.outcome === 'partial';
  if (!partial) return onwards(screen.done);
  const again = copy.tryAgain(screen.partial);
  const waiting = waitingFor(state, shown);
  return waiting ? copy.waits(again, wordsOf(waiting, ui).part) : onwards(again);
}

/** After the end: what happened and what to do now. */
function endLines(
  { problem, summary, status }: PhaseState,
  done: string,
  { width, ui }: Box,
): readonly Line[] {
  const { text, theme } = ui;
  const rows: Line[] = [];
  if (problem !== null) {
    rows.push(blank, ...problemLines(problem, width, ui));
    if (!problem.refused) rows.push(...paragraph(text.copy.failedHint, width, 'accent'));
  }
  if (summary === null) return rows;
  if (status === 'done') {
    const partial = summary.outcome === 'partial';
    const mark = partial ? span(theme.glyphs.warning, 'warning') : span(theme.glyphs.ok, 'good');
    return [...rows, ...marked(mark, done, width)];
  }
  const told = localiseReason(summary.message, summary.because, ui.language);
  rows.push(blank, ...marked(span(theme.glyphs.info), told, width));
  if (summary.resumeCommand !== null) {
    rows.push(line(span(text.copy.resumeWith, 'accent')), ...marked(span(' '), summary.resumeCommand, width));
  }
  return rows;
}

function logText({ message }: LogEntry, ui: UiContext): string {
  if (typeof message === 'string') return message;
  if ('attempt' in message) return ui.text.copy.retry(message);
  return `${message.table}${ui.text.frame.colon}${ui.text.copy.rows(formatCount(message.rows))}`;
}

const logTones = { info: 'plain', warning: 'warning', error: 'bad' } as const;

function logLines(
  copy: CopyState,
  live: LiveState,
  filter: string,
  { width, height, ui }: Box,
): readonly Line[] {
  const rows = live.log.flatMap((entry) => {
    const word = entry.level === 'info' ? '' : `${ui.text.copy.levels[entry.level]}${ui.text.frame.colon}`;
    return marked(
      span(clock(new Date(entry.at).toISOString()), 'muted'),
      word + logText(entry, ui),
      width,
      logTones[entry.level],
    );
  });
  if (rows.length === 0) return [line(span(ui.text.copy.logEmpty, 'muted'))];
  return windowed(matching(rows, filter, plainText), copy.scroll ?? rows.length, height, ui.more);
}
