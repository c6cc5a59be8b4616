import { type Span, span } from '../terminal/lines.js';
import type { Tone } from '../theme.js';
import type { UiContext } from '../ui-context.js';

/** `████░░░░░░` of `width` cells; the last cell fills only at 100. */
export function bar(percent: number, width: number, tone: Tone, ui: UiContext): readonly Span[] {
  const full = percent >= 100 ? width : Math.min(width - 1, Math.floor((percent / 100) * width));
  const { barFull, barEmpty } = ui.theme.glyphs;
  return [span(barFull.repeat(full), tone), span(barEmpty.repeat(width - full), 'muted')];
}

/** `▁▃▅█▇` : each value against the highest; what is not above 0 stays empty. */
export function graph(values: readonly number[], ui: UiContext): Span {
  const above = values.map((value) => (value <= 0 ? null : value));
  return span(columnRows(above, Math.max(1, ...values), 1, ui)[0] ?? '', 'good');
}

/**
 * Values as columns beside each other, `height` rows high, each against `top`; null: not known, which stays empty.
 *
 *      ▂▇
 *     ▃██▅▁▁▁▂
 */
export function columnRows(
  values: readonly (number | null)[],
  top: number,
  height: number,
  { theme }: UiContext,
): readonly string[] {
  const steps = theme.glyphs.graph;
  const most = height * steps.length;
  const levels = values.map((value) =>
    value === null ? 0 : Math.min(most, Math.floor((Math.max(0, value) / top) * most) + 1),
  );
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * steps.length;
    return levels
      .map((level) => (level > below ? steps[Math.min(level - below, steps.length) - 1] : ' '))
      .join('');
  });
}
