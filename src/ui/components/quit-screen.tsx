import type { JSX } from 'react';
import { stopCopy } from '../steps/copy/copy-commands.js';
import { isWriting } from '../steps/copy/copy-state.js';
import { stopRollback } from '../steps/rollback/rollback-commands.js';
import { blank, heading, paragraph, sized } from '../terminal/lines.js';
import type { ViewProps } from '../ui-context.js';
import { leaveCode } from '../wizard/exit-code.js';
import type { Screen } from '../wizard/screen.js';
import type { WizardState } from '../wizard/wizard-state.js';
import { Lines } from './lines.js';

function isBusy(state: WizardState): boolean {
  return isWriting(state.copy) || state.rollback.phase === 'running';
}

function QuitView({ state, width, height, ui }: ViewProps): JSX.Element {
  const { quit } = ui.text;
  const busy = isBusy(state);
  const lines = [
    heading(busy ? quit.titleWriting : quit.title),
    blank,
    ...paragraph(
      busy ? quit.bodyWriting : state.copy.wrote ? quit.bodyWrote : quit.bodyNothingWritten,
      width,
    ),
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
    const stop = (): void => (isWriting(state.copy) ? stopCopy(wizard) : stopRollback(wizard));
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
