import { shell } from '../../../core/shell.js';
import { type KeyId, listKeys, scrollKeys } from '../../keys.js';
import { problemText } from '../../wizard/farewell.js';
import type { Step, StepStatus, Wizard } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import { rehearse } from '../cutover/cutover-commands.js';
import { watchRun } from '../follow/follow-commands.js';
import { isLiveRun } from '../follow/follow-state.js';
import {
  asksForLive,
  followerInput,
  followerKeys,
  followerOutcome,
  followerWriting,
} from '../follow/follow-step.js';
import { followerReducer, initialFollower } from '../follow/follower-state.js';
import { isOpen, mayFeed, mayGoBack, shownFeed } from './feed-state.js';
import { wayBackLines } from './way-back-view.js';

const slice: Slice<'feed'> = { name: 'feed', initial: () => initialFollower, reduce: followerReducer };

const statuses: Readonly<Record<ReturnType<typeof shownFeed>, StepStatus>> = {
  closed: 'todo',
  idle: 'attention',
  running: 'running',
  elsewhere: 'running',
  paused: 'attention',
  stopping: 'running',
  aborting: 'running',
  failed: 'failed',
  dead: 'failed',
  none: 'done',
  finished: 'done',
  back: 'done',
};

function keysOf(state: WizardState): readonly KeyId[] {
  const { feed } = state;
  if (feed.confirmation !== null) return ['accept', 'cancel', ...scrollKeys];
  return [
    'next',
    ...followerKeys(feed, mayFeed(state)),
    ...(mayGoBack(state) ? (['returnToSource'] as const) : []),
    ...(isOpen(state) ? (['endWindow'] as const) : []),
    'back',
    ...(feed.log.length === 0 ? [] : listKeys),
  ];
}

function farewell(wizard: Wizard): readonly string[] {
  const { store, text, configPath } = wizard;
  const state = store.getState();
  const { feed, context } = state;
  const problem = problemText(feed.problem, wizard);
  const isOurs = feed.work !== 'idle' || mayFeed(state);
  if (!mayGoBack(state) || !isOurs) return problem;
  const database = context?.config.source.mysql.database ?? '';
  return [...problem, text.feed.left, shell`  tenantferry follow -c ${configPath} --confirm ${database}`];
}

/** After the cut-over: what the target takes goes back to the source, until one goes back or finishes. */
export const wayBackStep: Step = {
  id: 'way-back',
  title: { en: 'Way back', zh: '回退之路' },
  slice,
  isShown: asksForLive,
  status: (state) => (isLiveRun(state.follow) ? statuses[shownFeed(state)] : 'skipped'),
  enter: (wizard) => void watchRun(wizard),
  writing: followerWriting('feed', ({ feedTitle, feedBody, feedWrote, watchTitle, watchBody }, state) =>
    isOpen(state)
      ? { title: feedTitle, body: feedBody, written: feedWrote }
      : { title: watchTitle, body: watchBody, written: feedWrote },
  ),
  outcome: (state, interrupted) =>
    followerOutcome(state.feed, interrupted, state.follow.seen !== null && !isOpen(state)),
  farewell,
  lines: wayBackLines,
  isSpinning: ({ follow }) => follow.seen === null && follow.unseen === null,
  keys: keysOf,
  ...followerInput('feed', {
    returnToSource: (wizard) => rehearse(wizard, 'back'),
    endWindow: ({ store }) => store.dispatch({ slice: 'finish', type: 'ask' }),
  }),
};
