import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { isSwitched } from './follow-state.js';
import { isFollowing } from './follower-state.js';

const lookEveryMilliseconds = 1000;
/** Steps that show where the run stands. */
const watching: ReadonlySet<string> = new Set(['follow', 'cutover', 'way-back']);
/** Wizards that look already. */
const looking = new WeakSet<Wizard>();

/** Looks into the ledger where the run stands, each second, as long as a step shows it, this wizard follows, or there is a way back to lose. Reads only. */
export async function watchRun(wizard: Wizard): Promise<void> {
  if (looking.has(wizard)) return;
  looking.add(wizard);
  const { store, clock } = wizard;
  for (;;) {
    const { frame, follow, feed } = store.getState();
    const isShown = watching.has(frame.step) || follow.seen?.wayBack === 'open';
    if (!isShown && !isFollowing(follow) && !isFollowing(feed)) break;
    await look(wizard);
    await new Promise<void>((resolve) => void clock.after(lookEveryMilliseconds, resolve));
  }
  looking.delete(wizard);
}

async function look(wizard: Wizard): Promise<void> {
  const { store, operations, clock, text } = wizard;
  const { context, copy, follow } = store.getState();
  if (context === null) return;
  try {
    const status = await operations.status(context, copy.runId ?? undefined);
    store.dispatch({ slice: 'follow', type: 'seen', status, at: clock.now() });
    // Whoever fed back, and whatever step is shown. What ended here has said so already, and why.
    const { feed } = store.getState();
    if (follow.seen?.wayBack === 'open' && status.wayBack === 'dead' && feed.work === 'idle')
      notify(wizard, 'bad', text.live.wayBack.dead);
  } catch (error) {
    store.dispatch({ slice: 'follow', type: 'unseen', problem: problemOf(error) });
  }
}

/** Nobody follows, here or elsewhere, and somebody could. */
export function mayFollow({ follow }: WizardState): boolean {
  const { seen } = follow;
  if (isFollowing(follow) || seen === null || seen.position === null || isSwitched(follow)) return false;
  return seen.worker?.alive !== true;
}
