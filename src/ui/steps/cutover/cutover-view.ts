import type { Context } from '../../../config/context.js';
import { defaultLiveOptions } from '../../../config/options.js';
import { formatSeconds, formatTime } from '../../../core/format.js';
import { blockerLine } from '../../../headless/cutover-lines.js';
import { type GateLine, gateTone } from '../../../live/gate.js';
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
import { forGoodWord, namesOf } from './cutover-commands.js';
import type { CutoverState, Way } from './cutover-state.js';
import { doneLines, pauseLines, runningLines } from './cutting-lines.js';
import { gateNow } from './gate-now.js';

/** The gate, the question, the pause as it runs, and what became of it. */
export const cutoverLines =
  (way: Way) =>
  (props: ViewProps): readonly Line[] => {
    const { state, height, width, ui } = props;
    const { context, [way]: cut } = state;
    if (context === null) return [];
    const shown = { ...props, way, context };
    const scrolled = (top: readonly Line[], list: readonly Line[]) => [
      ...top,
      ...windowed(list, cut.scroll ?? 0, height - top.length, ui.more),
    ];
    switch (cut.phase) {
      case 'closed':
      case 'gate':
        return scrolled([heading(ui.text[way].title)], gatePage(shown));
      case 'forGood':
        return forGoodLines(shown);
      case 'confirm':
        return confirmLines(shown);
      case 'running':
        if (cut.cutting === null) return [];
        return cut.word === 'asked'
          ? askLines(shown)
          : runningLines({ cutting: cut.cutting, most: mostSeconds(context), log: cut.log, way }, props);
      case 'ended':
        return scrolled([], endLines(cut, shown));
      case 'failed':
        return [heading(ui.text[way].failed), blank, ...problemLines(cut.problem, width, ui)];
    }
  };

interface Shown extends ViewProps {
  readonly way: Way;
  readonly context: Context;
}

const mostSeconds = ({ config }: Context) => (config.options.live ?? defaultLiveOptions).maxPauseSeconds;

function gatePage(shown: Shown): readonly Line[] {
  const { state, width, ui, way, context } = shown;
  const { follow, [way]: cut } = state;
  const { text } = ui;
  const { rehearsal, problem, rehearsing } = cut;
  if (!isLiveRun(follow)) return paragraph(text.cutover.notLive, width);
  const worker = follow.seen?.worker;
  if (worker?.command === way && worker.alive) {
    const { command, user, host, pid, since } = worker;
    const who = text.live.statusWorker(command, `${user}@${host}`, String(pid), formatTime(since));
    return [...said('warning', text[way].elsewhere, width, ui), ...paragraph(who, width)];
  }
  if (problem !== null) return [blank, ...problemLines(problem, width, ui)];
  if (rehearsal === null) return [line(text.cutting.looking)];
  if (rehearsal.outcome === 'already') return endLines({ summary: rehearsal, cutting: null }, shown);
  const { blockers, expectedPauseSeconds } = rehearsal;
  const gate = gateNow(state, way);
  const { fenceCommand } = context.config.options.live ?? defaultLiveOptions;
  return [
    ...(rehearsing ? [line(text.cutting.looking)] : nextLines(shown, gate)),
    blank,
    ...(blockers.length === 0 ? [] : [line(span(text.cutting.blockers, 'warning'))]),
    ...blockers.flatMap((blocker) => said('bad', blockerLine(blocker, text.live), width, ui)),
    // The heading above is not one of the conditions below.
    ...(blockers.length === 0 ? [] : [blank]),
    ...gate.flatMap((one) => gateLine(one, width, ui)),
    blank,
    ...(expectedPauseSeconds === null
      ? []
      : paragraph(text.cutting.expected(formatSeconds(expectedPauseSeconds)), width)),
    ...paragraph(text.cutting.atMost(formatSeconds(mostSeconds(context))), width, 'muted'),
    ...paragraph(
      fenceCommand === undefined ? text[way].word : text.cutting.command(fenceCommand),
      width,
      'muted',
    ),
  ];
}

function gateLine(gate: GateLine, width: number, ui: UiContext): readonly Line[] {
  const { text, theme, language } = ui;
  const { name, detail } = gate;
  const { open } = detail.params ?? {};
  const told =
    detail.code === 'gate.checklist.open' && typeof open === 'string'
      ? text.cutting.openItems(open.split(', ').length)
      : localiseReason(detail.text, detail, language);
  const tone = gateTone(gate);
  const glyph = { good: theme.glyphs.ok, warning: theme.glyphs.warning, bad: theme.glyphs.bad }[tone];
  return marked(span(glyph, tone), `${text.live.gate[name]}${text.frame.colon}${told}`, width);
}

