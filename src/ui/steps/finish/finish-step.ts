import { createSteering } from '../../../core/steering.js';
import { scrollKeys } from '../../keys.js';
import { typedText } from '../../terminal/text-field.js';
import { problemText } from '../../wizard/farewell.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goNext } from '../../wizard/navigation.js';
import { problemOf } from '../../wizard/problem.js';
import type { KeyCommands, Step, Wizard } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import { finishReducer, initialFinish } from './finish-state.js';
import { finishLines } from './finish-view.js';

const slice: Slice<'finish'> = { name: 'finish', initial: () => initialFinish, reduce: finishReducer };

/** Ends the window, when what was typed is the target database's name. */
async function endWindow(wizard: Wizard): Promise<void> {
  const { store, operations, steering, log } = wizard;
  const { context, finish } = store.getState();
  if (context === null || finish.phase !== 'confirm') return;
  const confirm = typedText(finish.field).trim();
  if (confirm !== context.config.target.mysql.database) {
    store.dispatch({ slice: 'finish', type: 'mismatch' });
    return;
  }
  const steers = createSteering(1);
  steering.current = steers;
  store.dispatch({ slice: 'finish', type: 'started' });
  try {
    const request = { confirm, giveUpWayBack: finish.giveUp };
    const summary = await operations.finish(context, request, log.listen, steers.control);
    store.dispatch({ slice: 'finish', type: 'ended', summary });
  } catch (error) {
    store.dispatch({ slice: 'finish', type: 'failed', problem: problemOf(error) });
  } finally {
    steering.current = null;
    leaveIfClosing(wizard);
  }
}

function stop({ store, steering }: Wizard): void {
  if (store.getState().finish.stopping === 'no') steering.current?.stop();
  else steering.current?.abort();
  store.dispatch({ slice: 'finish', type: 'stopping' });
}

const close = ({ store }: Wizard) => store.dispatch({ slice: 'finish', type: 'close' });

const commands: KeyCommands = {
  accept: endWindow,
  cancel: close,
  back: close,
  giveUp: ({ store }) => store.dispatch({ slice: 'finish', type: 'give-up' }),
  again: ({ store }) => store.dispatch({ slice: 'finish', type: 'ask' }),
  next: (wizard) => {
    close(wizard);
    goNext(wizard);
  },
};

/** Ends the window for the way back, over the step that opened it. */
export const finishStep: Step = {
  id: 'finish',
  slice,
  name: { en: 'Finish', zh: '结束窗口' },
  activity: ({ finish }) =>
    finish.phase === 'working' ? { percent: null, state: 'working', writes: true } : null,
  covers: ({ finish }) => finish.phase !== 'closed',
  writing: {
    isWriting: ({ finish }) => finish.phase === 'working',
    isGivenUp: ({ finish }) => finish.stopping === 'giving-up',
    stop,
    hasWritten: ({ finish }) => finish.summary !== null,
  },
  outcome: ({ finish: { phase, problem } }) => {
    if (phase === 'working') return 'cut';
    if (phase === 'failed') return problem?.refused === true ? 'refused' : 'failed';
    return 'done';
  },
  farewell: (wizard) => {
    const { phase, problem, summary } = wizard.store.getState().finish;
    if (phase === 'failed') return problemText(problem, wizard);
    return summary === null ? [] : [wizard.text.live.finished(summary.outcome, summary.gaveUp)];
  },
  lines: finishLines,
  isSpinning: ({ finish }) => finish.phase === 'working',
  keys: ({ finish }) => {
    switch (finish.phase) {
      case 'closed':
        return [];
      case 'confirm':
        return ['accept', 'cancel', 'giveUp', ...scrollKeys];
      case 'working':
        return ['stopNow'];
      case 'ended':
        return ['next', 'back'];
      case 'failed':
        return ['again', 'back'];
    }
  },
  edit: ({ finish }) =>
    finish.phase === 'confirm'
      ? (edit, { store }) => store.dispatch({ slice: 'finish', type: 'edit', edit })
      : null,
  confirmation: ({ finish }) => (finish.phase === 'confirm' ? finish.field : null),
  press: (key, wizard) => {
    const { store } = wizard;
    const first = scrolled(scrollKey(key), store.getState().finish.scroll, wizard);
    if (first !== null) store.dispatch({ slice: 'finish', type: 'scroll', first });
    commands[key]?.(wizard);
  },
};
