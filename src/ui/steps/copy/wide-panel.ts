import { formatDuration } from '../../../core/format.js';
import type { Phase } from '../../../phases/phase.js';
import { columnRows } from '../../components/bar.js';
import { shortCount } from '../../format.js';
import { blank, type Line, line, span } from '../../terminal/lines.js';
import { padTo } from '../../terminal/text-width.js';
import type { Box, UiContext } from '../../ui-context.js';
import { wordsOf } from './copy-phases.js';
import { latencyValues } from './latency.js';
import { type LiveState, type LiveTable, workingTime } from './live-state.js';
import { graphValues } from './speed.js';

/** From this width on the panel has two halves: tables with their rates beside graphs. */
export const bothHalves = 130;
const leftShare = 0.67;
const rateWidth = 9;
const leftWidth = 17;
/** Seconds that one column of a graph stands for. */
const secondsPerColumn = 2;
const highest = 10;

export function widthOfLeft(width: number): number {
  return Math.floor(width * leftShare);
}

/** Cells behind a table's row: its own rate, and the time it still needs. */
export const paceWidth = rateWidth + leftWidth;

/** Rows a second of one table, over its own time; null: it has not begun, or only just. */
function paceOf({ status, done, seconds, since }: LiveTable, live: LiveState): number | null {
  if (status === 'done') return seconds === undefined || seconds <= 0 ? null : done / seconds;
  if (status !== 'running' || since === undefined) return null;
  const worked = (workingTime(live) - since.at) / 1000;
  return worked < 1 || done <= since.done ? null : (done - since.done) / worked;
}

/** Its rate, and behind it how long it took or still takes. */
export function paceSpan(table: LiveTable, live: LiveState, { text }: UiContext) {
  const pace = paceOf(table, live);
  const rate = pace === null ? '' : `${shortCount(Math.round(pace))}/s`;
  const time = ((): string => {
    if (table.status === 'done') return table.seconds === undefined ? '' : formatDuration(table.seconds);
    if (pace === null || live.finishedAt !== null) return '';
    return text.copy.leftShort(formatDuration((table.total - table.done) / pace));
  })();
  return span(padTo(rate, rateWidth, 'right') + padTo(time, leftWidth, 'right'), 'muted');
}

/** Rows a second, and below them how long a chunk takes, over the last minutes: the newest at the right. */
export function graphsBeside(phase: Phase, live: LiveState, { width, height, ui }: Box): readonly Line[] {
  const { text } = ui;
  const now = workingTime(live);
  const rates = graphValues(live.speed, now, width, secondsPerColumn).map((value) =>
    value <= 0 ? null : value,
  );
  const times = latencyValues(live.latency, now, width, secondsPerColumn);
  const rows = Math.max(1, Math.min(highest, Math.floor((height - 3) / 2) - 1));
  const topOf = (values: readonly (number | null)[]): number =>
    Math.max(0, ...values.map((value) => value ?? 0));
  const part = (
    title: string,
    values: readonly (number | null)[],
    tone: 'good' | 'accent',
  ): readonly Line[] => [
    line(span(title, 'muted')),
    ...columnRows(values, topOf(values) || 1, rows, ui).map((row) => line(span(row, tone))),
  ];
  const { perSecond } = wordsOf(phase, ui).screen;
  const fastest = Math.round(topOf(rates));
  // Of the first seconds nothing is known yet: a highest speed of 0 would be none.
  const speed = fastest === 0 ? text.copy.speed : text.copy.speedTop(`${shortCount(fastest)} ${perSecond}`);
  const chunk = text.copy.latency(
    topOf(times) < 1 ? `${Math.round(topOf(times) * 1000)} ms` : formatDuration(topOf(times)),
  );
  return [
    ...part(speed, rates, 'good'),
    ...(topOf(times) === 0 ? [] : [blank, ...part(chunk, times, 'accent')]),
  ];
}
