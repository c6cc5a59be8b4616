import type { Listener } from '../../../core/events.js';
import { localiseRefusal } from '../../../text/localise.js';
import { typedText } from '../../terminal/text-field.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { createSteering } from '../../wizard/run-control.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { listenTo } from '../../wizard/work.js';
import { isFollowing, isSwitched } from './follow-state.js';

const lookEveryMilliseconds = 1000;
/** Steps that show where the run stands. */
const watching: ReadonlySet<string> = new Set(['follow', 'cutover']);
/** Wizards that look already. */
const looking = new WeakSet<Wizard>();

/** Looks into the ledger where the run stands, each second, as long as a step shows it or this wizard follows. Reads only. */
export async function watchRun(wizard: Wizard): Promise<void> {
  if (looking.has(wizard)) return;
  looking.add(wizard);
  const { store, clock } = wizard;
  for (;;) {
    const { frame, follow } = store.getState();
    if (!watching.has(frame.step) && !isFollowing(follow)) break;
    await look(wizard);
    await new Promise<void>((resolve) => void clock.after(lookEveryMilliseconds, resolve));
  }
  looking.delete(wizard);
}

async function look({ store, operations, clock }: Wizard): Promise<void> {
  const { context, copy } = store.getState();
  if (context === null) return;
  try {
    const status = await operations.status(context, copy.runId ?? undefined);
    store.dispatch({ slice: 'follow', type: 'seen', status, at: clock.now() });
  } catch (error) {
    store.dispatch({ slice: 'follow', type: 'unseen', problem: problemOf(error) });
  }
}

/** Follows, or asks for the target database's name first where nobody has typed it in this session. */
export function askToFollow(wizard: Wizard): void {
  const { copy, follow } = wizard.store.getState();
  if (copy.confirmed || follow.confirmed) void startFollowing(wizard);
  else wizard.store.dispatch({ slice: 'follow', type: 'ask', asks: true });
}

/** Starts to follow, when what was typed is the target database's name. */
export function confirmFollowing(wizard: Wizard): void {
  const { store } = wizard;
  const { context, follow } = store.getState();
  if (context === null || follow.confirmation === null) return;
  if (typedText(follow.confirmation).trim() === context.config.target.mysql.database)
    void startFollowing(wizard);
  else store.dispatch({ slice: 'follow', type: 'mismatch' });
}

/** Follows until it is stopped or cannot go on; other steps can be gone to meanwhile. */
async function startFollowing(wizard: Wizard): Promise<void> {
  const { store, operations, following, text, language } = wizard;
  const { context, follow } = store.getState();
  if (context === null || isFollowing(follow)) return;
  const steering = createSteering(1);
  following.current = steering;
  store.dispatch({ slice: 'frame', type: 'notice', notice: null });
  store.dispatch({ slice: 'follow', type: 'started' });
  void watchRun(wizard);
  const request = { confirm: context.config.target.mysql.database, untilCaughtUp: false };
  try {
    const work = (listen: Listener) => operations.follow(context, request, listen, steering.control);
    const summary = await listenTo(wizard, work, {
      deliver: (events) => store.dispatch({ slice: 'follow', type: 'events', events }),
      tick: () => undefined,
    });
    store.dispatch({ slice: 'follow', type: 'finished', summary });
  } catch (error) {
    if (steering.control.abort.aborted) store.dispatch({ slice: 'follow', type: 'finished', summary: null });
    else {
      const problem = problemOf(error);
      store.dispatch({ slice: 'follow', type: 'failed', problem });
      // Whatever step is shown: until it goes on the target falls behind, and after a cut-over it is an alarm.
      notify(wizard, 'bad', text.follow.ended(localiseRefusal(problem, language).message));
    }
  } finally {
    following.current = null;
    leaveIfClosing(wizard, true);
  }
}

export function togglePause({ store, following, clock, log }: Wizard): void {
  const { paused } = store.getState().follow;
  if (following.current === null) return;
  if (paused) following.current.resume();
  else following.current.pause();
  log.listen({ type: paused ? 'continued' : 'paused', at: new Date(clock.now()).toISOString() });
  store.dispatch({ slice: 'follow', type: 'pause', paused: !paused });
}

/** First request: apply the batch in hand. Second: give up at once. */
export function stopFollowing({ store, following, log, text }: Wizard): void {
  if (following.current === null) return;
  const again = store.getState().follow.work === 'stopping';
  if (again) following.current.abort();
  else following.current.stop();
  log.note(again ? text.follow.aborting : text.follow.stopping);
  store.dispatch({ slice: 'follow', type: 'stopping' });
}

/** Nobody follows, here or elsewhere, and somebody could. */
export function mayFollow({ follow }: WizardState): boolean {
  const { seen } = follow;
  if (isFollowing(follow) || seen === null || seen.position === null || isSwitched(follow)) return false;
  return seen.worker?.alive !== true;
}
