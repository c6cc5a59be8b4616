import type { LocalText } from '../preset/texts.js';
import type { DrawnWindow, MoreMarks } from './terminal/lines.js';
import type { Text } from './text/en.js';
import { catalogues, type Language } from './text/index.js';
import type { Theme } from './theme.js';
import type { WizardState } from './wizard/wizard-state.js';

/** What every view needs besides its own state. */
export interface UiContext {
  readonly text: Text;
  readonly language: Language;
  readonly theme: Theme;
  /** For a screen reader: plain sentences, nothing side by side, no bars or graphs. */
  readonly linear: boolean;
  /** What stands for rows outside a window. */
  readonly more: MoreMarks;
}

/** `drawn` is told of each window of a longer text. */
export function createUi(
  language: Language,
  theme: Theme,
  linear: boolean,
  drawn?: (window: DrawnWindow) => void,
): UiContext {
  const text = catalogues[language];
  const { up, down } = theme.glyphs.more;
  return {
    text,
    language,
    theme,
    linear,
    more: {
      up: (rows) => `  ${up} ${text.frame.more(rows)}`,
      down: (rows) => `  ${down} ${text.frame.more(rows)}`,
      drawn,
    },
  };
}

/** The cells that rows are drawn into. */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly ui: UiContext;
}

/** A view draws the state into its box; it never measures and never decides. */
export interface ViewProps extends Box {
  readonly state: WizardState;
}

export function local(ui: UiContext, text: LocalText): string {
  return text[ui.language];
}
