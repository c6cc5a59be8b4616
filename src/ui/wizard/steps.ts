import { copyScreen } from '../components/copy-screen.js';
import { filteredScreen } from '../components/filtered-screen.js';
import { helpScreen } from '../components/help-screen.js';
import { paletteScreen } from '../components/palette-screen.js';
import { quitScreen } from '../components/quit-screen.js';
import type { Screen, Step } from './wizard.js';
import type { WizardState } from './wizard-state.js';

/** The steps of the list, those left out that the config does not ask for. */
export function listedSteps(steps: readonly Step[], state: WizardState): readonly Step[] {
  return steps.filter((step) => step.title !== undefined && (step.isShown?.(state) ?? true));
}

/** The step that one is at, whatever lies over it. */
export function currentStep(steps: readonly Step[], { frame }: WizardState): Step {
  const step = steps.find(({ id }) => id === frame.step);
  if (step === undefined) throw new Error(`the wizard has no step ${frame.step}`);
  return step;
}

/** The step that lies over the current one; undefined: none does. */
export function coveringStep(steps: readonly Step[], state: WizardState): Step | undefined {
  return steps.findLast((step) => step.covers?.(state) === true);
}

/** The step that is shown, whatever is asked or explained over it. */
export function shownStep(steps: readonly Step[], state: WizardState): Step {
  return coveringStep(steps, state) ?? currentStep(steps, state);
}

/** The screen that has the keys. */
export function screenOf(steps: readonly Step[], state: WizardState): Screen {
  const below = filteredScreen(shownStep(steps, state));
  switch (state.frame.overlay) {
    case 'help':
      return helpScreen(below);
    case 'quit':
      return quitScreen(steps);
    case 'palette':
      return paletteScreen;
    case 'copies':
      return copyScreen(below);
    case 'none':
      return below;
  }
}
