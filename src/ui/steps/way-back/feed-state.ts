import type { WizardState } from '../../wizard/wizard-state.js';
import { isSwitched } from '../follow/follow-state.js';
import { type FollowerAction, type FollowerState, isFollowing } from '../follow/follower-state.js';

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly feed: FollowerState;
  }
  interface SliceActions {
    readonly feed: FollowerAction<'feed'>;
  }
}

/** How the way back stands, by the ledger and by what this wizard does. */
export function shownFeed({ feed, follow }: Pick<WizardState, 'feed' | 'follow'>) {
  const { seen } = follow;
  if (seen === null || !isSwitched(follow)) return 'closed';
  if (seen.phase === 'back' || seen.phase === 'finished') return seen.phase;
  if (feed.work === 'failed') return 'failed';
  if (feed.work === 'running') return feed.paused ? 'paused' : 'running';
  if (isFollowing(feed)) return feed.work === 'aborting' ? 'aborting' : 'stopping';
  switch (seen.wayBack) {
    case 'open':
      return 'elsewhere';
    case 'dead':
      return 'dead';
    case 'waiting':
      return 'idle';
    case 'none':
    case null:
      return 'none';
  }
}

/** Neither gone back nor finished. */
export function isOpen({ follow: { seen } }: Pick<WizardState, 'follow'>): boolean {
  return seen?.phase === 'switched' || seen?.phase === 'feeding-back';
}

/** What the target takes can be in the source, or come to be. */
export function mayGoBack(state: WizardState): boolean {
  return isOpen(state) && state.follow.seen?.wayBack !== 'none';
}

/** Nobody feeds back, here or elsewhere, and somebody could. What ended here may be at work by the ledger for a moment. */
export function mayFeed(state: WizardState): boolean {
  const { feed, follow } = state;
  const isElsewhere = feed.work === 'idle' && follow.seen?.wayBack === 'open';
  return mayGoBack(state) && !isFollowing(feed) && !isElsewhere;
}
