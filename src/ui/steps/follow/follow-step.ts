import { shell } from '../../../core/shell.js';
import { type KeyId, scrollKeys, textKeys } from '../../keys.js';
import { problemText } from '../../wizard/farewell.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { KeyCommands, Step, StepStatus, Wizard, WritingWork } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import {
  askToFollow,
  confirmFollowing,
  mayFollow,
  stopFollowing,
  togglePause,
  watchRun,
} from './follow-commands.js';
import {
  type FollowState,
  followReducer,
  initialFollow,
  isFollowing,
  isLiveRun,
  isSwitched,
} from './follow-state.js';
import { followLines, shownWork } from './follow-view.js';

const slice: Slice<'follow'> = { name: 'follow', initial: () => initialFollow, reduce: followReducer };

const statuses: Readonly<Record<ReturnType<typeof shownWork>, StepStatus>> = {
  idle: 'todo',
  running: 'running',
  elsewhere: 'running',
  paused: 'attention',
  stopping: 'running',
  aborting: 'running',
  stopped: 'attention',
  failed: 'failed',
  switched: 'done',
};

const following: WritingWork = {
  isWriting: ({ follow }) => isFollowing(follow),
  isGivenUp: ({ follow }) => follow.work === 'aborting',
  stop: stopFollowing,
  hasWritten: ({ follow }) => follow.work !== 'idle',
  words: ({ followTitle, followBody, followWrote, sentryTitle, sentryBody }, { follow }) =>
    isSwitched(follow)
      ? { title: sentryTitle, body: sentryBody, written: followWrote }
      : { title: followTitle, body: followBody, written: followWrote },
};

/** Whether the config asks for a source that goes on being written to. */
export function asksForLive({ context }: WizardState): boolean {
  return context?.config.options.live !== undefined;
}

function keysOf(state: WizardState): readonly KeyId[] {
  const { follow } = state;
  if (follow.confirmation !== null) return ['accept', 'cancel', ...scrollKeys];
  const scrolling: readonly KeyId[] = follow.log.length === 0 ? [] : textKeys;
  if (follow.work === 'running')
    return ['next', follow.paused ? 'continue' : 'pause', 'stopFollowing', 'back', ...scrolling];
  return mayFollow(state) ? ['next', 'start', 'back', ...scrolling] : ['next', 'back', ...scrolling];
}

const commands: KeyCommands = {
  start: askToFollow,
  accept: confirmFollowing,
  cancel: ({ store }) => store.dispatch({ slice: 'follow', type: 'ask', asks: false }),
  pause: togglePause,
  continue: togglePause,
  stopFollowing,
  next: goNext,
  back: goBack,
};

/** Following is needed until the switch. */
function outcomeOf({ follow }: WizardState, interrupted: boolean): Outcome {
  switch (follow.work) {
    case 'idle':
      return 'done';
    case 'failed':
      return follow.problem?.refused === true ? 'refused' : 'partial';
    case 'running':
    case 'stopping':
    case 'aborting':
    case 'stopped':
      if (isSwitched(follow)) return 'done';
      return interrupted ? 'cut' : 'unfinished';
  }
}

function farewell(wizard: Wizard): readonly string[] {
  const { store, text, configPath } = wizard;
  const { follow, context } = store.getState();
  if (follow.work === 'idle' || isSwitched(follow)) return problemText(follow.problem, wizard);
  const database = context?.config.target.mysql.database ?? '';
  const again = shell`tenantferry follow -c ${configPath} --confirm ${database}`;
  const position = follow.summary?.position ?? follow.seen?.position ?? '?';
  const what = follow.work === 'failed' ? text.follow.leftFailed : text.follow.left(position);
  return [...problemText(follow.problem, wizard), what, `  ${again}`];
}

function statusOf(follow: FollowState): StepStatus {
  return isLiveRun(follow) ? statuses[shownWork(follow)] : 'skipped';
}

/** What is written to the source since the copy is applied, here or by another process. */
export const followStep: Step = {
  id: 'follow',
  title: { en: 'Follow', zh: '跟随' },
  slice,
  isShown: asksForLive,
  status: ({ follow }) => statusOf(follow),
  enter: (wizard) => void watchRun(wizard),
  writing: following,
  outcome: outcomeOf,
  farewell,
  lines: followLines,
  isSpinning: ({ follow }) => follow.seen === null && follow.unseen === null,
  keys: keysOf,
  edit: ({ follow }) =>
    follow.confirmation === null
      ? null
      : (edit, { store }) => store.dispatch({ slice: 'follow', type: 'edit', edit }),
  confirmation: ({ follow }) => follow.confirmation,
  press: (key, wizard) => {
    const { store } = wizard;
    const first = scrolled(scrollKey(key), store.getState().follow.scroll, wizard);
    if (first !== null) store.dispatch({ slice: 'follow', type: 'scroll', first });
    commands[key]?.(wizard);
  },
};
