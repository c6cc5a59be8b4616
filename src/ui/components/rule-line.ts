import { type Line, line, span } from '../terminal/lines.js';
import { cut } from '../terminal/text-width.js';
import type { UiContext } from '../ui-context.js';

/** `── Log ───────────` */
export function ruleLine(title: string, width: number, ui: UiContext): Line {
  if (ui.linear) return line(title);
  const { horizontal } = ui.theme.glyphs;
  const rule = `${horizontal}${horizontal} ${title} ${horizontal.repeat(width)}`;
  return line(span(cut(rule, width, horizontal), 'muted'));
}
