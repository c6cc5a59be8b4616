import { formatTime, printable } from '../../../core/format.js';
import type { AlertView } from '../../../operations/watch/types.js';
import { localiseReason } from '../../../text/localise.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { pointer } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { blank, heading, type Line, labelled, line, paragraph, span } from '../../terminal/lines.js';
import { widthOf } from '../../terminal/text-width.js';
import type { Box, UiContext, ViewProps } from '../../ui-context.js';
import { isOver, markedAlert } from './alerts-state.js';

/** Alerts, one a row, with all of the marked one below. */
export function alertsLines({ state, ...box }: ViewProps): readonly Line[] {
  const { width, height, ui } = box;
  const text = ui.text.alerts;
  const { alerts, marked, problem } = state.alerts;
  const going = (alerts ?? []).filter((alert) => !isOver(alert)).length;
  const top = [heading(`${text.title}  ${alerts === null ? '' : text.going(going)}`.trimEnd())];
  if (problem !== null) return [...top, blank, ...problemLines(problem, width, ui)];
  if (alerts === null) return [...top, line(span(text.reading, 'muted'))];
  const alert = markedAlert(state.alerts);
  if (alert === undefined) return [...top, blank, ...paragraph(text.none, width, 'muted')];
  const list = {
    rows: () => alerts.map((one, index) => alertRow(one, index === marked, ui)),
    selected: marked,
    detail: (room: number) => detailLines(alert, room, ui),
    most: 0.5,
  };
  return [...top, ...listWithDetail(list, { ...box, height: height - 1 } satisfies Box)];
}

function alertRow(alert: AlertView, isMarked: boolean, ui: UiContext): Line {
  const { glyphs } = ui.theme;
  const { rule, key, severity, state, silenced, value } = alert;
  const text = ui.text.alerts;
  const [glyph, tone] =
    state === 'resolved'
      ? ([glyphs.ok, 'good'] as const)
      : state === 'acknowledged'
        ? ([glyphs.warning, 'warning'] as const)
        : ([glyphs.bad, 'bad'] as const);
  const parts = [
    rule,
    ...(key === '' ? [] : [printable(key)]),
    text.severity[severity],
    ...(value === null ? [] : [text.value(String(value))]),
    ...(silenced ? [text.silent] : []),
  ];
  return line(pointer(isMarked, ui), span(`${glyph} `, tone), span(parts.join('  '), 'plain', isMarked));
}

function detailLines(alert: AlertView, width: number, ui: UiContext): readonly Line[] {
  const text = ui.text.alerts;
  const { labels } = text;
  const { id, state, startedAt, endedAt, by, why, because, attempts } = alert;
  const room = Math.max(...Object.values(labels).map(widthOf)) + 1;
  const field = (label: string, value: string | null): readonly Line[] =>
    value === null || value === '' ? [] : labelled(label, value, room, width);
  return [
    ...field(labels.state, text.state[state](formatTime(startedAt), by === null ? '' : printable(by))),
    ...field(labels.ended, endedAt === null ? null : formatTime(endedAt)),
    ...field(labels.why, why === null ? null : printable(localiseReason(why, because, ui.language))),
    ...field(labels.attempts, attempts === 0 ? null : String(attempts)),
    ...field('ID', id),
  ];
}
