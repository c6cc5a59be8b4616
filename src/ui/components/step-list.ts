import { type Line, line, span } from '../terminal/lines.js';
import { padTo, widthOf } from '../terminal/text-width.js';
import type { Language } from '../text/index.js';
import type { UiContext } from '../ui-context.js';
import type { Step, StepStatus } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';

const marks = {
  todo: { glyph: 'todo', tone: 'muted' },
  open: { glyph: 'todo', tone: 'plain' },
  running: { glyph: 'active', tone: 'accent' },
  done: { glyph: 'ok', tone: 'good' },
  attention: { glyph: 'warning', tone: 'warning' },
  failed: { glyph: 'bad', tone: 'bad' },
  skipped: { glyph: 'skipped', tone: 'muted' },
} as const satisfies Record<StepStatus, unknown>;

/** As the list has it, or as what lies over the others is called elsewhere. */
export function stepName({ id, title, name }: Step, language: Language): string {
  return (title ?? name)?.[language] ?? id;
}

/** Cells of the widest row. */
export function stepListWidth(steps: readonly Step[], ui: UiContext): number {
  return 4 + Math.max(...steps.map((step) => widthOf(stepName(step, ui.language))));
}

/**
 * The steps of the list at the left, with their state:
 *
 *     ✓ Config
 *     ! Connections
 *     ▸ Tables
 *     · Dry run
 */
export function stepListLines(steps: readonly Step[], state: WizardState, ui: UiContext): readonly Line[] {
  const width = stepListWidth(steps, ui);
  return steps.map((step) => {
    const { glyph, tone } = marks[step.status?.(state) ?? 'todo'];
    const here = state.frame.step === step.id;
    const mark = span(`${ui.theme.glyphs[glyph]} `, tone);
    const name = padTo(stepName(step, ui.language), width - 2);
    return line(mark, span(name, here ? 'accent' : tone, here));
  });
}

/** The same in one row, for narrow screens: `Step 3 of 9: Tables`. */
export function stepLine(steps: readonly Step[], state: WizardState, ui: UiContext): Line {
  const index = steps.findIndex(({ id }) => id === state.frame.step);
  const name = steps[index] === undefined ? '' : stepName(steps[index], ui.language);
  return line(span(ui.text.frame.stepOf(index + 1, steps.length, name), 'accent'));
}
