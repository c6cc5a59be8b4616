import { copyScreen } from '../components/copy-screen.js';
import { filteredScreen } from '../components/filtered-screen.js';
import { helpScreen } from '../components/help-screen.js';
import { paletteScreen } from '../components/palette-screen.js';
import { quitScreen } from '../components/quit-screen.js';
import { globalKeys, type KeyId } from '../keys.js';
import { typedText } from '../terminal/text-field.js';
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
      // Those that mean something once the help is closed again.
      return helpScreen((now) => keysOn(below, steps, { ...now, frame: { ...now.frame, overlay: 'none' } }));
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

/** Keys that mean something now; in a text field letters are text, so only the screen's own named keys are left. */
export function activeKeys(steps: readonly Step[], state: WizardState): readonly KeyId[] {
  return keysOn(screenOf(steps, state), steps, state);
}

function keysOn(screen: Screen, steps: readonly Step[], state: WizardState): readonly KeyId[] {
  const typing = (screen.edit?.(state) ?? null) !== null;
  const own = screen.keys(state);
  const tables = (screen.tables?.(state)?.names.length ?? 0) > 0;
  const copies = (screen.copies?.(state, 'en') ?? []).length > 0;
  if (typing) {
    const help = canAskForHelp(screen, state) ? (['help'] as const) : [];
    const palette = state.frame.overlay === 'palette' ? [] : (['paletteTyping'] as const);
    return [
      ...own,
      ...(copies ? (['copyTyping'] as const) : []),
      ...palette,
      ...help,
      ...(own.includes('stopNow') ? [] : (['leaveNow'] as const)),
    ];
  }
  // Where leaving is asked about, q would be neither yes nor no.
  const asked = state.frame.overlay === 'quit';
  const elsewhere = globalKeys.filter(
    (id) =>
      !own.includes(id) &&
      !(asked && (id === 'quit' || id === 'palette')) &&
      !(id === 'copyText' && !copies) &&
      !(id === 'tableDetails' && !tables),
  );
  return [...own, ...elsewhere.filter((id) => canOpenOver(steps, state, id))];
}

/** A step that a key shows over the others is only opened where nothing lies over them yet. */
function canOpenOver(steps: readonly Step[], state: WizardState, key: KeyId): boolean {
  const opened = steps.find(({ shortcut }) => shortcut?.keys.includes(key));
  if (opened === undefined) return true;
  if (opened.isShown?.(state) === false) return false;
  const covered = state.frame.overlay !== 'none' || coveringStep(steps, state) !== undefined;
  return state.context !== null && !covered && state.frame.step !== opened.id;
}

export function canAskForHelp(screen: Screen, state: WizardState): boolean {
  const field = screen.confirmation?.(state) ?? null;
  return field !== null && typedText(field) === '';
}
