import { formatCount, formatDuration, formatTime, printable } from '../../../core/format.js';
import type { AlertView } from '../../../operations/watch/types.js';
import { localiseReason } from '../../../text/localise.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { pointer } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { blank, heading, type Line, labelled, line, paragraph, span } from '../../terminal/lines.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import type { Box, UiContext, ViewProps } from '../../ui-context.js';
import type { WizardState } from '../../wizard/wizard-state.js';
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
    rows: () => alertRows(alerts, marked, ui),
    selected: marked,
    detail: (room: number) => [...detailLines(alert, room, ui), ...limitLines(alert, state, room, ui)],
    most: 0.5,
  };
  return [...top, ...listWithDetail(list, { ...box, height: height - 1 } satisfies Box)];
}

/** A column each for the rule, its row, how bad it is, and the value; one that no alert has takes no room. */
function alertRows(alerts: readonly AlertView[], at: number, ui: UiContext): readonly Line[] {
  const text = ui.text.alerts;
  const cells = alerts.map(({ rule, key, severity, value, silenced }) => [
    rule,
    printable(key),
    text.severity[severity],
    value === null ? '' : text.value(figure(value)),
    silenced ? text.silent : '',
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))));
  return alerts.map((alert, index) => {
    const parts = (cells[index] ?? []).flatMap((cell, column) => {
      const width = widths[column] ?? 0;
      return width === 0 ? [] : [padTo(cell, width)];
    });
    return alertRow(alert, parts.join('  ').trimEnd(), index === at, ui);
  });
}

/** Values of SQL, and limits, may have a fraction. */
const figure = (value: number): string => (Number.isInteger(value) ? formatCount(value) : String(value));

function alertRow({ state }: AlertView, said: string, isMarked: boolean, ui: UiContext): Line {
  const { glyphs } = ui.theme;
  const [glyph, tone] =
    state === 'resolved'
      ? ([glyphs.ok, 'good'] as const)
      : state === 'acknowledged'
        ? ([glyphs.warning, 'warning'] as const)
        : ([glyphs.bad, 'bad'] as const);
  return line(pointer(isMarked, ui), span(`${glyph} `, tone), span(said, 'plain', isMarked));
}

/** What its rule looks at, and from where on it is told; nothing where the config has no such rule any more. */
function limitLines({ rule }: AlertView, state: WizardState, width: number, ui: UiContext): readonly Line[] {
  const found = state.context?.config.watch?.rules.find(({ id }) => id === rule);
  if (found === undefined) return [];
  const { source, when, forMs } = found;
  const { limit } = ui.text.alerts;
  const what = source.kind === 'signal' ? source.signal : 'SQL';
  return paragraph(
    limit(`${what} ${when.operator} ${figure(when.limit)}`, forMs === 0 ? '' : formatDuration(forMs / 1000)),
    width,
    'muted',
  );
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
