import { registry } from '../../../src/ui/steps/registry.js';
import { stateOf, type WizardState } from '../../../src/ui/wizard/wizard-state.js';

/** The state and the reducer that the wizard opens with. */
export const wizardState = stateOf(
  registry.flatMap(({ slice }) => slice ?? []),
  't',
);

export function initialState(): WizardState {
  return wizardState.initial;
}
