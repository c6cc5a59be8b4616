import { shell } from '../../../core/shell.js';
import { type KeyId, listKeys, scrollKeys } from '../../keys.js';
import { problemCopies, runCopies } from '../../wizard/copies.js';
import { problemText } from '../../wizard/farewell.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { KeyCommands, Step, StepStatus, Wizard, WritingWork } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import { mayFollow, watchRun } from './follow-commands.js';
import { type FollowState, followReducer, initialFollow, isLiveRun, isSwitched } from './follow-state.js';
import { followLines, shownWork } from './follow-view.js';
import { askToFollow, confirmFollowing, stopFollowing, togglePause } from './follower-commands.js';
import { type Follower, type FollowerState, isFollowing } from './follower-state.js';

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

/** Whether the config asks for a source that goes on being written to. */
export function asksForLive({ context }: WizardState): boolean {
  return context?.config.options.live !== undefined;
}

/** What can be done with a follower now. `mayStart`: nobody is at it, and somebody could. */
export function followerKeys(follower: FollowerState, mayStart: boolean): readonly KeyId[] {
  if (follower.work === 'running') return [follower.paused ? 'continue' : 'pause', 'stopFollowing'];
  return mayStart ? ['start'] : [];
}

function keysOf(state: WizardState): readonly KeyId[] {
  const { follow } = state;
  if (follow.confirmation !== null) return ['accept', 'cancel', ...scrollKeys];
  const scrolling: readonly KeyId[] = follow.log.length === 0 ? [] : listKeys;
  return ['next', ...followerKeys(follow, mayFollow(state)), 'back', ...scrolling];
}

export const followerCommands = (which: Follower): KeyCommands => ({
  start: (wizard) => askToFollow(wizard, which),
  accept: (wizard) => confirmFollowing(wizard, which),
  cancel: ({ store }) => store.dispatch({ slice: which, type: 'ask', asks: false }),
  pause: (wizard) => togglePause(wizard, which),
  continue: (wizard) => togglePause(wizard, which),
  stopFollowing: (wizard) => stopFollowing(wizard, which),
  next: goNext,
  back: goBack,
});

/** How its keys and its question reach a follower. `more`: keys of the step that has it. */
export function followerInput(which: Follower, more: KeyCommands = {}) {
  const commands = { ...followerCommands(which), ...more };
  return {
    edit: ({ [which]: { confirmation } }) =>
      confirmation === null
        ? null
        : (edit, { store }) => store.dispatch({ slice: which, type: 'edit', edit }),
    confirmation: ({ [which]: { confirmation } }) => confirmation,
    activity: ({ [which]: follower }) =>
      isFollowing(follower) ? { percent: null, state: 'working', writes: true } : null,
    press: (key, wizard) => {
      const { store } = wizard;
      const first = scrolled(scrollKey(key), store.getState()[which].scroll, wizard);
      if (first !== null) store.dispatch({ slice: which, type: 'scroll', first });
      commands[key]?.(wizard);
    },
  } satisfies Partial<Step>;
}

/** It goes on behind other steps: leaving asks about it. */
export function followerWriting(which: Follower, words: WritingWork['words']): WritingWork {
  return {
    isWriting: ({ [which]: follower }) => isFollowing(follower),
    isGivenUp: ({ [which]: { work } }) => work === 'aborting',
    stop: (wizard) => stopFollowing(wizard, which),
    hasWritten: ({ [which]: { work } }) => work !== 'idle',
    ...(words ? { words } : {}),
  };
}

/** `isOver`: what it was needed for is done, and stopping it breaks nothing off. */
export function followerOutcome(
  { work, problem }: FollowerState,
  interrupted: boolean,
  isOver: boolean,
): Outcome {
  switch (work) {
    case 'idle':
      return 'done';
    case 'failed':
      return problem?.refused === true ? 'refused' : 'partial';
    case 'running':
    case 'stopping':
    case 'aborting':
    case 'stopped':
      if (isOver) return 'done';
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
  writing: followerWriting(
    'follow',
    ({ followTitle, followBody, followWrote, sentryTitle, sentryBody }, { follow }) =>
      isSwitched(follow)
        ? { title: sentryTitle, body: sentryBody, written: followWrote }
        : { title: followTitle, body: followBody, written: followWrote },
  ),
  outcome: ({ follow }, interrupted) => followerOutcome(follow, interrupted, isSwitched(follow)),
  farewell,
  lines: followLines,
  copies: ({ follow: { problem, seen } }, language) => [
    ...problemCopies(problem, language),
    ...runCopies(seen?.runId),
  ],
  isSpinning: ({ follow }) => follow.seen === null && follow.unseen === null,
  keys: keysOf,
  ...followerInput('follow'),
};
