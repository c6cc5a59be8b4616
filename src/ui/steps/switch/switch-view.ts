import type { Context } from '../../../config/context.js';
import type { SwitchConfig } from '../../../config/switch.js';
import { formatDuration, formatTime, printable } from '../../../core/format.js';
import type { Decision, Verdict } from '../../../core/switch-shapes.js';
import { metricTexts, percent } from '../../../headless/switch-lines.js';
import type { SwitchStatus } from '../../../operations/switch/types.js';
import { nextStep } from '../../../switch/decide.js';
import { localiseReason } from '../../../text/localise.js';
import { bar } from '../../components/bar.js';
import { confirmationLines } from '../../components/confirmation.js';
import { said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import {
  blank,
  figureLines,
  heading,
  type Line,
  line,
  marked,
  paragraph,
  span,
  windowed,
} from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { nameFor } from './switch-commands.js';
import { isControlling, isUnderWay, type TrafficState } from './switch-state.js';

/** How many users are on the target, step by step, how the gates stand and by which figures, and who decided what; or a question. */
export function switchLines(props: ViewProps): readonly Line[] {
  const { state, width, height, ui } = props;
  const { context, traffic } = state;
  const { seen, unseen, scroll } = traffic;
  const text = ui.text.traffic;
  const config = context?.config.switch;
  if (context === null || config === undefined) return [];
  if (traffic.asked !== null) return questionLines(context, config, props);
  if (seen === null) return unseen === null ? [line(text.looking)] : problemLines(unseen, width, ui);
  const top = headLines(seen, config, width, ui);
  const rows = [
    ...said('bad', unseen === null ? undefined : text.unseen, width, ui),
    ...(seen.problem === null
      ? []
      : problemLines({ where: null, remedy: null, refused: true, ...seen.problem }, width, ui)),
    ...watchedLines(traffic, seen, width, ui),
    ...pressLines(seen, width, ui),
    ...gateLines(seen, width, ui),
    ...comingLines(seen, config, width, ui),
    ...decisionLines(traffic.decisions, width, ui),
  ];
  if (ui.linear) return [...top, ...rows];
  return [...top, ...windowed(rows, scroll, height - top.length, ui.more)];
}

/** State and share, and the steps there are. */
function headLines(seen: SwitchStatus, config: SwitchConfig, width: number, ui: UiContext): readonly Line[] {
  const { told } = ui.text.traffic;
  const { share, state, strategy } = seen;
  const shown = share === null ? told.switchShareUnknown : percent(share);
  const title = paragraph(told.switchTitle(strategy, state, shown), width).map((row) =>
    row.map((part) => ({ ...part, bold: true })),
  );
  const { glyphs } = ui.theme;
  const steps = config.steps.map((step) => {
    const isReached = share !== null && share >= step;
    const isHere = isReached && share < (nextStep(config, step) ?? Number.POSITIVE_INFINITY);
    return `${isHere ? glyphs.active : isReached ? glyphs.ok : glyphs.todo} ${percent(step)}`;
  });
  return [
    ...title,
    ...(ui.linear || share === null ? [] : [line(...bar(share, width, 'accent', ui))]),
    ...figureLines(steps, width, 'muted'),
  ];
}

/** Who watches, and what was said meanwhile. */
function watchedLines(
  traffic: TrafficState,
  seen: SwitchStatus,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const text = ui.text.traffic;
  const { told } = text;
  const { control, problem, log } = traffic;
  const last = log.at(-1)?.message;
  const news = isControlling(traffic) && typeof last === 'string' ? said('warning', last, width, ui) : [];
  if (control === 'stopping' || control === 'aborting')
    return [...paragraph(text.stopping, width, 'warning')];
  if (control === 'running') return [...said('good', text.mine, width, ui), ...news];
  if (seen.isControlled) return said('good', told.switchControlled, width, ui);
  return [
    ...(control === 'failed' ? problemLines(problem, width, ui) : []),
    ...(isUnderWay({ seen }) ? said('bad', told.switchNobody, width, ui) : []),
  ];
}

/** What is to be pressed, for whom. */
function pressLines({ state, isControlled }: SwitchStatus, width: number, ui: UiContext): readonly Line[] {
  const text = ui.text.traffic;
  const isAwaited = state === 'waiting' || state === 'held';
  return [
    ...(isAwaited ? paragraph(text.awaited, width, 'warning') : []),
    ...(isControlled ? [] : paragraph(text.start[state], width, 'accent')),
  ];
}

/** What comes by itself, and when. */
function comingLines(
  seen: SwitchStatus,
  config: SwitchConfig,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const text = ui.text.traffic;
  const { share, since } = seen;
  if (!isUnderWay({ seen }) || share === null) return [];
  const next = nextStep(config, share);
  const lasts = formatDuration((next === null ? config.observeMs : config.holdMs) / 1000);
  return [
    blank,
    ...paragraph(next === null ? text.last(lasts) : text.next(percent(next), lasts), width),
    ...(since === null ? [] : paragraph(text.since(formatTime(since)), width, 'muted')),
  ];
}

const signs = { pass: 'ok', fail: 'bad', 'no-data': 'info' } as const satisfies Record<Verdict, string>;
const tones = { pass: 'good', fail: 'bad', 'no-data': 'muted' } as const;

/** Each gate with what it goes by, and the figures of both sides. */
function gateLines(
  { gates, metrics, oldSessions, problem, state }: SwitchStatus,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { traffic, live, frame } = ui.text;
  const { told } = traffic;
  const figures = metricTexts(metrics, { ...told, side: live.side, colon: frame.colon });
  return [
    blank,
    heading(traffic.gates),
    ...(gates.length === 0 ? [line(span(traffic.noGates, 'muted'))] : []),
    ...gates.flatMap(({ verdict, detail, because }) => {
      const why = printable(localiseReason(detail, because, ui.language));
      return marked(
        span(ui.theme.glyphs[signs[verdict]], tones[verdict]),
        `${told.switchVerdict[verdict]}${frame.colon}${why}`,
        width,
      );
    }),
    ...figures.flatMap((one) => paragraph(one, width, 'muted')),
    ...(problem || (state === 'idle' && oldSessions === null)
      ? []
      : paragraph(
          oldSessions === null ? told.switchUncounted : told.switchOldSessions(String(oldSessions)),
          width,
          'muted',
        )),
  ];
}

/** The latest first. */
function decisionLines(decisions: readonly Decision[], width: number, ui: UiContext): readonly Line[] {
  if (decisions.length === 0) return [];
  const { traffic, frame } = ui.text;
  return [
    blank,
    heading(traffic.decisions),
    ...decisions.toReversed().flatMap(({ at, kind, from, to, by, reason, because }) => {
      const what = traffic.told.switchDecision[kind](percent(from), percent(to));
      const why = printable(localiseReason(reason, because, ui.language));
      const isBad = kind === 'back' || kind === 'refused';
      return [
        line(span(`${formatTime(at)} `, 'muted'), span(what, isBad ? 'warning' : 'plain')),
        ...paragraph(`${printable(by)}${frame.colon}${why}`, width, 'muted', '  '),
      ];
    }),
  ];
}

/** What will be done, to be confirmed by the name of the side that users are meant to meet. */
function questionLines(context: Context, config: SwitchConfig, props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const { asked, seen, field, mismatch, withoutData, scroll } = state.traffic;
  if (asked === null) return [];
  const text = ui.text.traffic;
  const share = seen?.share ?? 0;
  const next = nextStep(config, share);
  const lossy = seen?.lossy ?? null;
  const why = lossy === null ? null : localiseReason(lossy.message, lossy.because, ui.language);
  const name = nameFor(asked, context);
  const warning =
    asked === 'back' && why !== null
      ? text.loses(why)
      : asked === 'forward' && withoutData
        ? text.withoutData
        : undefined;
  const body = {
    start: () =>
      text.ask.start(
        config.strategy,
        config.steps.map(percent).join(ui.text.frame.comma),
        formatDuration(config.holdMs / 1000),
      ),
    forward: () =>
      next === null ? text.ask.end(percent(share)) : text.ask.forward(percent(share), percent(next)),
    hold: () => text.ask.hold(percent(share)),
    back: () => text.ask.back(percent(share)),
  }[asked]();
  return confirmationLines(
    {
      title: text.title[asked],
      list: [
        ...paragraph(body, width),
        ...(asked === 'start'
          ? [blank, ...paragraph(config.back ? text.backRule : text.noBackRule, width, 'muted')]
          : []),
        ...(asked === 'forward' && seen !== null ? gateLines(seen, width, ui) : []),
      ],
      scroll,
      warning,
      ask: text.type[asked](name),
      field,
      mismatch: mismatch ? text.mismatch(typedText(field), name) : undefined,
    },
    props,
  );
}
