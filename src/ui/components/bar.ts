import { type Span, span } from '../terminal/lines.js';
import type { Tone } from '../theme.js';
import type { UiContext } from '../ui-context.js';

/** `████░░░░░░` of `width` cells; the last cell fills only at 100. */
export function bar(percent: number, width: number, tone: Tone, ui: UiContext): readonly Span[] {
  const full = percent >= 100 ? width : Math.min(width - 1, Math.floor((percent / 100) * width));
  const { barFull, barEmpty } = ui.theme.glyphs;
  return [span(barFull.repeat(full), tone), span(barEmpty.repeat(width - full), 'muted')];
}

/** `▁▃▅█▇` : each value against the highest. */
export function graph(values: readonly number[], ui: UiContext): Span {
  const steps = ui.theme.glyphs.graph;
  const highest = Math.max(1, ...values);
  const glyphs = values.map((value) => {
    if (value <= 0) return ' ';
    return steps[Math.min(steps.length - 1, Math.floor((value / highest) * steps.length))] ?? ' ';
  });
  return span(glyphs.join(''), 'good');
}
