import { defaultLiveOptions } from '../../../config/config.js';
import type { Context } from '../../../config/context.js';
import { formatSeconds, formatTime } from '../../../core/format.js';
import { blockerLine } from '../../../headless/cutover-lines.js';
import type { GateLine } from '../../../live/gate.js';
import { afterCutover } from '../../../operations/next-steps.js';
import { localiseReason } from '../../../text/localise.js';
import { confirmationLines } from '../../components/confirmation.js';
import { said } from '../../components/marks.js';
import { stepLines } from '../../components/next-steps.js';
import { problemLines } from '../../components/problem.js';
import { blank, heading, type Line, line, marked, paragraph, span, windowed } from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { isLiveRun } from '../follow/follow-state.js';
import type { CutoverState } from './cutover-state.js';
import { doneLines, pauseLines, runningLines } from './cutting-lines.js';
import { gateNow } from './gate-now.js';

/** The gate, the question, the pause as it runs, and what became of it. */
export function cutoverLines(props: ViewProps): readonly Line[] {
  const { state, height, ui } = props;
  const { cutover, context } = state;
  if (context === null) return [];
  const scrolled = (top: readonly Line[], list: readonly Line[]) => [
    ...top,
    ...windowed(list, cutover.scroll ?? 0, height - top.length, ui.more),
  ];
  switch (cutover.phase) {
    case 'gate':
      return scrolled([heading(ui.text.cutover.title)], gatePage(props, context));
    case 'confirm':
      return confirmLines(props, context);
    case 'running':
      if (cutover.cutting === null) return [];
      return cutover.word === 'asked'
        ? askLines(props, context)
        : runningLines(cutover.cutting, mostSeconds(context), cutover.log, props);
    case 'ended':
      return scrolled([], endLines(cutover, context, props));
    case 'failed':
      return [heading(ui.text.cutover.failed), blank, ...problemLines(cutover.problem, props.width, ui)];
  }
}

const mostSeconds = ({ config }: Context) => (config.options.live ?? defaultLiveOptions).maxPauseSeconds;

function gatePage({ state, width, ui }: ViewProps, context: Context): readonly Line[] {
  const { cutover, follow } = state;
  const { text } = ui;
  const { rehearsal, problem, rehearsing } = cutover;
  if (!isLiveRun(follow)) return paragraph(text.cutover.notLive, width);
  const worker = follow.seen?.worker;
  if (worker?.command === 'cutover' && worker.alive) {
    const { command, user, host, pid, since } = worker;
    const who = text.live.statusWorker(command, `${user}@${host}`, String(pid), formatTime(since));
    return [...said('warning', text.cutover.elsewhere, width, ui), ...paragraph(who, width)];
  }
  if (problem !== null) return [blank, ...problemLines(problem, width, ui)];
  if (rehearsal === null) return [line(text.cutover.looking)];
  if (rehearsal.outcome === 'already')
    return endLines({ summary: rehearsal, cutting: null }, context, { width, ui });
  const { blockers, expectedPauseSeconds } = rehearsal;
  const gate = gateNow(state);
  const { fenceCommand } = context.config.options.live ?? defaultLiveOptions;
  const closed = gate.filter(({ ok }) => !ok).map(({ name }) => name);
  return [
    ...nextLines(closed, rehearsing, width, ui),
    blank,
    ...(blockers.length === 0 ? [] : [line(span(text.cutover.blockers, 'warning'))]),
    ...blockers.flatMap((blocker) => said('bad', blockerLine(blocker, text.live), width, ui)),
    ...gate.flatMap((one) => gateLine(one, width, ui)),
    blank,
    ...(expectedPauseSeconds === null
      ? []
      : paragraph(text.cutover.expected(formatSeconds(expectedPauseSeconds)), width)),
    ...paragraph(text.cutover.atMost(formatSeconds(mostSeconds(context))), width, 'muted'),
    ...paragraph(
      fenceCommand === undefined ? text.cutover.word : text.cutover.command(fenceCommand),
      width,
      'muted',
    ),
  ];
}

