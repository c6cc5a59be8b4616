import type { JSX } from 'react';
import { stopCopy } from '../steps/copy/copy-commands.js';
import { isWriting } from '../steps/copy/copy-state.js';
import { stopRollback } from '../steps/rollback/rollback-commands.js';
import { stopRepair } from '../steps/validate/repair-commands.js';
import { isRepairing } from '../steps/validate/repair-state.js';
import { blank, heading, paragraph, sized } from '../terminal/lines.js';
import type { Text } from '../text/en.js';
import type { ViewProps } from '../ui-context.js';
import { hasWritten, isBusy, leaveCode } from '../wizard/exit-code.js';
import type { Screen } from '../wizard/screen.js';
import type { WizardState } from '../wizard/wizard-state.js';
import { Lines } from './lines.js';

function bodyOf(state: WizardState, busy: boolean, quit: Text['quit']): string {
  if (isWriting(state.copy)) return quit.bodyWriting;
  if (busy) return quit.bodyBusy;
  if (state.copy.wrote) return quit.bodyWrote;
  return hasWritten(state) ? quit.bodyChanged : quit.bodyNothingWritten;
}

function QuitView({ state, width, height, ui }: ViewProps): JSX.Element {
  const { quit } = ui.text;
  const busy = isBusy(state);
  const lines = [
    heading(isWriting(state.copy) ? quit.titleWriting : busy ? quit.titleBusy : quit.title),
    blank,
    ...paragraph(bodyOf(state, busy, quit), width),
  ];
  return <Lines lines={sized(lines, height)} width={width} ui={ui} />;
}

/** Asked before leaving; Enter does nothing here. */
export const quitScreen: Screen = {
  View: QuitView,
  keys: (state) => (isBusy(state) ? ['stop', 'leave', 'cancel'] : ['leave', 'cancel']),
  press: (key, wizard) => {
    const { store } = wizard;
    const state = store.getState();
    const close = (): void => store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
    const stop = (): void => {
      if (isWriting(state.copy)) stopCopy(wizard);
      else if (isRepairing(state.validate)) stopRepair(wizard);
      else stopRollback(wizard);
    };
    if (key === 'cancel') close();
    if (key === 'stop') {
      close();
      stop();
    }
    if (key === 'leave') {
      if (!isBusy(state)) {
        wizard.leave(leaveCode(state, false));
        return;
      }
      close();
      store.dispatch({ slice: 'frame', type: 'closing' });
      stop();
    }
  },
};
