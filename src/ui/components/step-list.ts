import { type Line, line, span } from '../terminal/lines.js';
import { padTo, widthOf } from '../terminal/text-width.js';
import type { Tone } from '../theme.js';
import type { UiContext } from '../ui-context.js';
import { stepIds } from '../wizard/frame-state.js';
import { type StepStatus, stepStatus } from '../wizard/step-status.js';
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

/** Cells of the widest row. */
export function stepListWidth(ui: UiContext): number {
  return 4 + Math.max(...stepIds.map((id) => widthOf(ui.text.steps[id])));
}

/**
 * The steps at the left, with their state:
 *
 *     ✓ Config
 *     ! Connections
 *     ▸ Tables
 *     · Dry run
 */
export function stepListLines(state: WizardState, ui: UiContext): readonly Line[] {
  const width = stepListWidth(ui);
  return stepIds.map((id) => {
    const status = stepStatus(state, id);
    const here = state.frame.step === id;
    const mark = span(`${glyphOf(status, ui)} `, tones[status]);
    const name = padTo(ui.text.steps[id], width - 2);
    return line(mark, span(name, here ? 'accent' : tones[status], here));
  });
}

/** The same in one row, for narrow screens: `Step 3 of 9: Tables`. */
export function stepLine(state: WizardState, ui: UiContext): Line {
  const index = stepIds.indexOf(state.frame.step);
  return line(
    span(ui.text.frame.stepOf(index + 1, stepIds.length, ui.text.steps[state.frame.step]), 'accent'),
  );
}
