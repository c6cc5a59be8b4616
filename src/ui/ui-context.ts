import type { LocalText } from '../preset/schema.js';
import type { Text } from './text/index.js';
import type { Theme } from './theme.js';
import type { WizardState } from './wizard/wizard-state.js';

export type Language = 'en' | 'zh';

/** What every view needs besides its own state. */
export interface UiContext {
  readonly text: Text;
  readonly language: Language;
  readonly theme: Theme;
  /** For a screen reader: plain sentences, nothing side by side, no bars or graphs. */
  readonly linear: boolean;
}

/** A view draws the state into `width` × `height` cells; it never measures and never decides. */
export interface ViewProps {
  readonly state: WizardState;
  readonly width: number;
  readonly height: number;
  readonly ui: UiContext;
}

export function local(ui: UiContext, text: LocalText): string {
  return text[ui.language];
}
