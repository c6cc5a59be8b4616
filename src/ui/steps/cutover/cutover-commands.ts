import { defaultLiveOptions } from '../../../config/config.js';
import type { Listener } from '../../../core/events.js';
import { typedText } from '../../terminal/text-field.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { createSteering } from '../../wizard/run-control.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { listenTo } from '../../wizard/work.js';
import { refreshChecklist } from '../checklist/checklist-commands.js';
import { gateNow } from './gate-now.js';

/** Looks whether it would succeed now. Locks and writes nothing. */
export async function rehearse({ store, operations }: Wizard): Promise<void> {
  const { context, cutover } = store.getState();
  if (context === null || cutover.rehearsing) return;
  store.dispatch({ slice: 'cutover', type: 'rehearsing' });
  const request = { confirm: undefined, dryRun: true };
  try {
    const summary = await operations.cutover(context, request, () => undefined, createSteering(1).control);
    store.dispatch({ slice: 'cutover', type: 'rehearsed', summary });
  } catch (error) {
    store.dispatch({ slice: 'cutover', type: 'not-rehearsed', problem: problemOf(error) });
  }
}

/** Asks for the name; only where nothing but the lag, which is waited for, is in the way. */
export function askToCutOver(wizard: Wizard): void {
  const { store, text } = wizard;
  const closed = gateNow(store.getState()).some(({ name, ok }) => !ok && name !== 'lag');
  if (closed) notify(wizard, 'warning', text.cutover.closed);
  else store.dispatch({ slice: 'cutover', type: 'confirm' });
}

/** Cuts over, when what was typed is the target database's name. */
export function confirmCutover(wizard: Wizard): void {
  const { store } = wizard;
  const { context, cutover } = store.getState();
  if (context === null || cutover.phase !== 'confirm') return;
  if (typedText(cutover.field).trim() === context.config.target.mysql.database) void cutOver(wizard);
  else store.dispatch({ slice: 'cutover', type: 'mismatch' });
}

const tickMilliseconds = 250;

async function cutOver(wizard: Wizard): Promise<void> {
  const { store, operations, steering, clock } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  const steers = createSteering(1);
  steering.current = steers;
  store.dispatch({ slice: 'frame', type: 'notice', notice: null });
  store.dispatch({ slice: 'cutover', type: 'started', at: clock.now() });
  const { fenceCommand } = context.config.options.live ?? defaultLiveOptions;
  const request = {
    confirm: context.config.target.mysql.database,
    dryRun: false,
    ...(fenceCommand === undefined ? { askFence: askWord(wizard) } : {}),
  };
  const stopTicks = clock.every(tickMilliseconds, () =>
    store.dispatch({ slice: 'cutover', type: 'tick', now: clock.now() }),
  );
  try {
    const work = (listen: Listener) => operations.cutover(context, request, listen, steers.control);
    const summary = await listenTo(wizard, work, {
      deliver: (events) => store.dispatch({ slice: 'cutover', type: 'events', events }),
      tick: () => undefined,
    });
    store.dispatch({ slice: 'cutover', type: 'ended', summary });
    refreshChecklist(wizard);
  } catch (error) {
    store.dispatch({ slice: 'cutover', type: 'failed', problem: problemOf(error) });
  } finally {
    stopTicks();
    steering.current = null;
    leaveIfClosing(wizard);
  }
}

/** Asks on the screen until the source database's name is typed, or nobody waits for it any more. */
const askWord =
  ({ store }: Wizard) =>
  (signal: AbortSignal): Promise<boolean> => {
    // The pause runs: nothing may lie over the question.
    store.dispatch({ slice: 'frame', type: 'overlay', overlay: 'none' });
    store.dispatch({ slice: 'checklist', type: 'close' });
    store.dispatch({ slice: 'cutover', type: 'word', word: 'asked' });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const forget = store.subscribe(() => {
      if (store.getState().cutover.word === 'stopped') resolve(true);
    });
    signal.addEventListener('abort', () => resolve(false));
    return promise.finally(() => {
      forget();
      if (store.getState().cutover.word === 'asked')
        store.dispatch({ slice: 'cutover', type: 'word', word: 'not-asked' });
    });
  };

/** The operator says that no writer of the source is left. */
export function confirmStopped({ store }: Wizard): void {
  const { context, cutover } = store.getState();
  if (context === null || cutover.word !== 'asked') return;
  const isRight = typedText(cutover.field).trim() === context.config.source.mysql.database;
  store.dispatch(
    isRight ? { slice: 'cutover', type: 'word', word: 'stopped' } : { slice: 'cutover', type: 'mismatch' },
  );
}

/** First request: call it off. Second: give up at once. */
export function callOff({ store, steering, log, text }: Wizard): void {
  const { cutting } = store.getState().cutover;
  if (steering.current === null || cutting === null) return;
  if (cutting.stopping === 'no') steering.current.stop();
  else steering.current.abort();
  log.note(text.cutover.stopping);
  store.dispatch({ slice: 'cutover', type: 'stopping' });
}
