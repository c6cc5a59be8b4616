import type { Context } from '../../../config/context.js';
import { defaultLiveOptions } from '../../../config/options.js';
import type { Listener } from '../../../core/events.js';
import { createSteering } from '../../../core/steering.js';
import { typedText } from '../../terminal/text-field.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { listenTo } from '../../wizard/work.js';
import { refreshChecklist } from '../checklist/checklist-commands.js';
import type { CutoverState, Way } from './cutover-state.js';
import { gateNow } from './gate-now.js';

/** The database that becomes the truth, whose name is typed, and the one that is left. */
export function namesOf(way: Way, { config: { source, target } }: Context) {
  const [from, to] = way === 'cutover' ? [source, target] : [target, source];
  return { left: from.mysql.database, next: to.mysql.database };
}

/** Looks whether it would succeed now. Locks and writes nothing. */
export async function rehearse({ store, operations }: Wizard, way: Way): Promise<void> {
  const { context, [way]: cut } = store.getState();
  if (context === null || cut.rehearsing) return;
  store.dispatch({ slice: way, type: 'rehearsing' });
  const request = { confirm: undefined, dryRun: true, ...forGood(cut) };
  try {
    const summary = await operations[way](context, request, () => undefined, createSteering(1).control);
    store.dispatch({ slice: way, type: 'rehearsed', summary });
  } catch (error) {
    store.dispatch({ slice: way, type: 'not-rehearsed', problem: problemOf(error) });
  }
}

const forGood = ({ withoutWayBack }: CutoverState) => (withoutWayBack ? { withoutWayBack } : {});

/** What is typed where no way back is wanted; the command's flag has this name. */
export const forGoodWord = 'without-way-back';

/** Asks for the word; where it was typed before, a way back is wanted after all. */
export function toggleForGood(wizard: Wizard): void {
  if (wizard.store.getState().cutover.withoutWayBack) setForGood(wizard, false);
  else wizard.store.dispatch({ slice: 'cutover', type: 'ask', phase: 'forGood' });
}

function setForGood(wizard: Wizard, isMeant: boolean): void {
  wizard.store.dispatch({ slice: 'cutover', type: 'for-good', isMeant });
  wizard.log.note(isMeant ? wizard.text.cutover.isForGood : wizard.text.cutover.notForGood);
  void rehearse(wizard, 'cutover');
}

/** Takes what was typed: the word, the name, or in the pause that the writers have stopped. */
export function acceptTyped(wizard: Wizard, way: Way): void {
  const { store } = wizard;
  const { context, [way]: cut } = store.getState();
  if (context === null) return;
  const typed = typedText(cut.field).trim();
  const { left, next } = namesOf(way, context);
  if (cut.phase === 'forGood' && typed === forGoodWord) setForGood(wizard, true);
  else if (cut.phase === 'confirm' && typed === next) void cutOver(wizard, way);
  else if (cut.phase === 'running' && cut.word === 'asked' && typed === left)
    store.dispatch({ slice: way, type: 'word', word: 'stopped' });
  else store.dispatch({ slice: way, type: 'mismatch' });
}

/** Asks for the name; only where nothing but the lag, which is waited for, is in the way. */
export function askToCutOver(wizard: Wizard, way: Way): void {
  const { store, text } = wizard;
  const closed = gateNow(store.getState(), way).some(({ name, ok }) => !ok && name !== 'lag');
  if (closed) notify(wizard, 'warning', text.cutting.closed);
  else store.dispatch({ slice: way, type: 'ask', phase: 'confirm' });
}

const tickMilliseconds = 250;

async function cutOver(wizard: Wizard, way: Way): Promise<void> {
  const { store, operations, steering, clock } = wizard;
  const { context, [way]: cut } = store.getState();
  if (context === null) return;
  const steers = createSteering(1);
  steering.current = steers;
  store.dispatch({ slice: 'frame', type: 'notice', notice: null });
  store.dispatch({ slice: way, type: 'started', at: clock.now() });
  const { fenceCommand } = context.config.options.live ?? defaultLiveOptions;
  const request = {
    confirm: namesOf(way, context).next,
    dryRun: false,
    ...forGood(cut),
    ...(fenceCommand === undefined ? { askFence: askWord(wizard, way) } : {}),
  };
  const stopTicks = clock.every(tickMilliseconds, () =>
    store.dispatch({ slice: way, type: 'tick', now: clock.now() }),
  );
  try {
    const work = (listen: Listener) => operations[way](context, request, listen, steers.control);
    const summary = await listenTo(wizard, work, {
      deliver: (events) => store.dispatch({ slice: way, type: 'events', events }),
      tick: () => undefined,
    });
    store.dispatch({ slice: way, type: 'ended', summary });
    refreshChecklist(wizard);
  } catch (error) {
    store.dispatch({ slice: way, type: 'failed', problem: problemOf(error) });
  } finally {
    stopTicks();
    steering.current = null;
    leaveIfClosing(wizard);
  }
}

/** Asks on the screen until the name of the database that is left is typed, or nobody waits for it any more. */
const askWord =
  ({ store }: Wizard, way: Way) =>
  (signal: AbortSignal): Promise<boolean> => {
    // The pause runs: nothing may lie over the question.
    store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
    store.dispatch({ slice: 'checklist', type: 'close' });
    store.dispatch({ slice: way, type: 'word', word: 'asked' });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const forget = store.subscribe(() => {
      if (store.getState()[way].word === 'stopped') resolve(true);
    });
    signal.addEventListener('abort', () => resolve(false));
    return promise.finally(() => {
      forget();
      if (store.getState()[way].word === 'asked')
        store.dispatch({ slice: way, type: 'word', word: 'not-asked' });
    });
  };

/** First request: call it off. Second: give up at once. */
export function callOff({ store, steering, log, text }: Wizard, way: Way): void {
  const { cutting } = store.getState()[way];
  if (steering.current === null || cutting === null) return;
  if (cutting.stopping === 'no') steering.current.stop();
  else steering.current.abort();
  log.note(text[way].stopping);
  store.dispatch({ slice: way, type: 'stopping' });
}
