import type { LocalText } from '../../preset/texts.js';
import { type Line, marked, span } from '../terminal/lines.js';
import { local, type UiContext } from '../ui-context.js';

/** What comes next, numbered. */
export function stepLines(steps: readonly LocalText[], width: number, ui: UiContext): readonly Line[] {
  return steps.flatMap((step, index) => marked(span(`${index + 1}.`, 'accent'), local(ui, step), width));
}
