import { type Listener, logEvent } from '../../core/events.js';
import { saidBy } from '../../core/sentence.js';
import { MysqlError } from '../../mysql/errors.js';
import { markNow } from '../../switch/look.js';
import { openPlane } from '../../switch/open-plane.js';
import { readyAll } from '../../switch/rolling.js';
import { newStage } from '../../switch/state.js';
import { type Course, type Order, type Turned, takeTurn } from '../../switch/turn.js';
import { refuse, say } from '../../switch/words.js';
import { operator } from '../run-environment.js';
import { type Desk, openDesk, switchConfig } from './desk.js';
import { courseOf, renew, summaryOf } from './start.js';
import type { SwitchOrderOperation, SwitchRequest, SwitchSummary } from './types.js';

/** Carries out a person's word, beside a controller or without one. */
export const switchOrder: SwitchOrderOperation = async (context, request, listener, { stop }) => {
  const opened = await openDesk(context, listener, false).catch((error: unknown) => {
    // Users can be brought back without the ledger, and nothing else can be done without it.
    if (!(error instanceof MysqlError) || request.command !== 'back') throw error;
    const said = saidBy(error);
    listener(logEvent('warning', say('switch.ledger-away', { error: said })));
    return null;
  });
  if (!opened) return backWithoutLedger(switchConfig(context), listener);
  await using desk = opened;
  const { operator: account, machine } = operator();
  const course = courseOf(desk, `${account}@${machine}`, listener);
  for (;;) {
    const turned = await desk.turn(async (state, facts) => {
      const isUnderWay = state && ['running', 'waiting', 'held'].includes(state.phase);
      if (!isUnderWay && request.command !== 'back') throw refuse('switch.not-begun');
      return takeTurn(course, state ?? (await idle(course)), facts, orderOf(request));
    });
    if (!turned.renew) return await ended(desk, request, turned);
    const problem = await renew(desk, course, turned.renew, stop);
    if (problem) return summaryOf('forbidden', turned.state.share, say('rolling.failed', { why: problem }));
  }
};

/** Where nothing was begun: as the proxy is. */
async function idle(course: Course) {
  const share = await course.plane.readShare();
  return newStage(course.now(), 'idle', { share, mark: await markNow(course) });
}

function orderOf({ command, withoutData }: SwitchRequest): Order {
  return command === 'forward' ? { kind: 'forward', withoutData } : { kind: command };
}

async function ended(
  { config, plane }: Desk,
  { command }: SwitchRequest,
  { state: { share }, move }: Turned,
): Promise<SwitchSummary> {
  if (move.kind === 'forbidden') return summaryOf('forbidden', share, move.why);
  if (command === 'hold') return summaryOf('held', share, move.why);
  if (command === 'forward') return summaryOf(move.kind === 'done' ? 'done' : 'moved', share, move.why);
  if (config.strategy === 'rolling' && plane.instances) await readyAll(plane.instances);
  return summaryOf('back', share, move.why);
}

async function backWithoutLedger(
  config: ReturnType<typeof switchConfig>,
  listener: Listener,
): Promise<SwitchSummary> {
  const plane = openPlane(config);
  for (const said of await plane.write(0, false)) listener(logEvent('warning', said));
  return summaryOf('back', await plane.readShare(), say('back.by-person'));
}
