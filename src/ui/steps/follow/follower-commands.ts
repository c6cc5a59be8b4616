import type { Context } from '../../../config/context.js';
import type { Listener } from '../../../core/events.js';
import { createSteering } from '../../../core/steering.js';
import { localiseRefusal } from '../../../text/localise.js';
import { typedText } from '../../terminal/text-field.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { listenTo } from '../../wizard/work.js';
import { watchRun } from './follow-commands.js';
import { type Follower, isFollowing } from './follower-state.js';

/** The database that is written, whose name is typed: so nobody feeds back who meant to follow. */
export function writtenBy(which: Follower, { config }: Context): string {
  switch (which) {
    case 'follow':
      return config.target.mysql.database;
    case 'feed':
      return config.source.mysql.database;
  }
}

/** Starts, or asks for the name of the database that is written where nobody has typed it in this session. */
export function askToFollow(wizard: Wizard, which: Follower): void {
  const { copy, [which]: follower } = wizard.store.getState();
  if (follower.confirmed || (which === 'follow' && copy.confirmed)) void startFollowing(wizard, which);
  else wizard.store.dispatch({ slice: which, type: 'ask', asks: true });
}

/** Starts, when what was typed is that name. */
export function confirmFollowing(wizard: Wizard, which: Follower): void {
  const { store } = wizard;
  const { context, [which]: follower } = store.getState();
  if (context === null || follower.confirmation === null) return;
  if (typedText(follower.confirmation).trim() === writtenBy(which, context))
    void startFollowing(wizard, which);
  else store.dispatch({ slice: which, type: 'mismatch' });
}

/** Follows until it is stopped or cannot go on; other steps can be gone to meanwhile. */
async function startFollowing(wizard: Wizard, which: Follower): Promise<void> {
  const { store, operations, following, text, language } = wizard;
  const { context, [which]: follower } = store.getState();
  if (context === null || isFollowing(follower)) return;
  const steering = createSteering(1);
  following[which] = steering;
  store.dispatch({ slice: 'frame', type: 'notice', notice: null });
  store.dispatch({ slice: which, type: 'started' });
  void watchRun(wizard);
  const request = { confirm: writtenBy(which, context), untilCaughtUp: false };
  try {
    const work = (listen: Listener) => operations.follow(context, request, listen, steering.control);
    const summary = await listenTo(wizard, work, {
      deliver: (events) => store.dispatch({ slice: which, type: 'events', events }),
      tick: () => undefined,
    });
    store.dispatch({ slice: which, type: 'finished', summary });
  } catch (error) {
    if (steering.control.abort.aborted) store.dispatch({ slice: which, type: 'finished', summary: null });
    else {
      const problem = problemOf(error);
      store.dispatch({ slice: which, type: 'failed', problem });
      // Whatever step is shown: until it goes on the other side falls behind, and a foreign write is an alarm.
      notify(wizard, 'bad', text[which].ended(localiseRefusal(problem, language).message));
    }
  } finally {
    following[which] = null;
    leaveIfClosing(wizard, true);
  }
}

export function togglePause({ store, following, clock, log }: Wizard, which: Follower): void {
  const { paused } = store.getState()[which];
  if (following[which] === null) return;
  if (paused) following[which].resume();
  else following[which].pause();
  log.listen({ type: paused ? 'continued' : 'paused', at: new Date(clock.now()).toISOString() });
  store.dispatch({ slice: which, type: 'pause', paused: !paused });
}

/** First request: apply the batch in hand. Second: give up at once. */
export function stopFollowing({ store, following, log, text }: Wizard, which: Follower): void {
  if (following[which] === null) return;
  const again = store.getState()[which].work === 'stopping';
  if (again) following[which].abort();
  else following[which].stop();
  log.note(again ? text.follow.aborting : text.follow.stopping);
  store.dispatch({ slice: which, type: 'stopping' });
}
