import type { Context } from '../../../config/context.js';
import type { Listener } from '../../../core/events.js';
import { createSteering } from '../../../core/steering.js';
import type { SwitchRequest, SwitchSummary } from '../../../operations/switch/types.js';
import { localiseReason, localiseRefusal } from '../../../text/localise.js';
import { typedText } from '../../terminal/text-field.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { listenTo } from '../../wizard/work.js';
import { isControlling, type TrafficOrder } from './switch-state.js';

const lookEveryMilliseconds = 1_000;
/** Wizards that look already. */
const looking = new WeakSet<Wizard>();

/** Looks each second where traffic stands, as long as the step is shown or this wizard watches it. Reads only. */
export async function watchTraffic(wizard: Wizard): Promise<void> {
  if (looking.has(wizard)) return;
  looking.add(wizard);
  const { store, clock } = wizard;
  for (;;) {
    const { frame, traffic } = store.getState();
    if (frame.step !== 'switch' && !isControlling(traffic)) break;
    await look(wizard);
    await new Promise<void>((resolve) => void clock.after(lookEveryMilliseconds, resolve));
  }
  looking.delete(wizard);
}

async function look({ store, operations }: Wizard): Promise<void> {
  const { context } = store.getState();
  if (context?.config.switch === undefined) return;
  try {
    const status = await operations.switchStatus(context);
    const decisions = await operations.switchReport(context);
    store.dispatch({ slice: 'traffic', type: 'seen', status, decisions });
  } catch (error) {
    store.dispatch({ slice: 'traffic', type: 'unseen', problem: problemOf(error) });
  }
}

/** The name that is typed: of the side whose services the users are meant to meet, so that nobody goes back who meant to go on. */
export function nameFor(order: TrafficOrder, { config: { source, target } }: Context): string {
  return (order === 'back' ? source : target).mysql.database;
}

export function ask({ store }: Wizard, asked: TrafficOrder | null): void {
  store.dispatch({ slice: 'traffic', type: 'ask', asked });
}

/** Carries out what is asked, when what was typed is that name. */
export function acceptTyped(wizard: Wizard): void {
  const { store } = wizard;
  const { context, traffic } = store.getState();
  const { asked, field, withoutData } = traffic;
  if (context === null || asked === null) return;
  if (typedText(field).trim() !== nameFor(asked, context))
    store.dispatch({ slice: 'traffic', type: 'mismatch' });
  else if (asked === 'start') void control(wizard, context);
  else void carryOut(wizard, context, { command: asked, withoutData });
}

/** Moves and watches until it is over, or stopped; other steps can be gone to meanwhile. */
async function control(wizard: Wizard, context: Context): Promise<void> {
  const { store, operations, following, text, language } = wizard;
  if (isControlling(store.getState().traffic)) return;
  const steering = createSteering(1);
  following.traffic = steering;
  store.dispatch({ slice: 'frame', type: 'notice', notice: null });
  store.dispatch({ slice: 'traffic', type: 'started' });
  void watchTraffic(wizard);
  try {
    const work = (listen: Listener) => operations.switchStart(context, listen, steering.control);
    const summary = await listenTo(wizard, work, {
      deliver: (events) => store.dispatch({ slice: 'traffic', type: 'events', events }),
      tick: () => undefined,
    });
    store.dispatch({ slice: 'traffic', type: 'ended', summary });
    // Whatever step is shown: nobody watches any more.
    if (summary.outcome !== 'stopped') tell(wizard, summary);
  } catch (error) {
    const problem = problemOf(error);
    store.dispatch({ slice: 'traffic', type: 'failed', problem });
    notify(wizard, 'bad', text.traffic.ended(localiseRefusal(problem, language).message));
  } finally {
    following.traffic = null;
    leaveIfClosing(wizard, true);
  }
}

/** Carries out a person's word, whoever watches. */
async function carryOut(wizard: Wizard, context: Context, request: SwitchRequest): Promise<void> {
  const { store, operations, steering, log, language } = wizard;
  const steers = createSteering(1);
  steering.current = steers;
  store.dispatch({ slice: 'traffic', type: 'ordering', command: request.command });
  try {
    tell(wizard, await operations.switchOrder(context, request, log.listen, steers.control));
  } catch (error) {
    notify(wizard, 'bad', localiseRefusal(problemOf(error), language).message);
  } finally {
    steering.current = null;
    store.dispatch({ slice: 'traffic', type: 'ordering', command: null });
    await look(wizard);
    leaveIfClosing(wizard);
  }
}

function tell(wizard: Wizard, { outcome, share, message, because }: SwitchSummary): void {
  const why = localiseReason(message, because, wizard.language);
  const tone = outcome === 'forbidden' ? 'bad' : outcome === 'back' ? 'warning' : 'good';
  notify(wizard, tone, wizard.text.traffic.told.switchOutcome[outcome](Number(share.toFixed(2)), why));
}

/** First request: finish the look in hand, and leave the share as it is. Second: give up at once. */
export function stopControlling({ store, following, steering, log, text }: Wizard): void {
  const steers = following.traffic ?? steering.current;
  if (steers === null) return;
  if (store.getState().traffic.control === 'stopping') steers.abort();
  else steers.stop();
  if (following.traffic === null) return;
  log.note(text.traffic.stopping);
  store.dispatch({ slice: 'traffic', type: 'stopping' });
}