/** What the gate comes to, and what is to be pressed. */
function nextLines({ state, way, width, ui: { text } }: Shown, gate: readonly GateLine[]): readonly Line[] {
  const closed = gate.filter(({ ok }) => !ok).map(({ name }) => name);
  const isForGood = state[way].withoutWayBack;
  const wayBack = isForGood
    ? paragraph(text.cutover.isForGood, width, 'warning')
    : closed.includes('way-back')
      ? paragraph(text.cutover.forGood, width)
      : [];
  if (closed.some((name) => name !== 'lag'))
    return [...paragraph(text.cutting.closed, width, 'warning'), ...wayBack];
  return [
    ...wayBack,
    ...(closed.length > 0 ? paragraph(text.cutting.waits, width, 'warning') : []),
    ...paragraph(text[way].start, width, 'accent'),
  ];
}

const wayBackNow = ({ state, way }: Shown) =>
  gateNow(state, way).find(({ name }) => name === 'way-back')?.detail;

/** To do without a way back is a decision of its own, before the cut-over's. */
function forGoodLines(shown: Shown): readonly Line[] {
  const { state, width, ui, way } = shown;
  const { field, mismatch, scroll } = state[way];
  const text = ui.text.cutover;
  const found = wayBackNow(shown);
  return confirmationLines(
    {
      title: text.forGoodTitle,
      list: [
        ...paragraph(text.forGoodBody, width),
        ...(found ? [blank, ...paragraph(localiseReason(found.text, found, ui.language), width)] : []),
      ],
      scroll: scroll ?? 0,
      ask: text.typeForGood(forGoodWord),
      field,
      mismatch: mismatch ? text.notForGoodWord(typedText(field)) : undefined,
    },
    shown,
  );
}

function confirmLines(shown: Shown): readonly Line[] {
  const { state, width, ui, way, context } = shown;
  const { field, mismatch, scroll } = state[way];
  const text = ui.text[way];
  const { left, next } = namesOf(way, context);
  const wayBack = wayBackNow(shown);
  const warning = wayBack?.code === 'back.ready' ? undefined : wayBack;
  return confirmationLines(
    {
      title: text.confirmTitle,
      list: [
        ...paragraph(text.confirm(left, next), width),
        ...(context.config.options.live?.fenceCommand === undefined ? paragraph(text.word, width) : []),
        blank,
        ...paragraph(text.safe, width, 'muted'),
      ],
      scroll: scroll ?? 0,
      warning: warning && localiseReason(warning.text, warning, ui.language),
      ask: text.type(next),
      field,
      mismatch: mismatch ? text.mismatch(typedText(field)) : undefined,
    },
    shown,
  );
}

/** The pause goes on while it is asked, so how much of it is left stays in view. */
function askLines(shown: Shown): readonly Line[] {
  const { state, width, ui, way, context } = shown;
  const { cutting, field, mismatch } = state[way];
  if (cutting === null) return [];
  const text = ui.text[way];
  const left = mostSeconds(context) - (cutting.now - (cutting.pauseAt ?? cutting.now)) / 1000;
  return confirmationLines(
    {
      title: text.askTitle,
      list: [...paragraph(text.ask, width), blank, ...pauseLines(cutting, mostSeconds(context), width, ui)],
      scroll: 0,
      warning: ui.text.cutting.left(formatSeconds(Math.max(0, left))),
      ask: text.typeStopped(namesOf(way, context).left),
      field,
      mismatch: mismatch ? text.notStopped(typedText(field)) : undefined,
    },
    shown,
  );
}

function endLines(
  { summary, cutting }: Pick<CutoverState, 'summary' | 'cutting'>,
  { width, ui, way, context }: Omit<Shown, 'state' | 'height'>,
): readonly Line[] {
  if (summary === null) return [];
  const { text, language } = ui;
  const { outcome, because, blockers, pauseSeconds } = summary;
  const isOver = outcome === 'switched' || outcome === 'already';
  const next = afterCutover({ context, configFile: context.config.path }, summary, way);
  return [
    ...said(isOver ? 'good' : 'warning', text.live[way][outcome], width, ui),
    ...(because ? said('bad', localiseReason(because.text, because, language), width, ui) : []),
    ...blockers.flatMap((blocker) => said('bad', blockerLine(blocker, text.live), width, ui)),
    blank,
    heading(text.frame.next),
    ...stepLines(next, width, ui),
    ...(pauseSeconds === null || cutting === null
      ? []
      : [
          blank,
          ...paragraph(text.cutting.took(formatSeconds(pauseSeconds)), width),
          ...doneLines(cutting, width, ui),
        ]),
  ];
}
