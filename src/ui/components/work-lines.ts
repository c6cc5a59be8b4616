import { formatCount, formatDuration } from '../../core/format.js';
import { sayStep } from '../../text/progress.js';
import { percent } from '../format.js';
import { figureLines, type Line, line, paragraph, span } from '../terminal/lines.js';
import type { UiContext } from '../ui-context.js';
import { secondsLeftNow, type WorkState } from '../wizard/work-state.js';
import { bar } from './bar.js';

/**
 * What a long task does, how far it is, and since when:
 *
 *     Secrets in both Vaults kvs: 5,120 of 20,300
 *     ███████████░░░░░░░░░░░░░░░░░░░░░ 34%
 *     elapsed 12 s   last progress 0 s ago   about 25 s left
 *
 * Until it has told anything only the time is there to show.
 */
export function workLines(work: WorkState, width: number, ui: UiContext): readonly Line[] {
  const { progress } = work;
  const { text } = ui;
  const elapsed = text.copy.elapsed(formatDuration((work.now - work.startedAt) / 1000));
  if (progress === null) return [line(span(elapsed, 'muted'))];
  const value = percent(progress.overall, 1, false);
  const left = secondsLeftNow(work);
  const times = [
    elapsed,
    text.copy.age(formatDuration(Math.max(0, work.now - work.progressAt) / 1000)),
    left === null ? text.copy.leftUnknown : text.copy.left(formatDuration(left)),
  ];
  const said = sayStep(progress, ui.language, formatCount);
  if (ui.linear) return [line(`${value}%  ${said}`), line(times.join('   '))];
  return [
    ...paragraph(said, width),
    line(...bar(value, width - 5, 'accent', ui), span(` ${value}%`, 'plain', true)),
    ...figureLines(times, width, 'muted'),
  ];
}