function gateLine({ name, ok, detail }: GateLine, width: number, ui: UiContext): readonly Line[] {
  const { text, theme, language } = ui;
  const { open } = detail.params ?? {};
  const told =
    detail.code === 'gate.checklist.open' && typeof open === 'string'
      ? text.cutover.openItems(open.split(', ').length)
      : localiseReason(detail.text, detail, language);
  // What is no obstacle, and must be known before all the same.
  const tone = !ok ? 'bad' : name === 'way-back' ? 'warning' : 'good';
  const glyph = { good: theme.glyphs.ok, warning: theme.glyphs.warning, bad: theme.glyphs.bad }[tone];
  return marked(span(glyph, tone), `${text.live.gate[name]}${text.frame.colon}${told}`, width);
}

/** What the gate comes to, and what is to be pressed. */
function nextLines(
  closed: readonly string[],
  rehearsing: boolean,
  width: number,
  { text }: UiContext,
): readonly Line[] {
  if (rehearsing) return [line(text.cutover.looking)];
  if (closed.some((name) => name !== 'lag')) return paragraph(text.cutover.closed, width, 'warning');
  return [
    ...(closed.length > 0 ? paragraph(text.cutover.waits, width, 'warning') : []),
    ...paragraph(text.cutover.start, width, 'accent'),
  ];
}

function confirmLines(props: ViewProps, { config }: Context): readonly Line[] {
  const { state, width, ui } = props;
  const { field, mismatch, scroll } = state.cutover;
  const text = ui.text.cutover;
  const { database } = config.target.mysql;
  const wayBack = gateNow(state).find(({ name }) => name === 'way-back')?.detail;
  return confirmationLines(
    {
      title: text.confirmTitle,
      list: [
        ...paragraph(text.confirm(config.source.mysql.database, database), width),
        ...(config.options.live?.fenceCommand === undefined ? paragraph(text.word, width) : []),
        blank,
        ...paragraph(text.safe, width, 'muted'),
      ],
      scroll: scroll ?? 0,
      warning: wayBack && localiseReason(wayBack.text, wayBack, ui.language),
      ask: text.type(database),
      field,
      mismatch: mismatch ? text.mismatch(typedText(field)) : undefined,
    },
    props,
  );
}

/** The pause goes on while it is asked, so how much of it is left stays in view. */
function askLines(props: ViewProps, context: Context): readonly Line[] {
  const { state, width, ui } = props;
  const { cutting, field, mismatch } = state.cutover;
  if (cutting === null) return [];
  const text = ui.text.cutover;
  const { database } = context.config.source.mysql;
  const left = mostSeconds(context) - (cutting.now - (cutting.pauseAt ?? cutting.now)) / 1000;
  return confirmationLines(
    {
      title: text.askTitle,
      list: [...paragraph(text.ask, width), blank, ...pauseLines(cutting, mostSeconds(context), width, ui)],
      scroll: 0,
      warning: text.left(formatSeconds(Math.max(0, left))),
      ask: text.typeStopped(database),
      field,
      mismatch: mismatch ? text.notStopped(typedText(field)) : undefined,
    },
    props,
  );
}

function endLines(
  { summary, cutting }: Pick<CutoverState, 'summary' | 'cutting'>,
  context: Context,
  { width, ui }: Pick<ViewProps, 'width' | 'ui'>,
): readonly Line[] {
  if (summary === null) return [];
  const { text, language } = ui;
  const { outcome, because, blockers, pauseSeconds } = summary;
  const isOver = outcome === 'switched' || outcome === 'already';
  const next = afterCutover({ context, configFile: context.config.path }, summary);
  return [
    ...said(isOver ? 'good' : 'warning', text.live.cutover[outcome], width, ui),
    ...(because ? said('bad', localiseReason(because.text, because, language), width, ui) : []),
    ...blockers.flatMap((blocker) => said('bad', blockerLine(blocker, text.live), width, ui)),
    blank,
    heading(text.frame.next),
    ...stepLines(next, width, ui),
    ...(pauseSeconds === null || cutting === null
      ? []
      : [
          blank,
          ...paragraph(text.cutover.took(formatSeconds(pauseSeconds)), width),
          ...doneLines(cutting, width, ui),
        ]),
  ];
}
