import { heading, type Line, paragraph, windowed } from '../terminal/lines.js';
import type { TextFieldState } from '../terminal/text-field.js';
import type { ViewProps } from '../ui-context.js';
import { said } from './marks.js';
import { textInput } from './text-input.js';

interface Confirmation {
  readonly title: string;
  /** What will be done and to what: scrolls where there is no room for all of it. */
  readonly list: readonly Line[];
  /** First row of `list` that is shown. */
  readonly scroll: number;
  /** What must be read before the name is typed. */
  readonly warning?: string | undefined;
  readonly ask: string;
  readonly field: TextFieldState;
  /** That something else was typed. */
  readonly mismatch: string | undefined;
}

/** The last stop before something is written: the question stays in view at any size. */
export function confirmationLines(
  given: Confirmation,
  { state, width, height, ui }: ViewProps,
): readonly Line[] {
  const { production } = ui.text.confirm;
  const top = [
    heading(given.title),
    ...(state.context?.config.target.production === true
      ? said('bad', production, width, ui, 'warning')
      : []),
  ];
  const bottom = [
    ...said('warning', given.warning, width, ui),
    ...paragraph(given.ask, width, 'accent'),
    textInput('>', given.field, width),
    ...said('bad', given.mismatch, width, ui),
  ];
  if (ui.linear) return [...top, ...given.list, ...bottom];
  const room = Math.max(0, height - top.length - bottom.length);
  return [...top, ...windowed(given.list, given.scroll, room, ui.more), ...bottom].slice(-height);
}
