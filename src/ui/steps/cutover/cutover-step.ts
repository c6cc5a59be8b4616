import { shell } from '../../../core/shell.js';
import { type KeyId, scrollKeys, textKeys } from '../../keys.js';
import { problemText } from '../../wizard/farewell.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { KeyCommands, Step, StepStatus, Wizard, WritingWork } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import { watchRun } from '../follow/follow-commands.js';
import { isLiveRun, isSwitched } from '../follow/follow-state.js';
import { asksForLive } from '../follow/follow-step.js';
import { askToCutOver, callOff, confirmCutover, confirmStopped, rehearse } from './cutover-commands.js';
import { cutoverReducer, initialCutover } from './cutover-state.js';
import { cutoverLines } from './cutover-view.js';

const slice: Slice<'cutover'> = { name: 'cutover', initial: () => initialCutover, reduce: cutoverReducer };

const cutting: WritingWork = {
  isWriting: ({ cutover }) => cutover.phase === 'running',
  isGivenUp: ({ cutover }) => cutover.cutting?.stopping === 'giving-up',
  stop: callOff,
  hasWritten: ({ cutover }) => cutover.cutting !== null,
  words: ({ cutoverTitle, cutoverBody, cutoverWrote }) => ({
    title: cutoverTitle,
    body: cutoverBody,
    written: cutoverWrote,
  }),
};

function isOver({ cutover, follow }: WizardState): boolean {
  const { outcome } = cutover.summary ?? cutover.rehearsal ?? {};
  return outcome === 'switched' || outcome === 'already' || isSwitched(follow);
}

function statusOf(state: WizardState): StepStatus {
  const { cutover, follow } = state;
  if (!isLiveRun(follow)) return 'skipped';
  if (cutover.phase === 'running') return 'running';
  if (isOver(state)) return 'done';
  if (cutover.phase === 'failed') return 'failed';
  return cutover.phase === 'ended' ? 'attention' : 'todo';
}

function outcomeOf(state: WizardState, interrupted: boolean): Outcome {
  const { cutover } = state;
  if (isOver(state)) return 'done';
  switch (cutover.phase) {
    case 'running':
      return 'cut';
    case 'failed':
      return cutover.problem?.refused === true ? 'refused' : 'failed';
    case 'ended':
      return interrupted && cutover.cutting?.stopping !== 'no' ? 'cut' : 'differences';
    case 'gate':
    case 'confirm':
      return interrupted && asksForLive(state) && isLiveRun(state.follow) ? 'notBegun' : 'done';
  }
}

function farewell(wizard: Wizard): readonly string[] {
  const { store, text, configPath } = wizard;
  const { cutover, context } = store.getState();
  if (cutover.phase === 'failed') return problemText(cutover.problem, wizard);
  if (cutover.summary === null) return [];
  const { outcome } = cutover.summary;
  const database = context?.config.target.mysql.database ?? '';
  const again = shell`tenantferry cutover -c ${configPath} --confirm ${database}`;
  return [text.live.cutover[outcome], ...(outcome === 'called-off' ? [`  ${again}`] : [])];
}

function keysOf(state: WizardState): readonly KeyId[] {
  const { cutover, follow } = state;
  switch (cutover.phase) {
    case 'gate':
      return cutover.rehearsal === null || isOver(state) || !isLiveRun(follow)
        ? ['next', 'again', 'back', ...textKeys]
        : ['next', 'start', 'again', 'back', ...textKeys];
    case 'confirm':
      return ['accept', 'cancel', ...scrollKeys];
    case 'running':
      return cutover.word === 'asked' ? ['accept', 'callOffTyping'] : ['callOff', 'stopNow'];
    case 'ended':
    case 'failed':
      return isOver(state) ? ['next', 'back', ...textKeys] : ['next', 'again', 'back', ...textKeys];
  }
}

const commands: KeyCommands = {
  start: askToCutOver,
  again: rehearse,
  cancel: ({ store }) => store.dispatch({ slice: 'cutover', type: 'close' }),
  callOff,
  callOffTyping: callOff,
  next: goNext,
  back: goBack,
  accept: (wizard) =>
    wizard.store.getState().cutover.phase === 'confirm' ? confirmCutover(wizard) : confirmStopped(wizard),
};

const isTyped = ({ cutover }: WizardState) =>
  cutover.phase === 'confirm' || (cutover.phase === 'running' && cutover.word === 'asked');

/** The target becomes the truth, in a pause of seconds that is seen as it runs. */
export const cutoverStep: Step = {
  id: 'cutover',
  title: { en: 'Cut over', zh: '切换' },
  slice,
  isShown: asksForLive,
  status: statusOf,
  enter: (wizard) => {
    void watchRun(wizard);
    if (wizard.store.getState().cutover.phase === 'gate') void rehearse(wizard);
  },
  obstacle: ({ cutover }, text) => (cutover.phase === 'running' ? text.cutover.stillRunning : null),
  writing: cutting,
  outcome: outcomeOf,
  farewell,
  lines: cutoverLines,
  isSpinning: ({ cutover }) => cutover.phase === 'gate' && cutover.rehearsing && cutover.rehearsal === null,
  keys: keysOf,
  edit: (state) =>
    isTyped(state) ? (edit, { store }) => store.dispatch({ slice: 'cutover', type: 'edit', edit }) : null,
  confirmation: (state) => (isTyped(state) ? state.cutover.field : null),
  press: (key, wizard) => {
    const { store } = wizard;
    const first = scrolled(scrollKey(key), store.getState().cutover.scroll, wizard);
    if (first !== null) store.dispatch({ slice: 'cutover', type: 'scroll', first });
    commands[key]?.(wizard);
  },
};
