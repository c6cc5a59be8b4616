import { blank, heading, paragraph } from '../terminal/lines.js';
import type { Text } from '../text/en.js';
import { leave } from '../wizard/leave.js';
import type { Screen, Step } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';
import { writingNow } from '../wizard/writing.js';

interface Question {
  readonly title: string;
  readonly body: string;
}

/** What is asked on q: a step's own words where it has some, at work or afterwards. */
function questionOf(steps: readonly Step[], state: WizardState, quit: Text['quit']): Question {
  const works = steps.flatMap(({ writing }) => writing ?? []);
  const [atWork] = writingNow(steps, state);
  if (atWork !== undefined)
    return atWork.words?.(quit, state) ?? { title: quit.titleBusy, body: quit.bodyBusy };
  const done = works.find(({ hasWritten }) => hasWritten(state));
  if (done === undefined) return { title: quit.title, body: quit.bodyNothingWritten };
  return { title: quit.title, body: done.words?.(quit, state).written ?? quit.bodyChanged };
}

/** Asked before leaving; Enter does nothing here. */
export function quitScreen(steps: readonly Step[]): Screen {
  return {
    lines: ({ state, width, ui }) => {
      const { title, body } = questionOf(steps, state, ui.text.quit);
      return [heading(title), blank, ...paragraph(body, width)];
    },
    keys: (state) =>
      writingNow(steps, state).length === 0 ? ['leave', 'cancel'] : ['stop', 'leave', 'cancel'],
    press: (key, wizard) => {
      const { store } = wizard;
      const works = writingNow(steps, store.getState());
      if (key === 'leave' && works.length === 0) {
        leave(wizard, false);
        return;
      }
      store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
      if (key === 'leave') store.dispatch({ slice: 'frame', type: 'closing', by: 'asked' });
      if (key === 'stop') works[0]?.stop(wizard);
      if (key === 'leave') for (const work of works) work.stop(wizard);
    },
  };
}
