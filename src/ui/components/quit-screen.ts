import { blank, heading, paragraph } from '../terminal/lines.js';
import type { Text } from '../text/en.js';
import { leave } from '../wizard/leave.js';
import type { Screen, Step, WritingWork } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';

interface Question {
  readonly title: string;
  readonly body: string;
}

/** What is asked on q: a step's own words where it has some, at work or afterwards. */
function questionOf(works: readonly WritingWork[], state: WizardState, quit: Text['quit']): Question {
  const atWork = works.find(({ isWriting }) => isWriting(state));
  if (atWork !== undefined) return atWork.words?.(quit) ?? { title: quit.titleBusy, body: quit.bodyBusy };
  const done = works.find(({ hasWritten }) => hasWritten(state));
  if (done === undefined) return { title: quit.title, body: quit.bodyNothingWritten };
  return { title: quit.title, body: done.words?.(quit).written ?? quit.bodyChanged };
}

/** Asked before leaving; Enter does nothing here. */
export function quitScreen(steps: readonly Step[]): Screen {
  const works = steps.flatMap(({ writing }) => (writing === undefined ? [] : [writing]));
  const atWork = (state: WizardState) => works.find(({ isWriting }) => isWriting(state));
  return {
    lines: ({ state, width, ui }) => {
      const { title, body } = questionOf(works, state, ui.text.quit);
      return [heading(title), blank, ...paragraph(body, width)];
    },
    keys: (state) => (atWork(state) === undefined ? ['leave', 'cancel'] : ['stop', 'leave', 'cancel']),
    press: (key, wizard) => {
      const { store } = wizard;
      const work = atWork(store.getState());
      if (key === 'leave' && work === undefined) {
        leave(wizard, false);
        return;
      }
      store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
      if (key === 'leave') store.dispatch({ slice: 'frame', type: 'closing' });
      if (key === 'leave' || key === 'stop') work?.stop(wizard);
    },
  };
}
