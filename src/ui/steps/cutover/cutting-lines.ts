import type { CutoverStep } from '../../../core/events.js';
import { formatSeconds } from '../../../core/format.js';
import { bar } from '../../components/bar.js';
import { said } from '../../components/marks.js';
import { ruleLine } from '../../components/rule-line.js';
import { type Line, line, paragraph, span, windowed, windowStart } from '../../terminal/lines.js';
import { padTo } from '../../terminal/text-width.js';
import type { Box, UiContext } from '../../ui-context.js';
import { type LiveLog, logLines } from '../follow/live-log.js';
import { type Cutting, cutoverSteps, stepNow, type Way } from './cutover-state.js';

/** The pause as it runs: how long it lasts of how long it may, step by step, and what was said. */
export function runningLines(
  { cutting, most, log, way }: { cutting: Cutting; most: number; log: LiveLog; way: Way },
  box: Box,
): readonly Line[] {
  const { width, height, ui } = box;
  const { text, theme } = ui;
  const now = stepNow(cutting);
  const top = [
    line(span(`${theme.glyphs.active} ${text[way].running}`, 'accent', true)),
    ...(cutting.pauseAt === null
      ? paragraph(text[way].waiting, width)
      : pauseLines(cutting, most, width, ui)),
    ...(cutting.stopping === 'no' ? [] : said('warning', text[way].stopping, width, ui)),
  ];
  const rows = cutoverSteps.map((step) => stepRow(step, cutting, text[way].doing[step], { width, ui }));
  const fits = Math.min(rows.length, height - top.length);
  const at = now === undefined ? rows.length : cutoverSteps.indexOf(now);
  const steps = windowed(rows, windowStart(at, rows.length, fits), fits, ui.more);
  const room = height - top.length - steps.length - 1;
  if (room < 1 || log.length === 0) return [...top, ...steps];
  return [
    ...top,
    ...steps,
    ruleLine(text.follow.log, width, ui),
    ...logLines(log, null, { width, height: room, ui }),
  ];
}

export function pauseLines(
  { now, pauseAt }: Cutting,
  most: number,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const seconds = Math.max(0, (now - (pauseAt ?? now)) / 1000);
  const told = ui.text.cutting.pause(formatSeconds(seconds), formatSeconds(most));
  if (ui.linear) return [line(told)];
  const share = Math.min(99, (seconds / most) * 100);
  return [line(span(told, 'plain', true)), line(...bar(share, width, share > 50 ? 'warning' : 'accent', ui))];
}

/** What was done in the pause, each with its seconds. */
export function doneLines(cutting: Cutting, width: number, ui: UiContext): readonly Line[] {
  return cutoverSteps
    .filter((step) => step !== 'gate' && cutting.done[step] !== undefined)
    .map((step) => stepRow(step, cutting, '', { width, ui }));
}

/** `doing`: what is said of a step that is not done yet. */
function stepRow(
  step: CutoverStep,
  cutting: Cutting,
  doing: string,
  { width, ui: { text, theme } }: Pick<Box, 'width' | 'ui'>,
): Line {
  const seconds = cutting.done[step];
  const { glyphs } = theme;
  const nameWidth = Math.min(mostNameWidth, width - 2 - timeWidth);
  const row = (mark: ReturnType<typeof span>, name: string, time: string) =>
    line(mark, ' ', padTo(name, nameWidth), span(padTo(time, timeWidth, 'right'), 'muted'));
  if (seconds !== undefined)
    return row(span(glyphs.ok, 'good'), text.live.cutoverStep[step], formatSeconds(seconds));
  if (step === stepNow(cutting)) {
    const so = formatSeconds(Math.max(0, cutting.now - cutting.stepAt) / 1000);
    return row(span(glyphs.active, 'accent'), doing, so);
  }
  return row(span(glyphs.todo, 'muted'), doing, '');
}

const mostNameWidth = 44;
const timeWidth = 11;
