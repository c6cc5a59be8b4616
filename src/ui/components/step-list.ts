import { type Line, line, span } from '../terminal/lines.js';
import { padTo, widthOf } from '../terminal/text-width.js';
import type { Tone } from '../theme.js';
import { local, type UiContext } from '../ui-context.js';
import type { Step, StepStatus } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';

const tones: Readonly<Record<StepStatus, Tone>> = {
  todo: 'muted',
  open: 'plain',
  running: 'accent',
  done: 'good',
  attention: 'warning',
  failed: 'bad',
  skipped: 'muted',
};

function glyphOf(status: StepStatus, ui: UiContext): string {
  const { glyphs } = ui.theme;
  switch (status) {
    case 'todo':
    case 'open':
      return glyphs.todo;
    case 'running':
      return glyphs.active;
    case 'done':
      return glyphs.ok;
    case 'attention':
      return glyphs.warning;
    case 'failed':
      return glyphs.bad;
    case 'skipped':
      return glyphs.skipped;
  }
}

function nameOf({ id, title }: Step, ui: UiContext): string {
  return title === undefined ? id : local(ui, title);
}

/** Cells of the widest row. */
export function stepListWidth(steps: readonly Step[], ui: UiContext): number {
  return 4 + Math.max(...steps.map((step) => widthOf(nameOf(step, ui))));
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
    const status = step.status?.(state) ?? 'todo';
    const here = state.frame.step === step.id;
    const mark = span(`${glyphOf(status, ui)} `, tones[status]);
    const name = padTo(nameOf(step, ui), width - 2);
    return line(mark, span(name, here ? 'accent' : tones[status], here));
  });
}

/** The same in one row, for narrow screens: `Step 3 of 9: Tables`. */
export function stepLine(steps: readonly Step[], state: WizardState, ui: UiContext): Line {
  const index = steps.findIndex(({ id }) => id === state.frame.step);
  const name = steps[index] === undefined ? '' : nameOf(steps[index], ui);
  return line(span(ui.text.frame.stepOf(index + 1, steps.length, name), 'accent'));
}
