import { helpScreen } from '../components/help-screen.js';
import { quitScreen } from '../components/quit-screen.js';
import type { Screen } from './screen.js';
import { screenBelow } from './step-screens.js';
import type { WizardState } from './wizard-state.js';

/** The screen that has the keys. */
export function screenOf(state: WizardState): Screen {
  switch (state.frame.overlay) {
    case 'help':
      return helpScreen;
    case 'quit':
      return quitScreen;
    case 'none':
      return screenBelow(state);
  }
}
