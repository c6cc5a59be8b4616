import type { Context } from '../../config/context.js';
import type { RecoveryAction } from '../../config/watch-schema.js';
import type { Listener, RunControl } from '../../core/events.js';
import { type Sentence, saidBy, saidIn } from '../../core/sentence.js';
import type { Phase } from '../../phases/phase.js';
import { say } from '../../watch/words.js';
import { repair } from '../repair.js';
import { run } from '../run.js';
import { steer } from '../steer.js';
import { switchOrder } from '../switch/order.js';
import { lookForRun, withTarget } from '../target-ledger.js';

export interface Recovering {
  readonly phases: readonly Phase[];
  readonly context: Context;
  readonly listener: Listener;
  readonly control: RunControl;
}

/** What came of it. */
export interface Recovered {
  readonly ok: boolean;
  readonly why: string | Sentence;
}

/** Does what a rule asks for: one of a closed list. Whatever comes in its way is what came of it. */
export async function recoverBy(action: RecoveryAction, recovering: Recovering): Promise<Recovered> {
  try {
    return await actions[action](recovering);
  } catch (error) {
    return { ok: false, why: saidBy(error) };
  }
}

const actions: Readonly<Record<RecoveryAction, (recovering: Recovering) => Promise<Recovered>>> = {
  /** Takes up the tenant's run, as `run --resume` does. */
  async resume({ phases, context, listener, control }) {
    const confirm = context.config.target.mysql.database;
    const request = { phase: 'all', confirm, resume: true };
    const { outcome } = await run(phases, context, request, listener, control);
    return { ok: outcome === 'complete', why: say('watch.run-ended', { outcome }) };
  },
  /** Users stay where they are, as by `switch hold`. */
  hold: (recovering) => order('hold', recovering),
  /** Users go back to the source, as by `switch back`. */
  back: (recovering) => order('back', recovering),
  /** Asks whoever works on the run to stand still, as `steer pause` does; a person lets him go on. */
  async pause({ context, control }) {
    const request = { action: 'pause', value: null, signal: control.abort } as const;
    const { command, taken } = await steer(context, request);
    return { ok: taken, why: say(taken ? 'watch.paused' : 'watch.not-paused', { command }) };
  },
  /** Looks at what a repair would do, as `validate --repair --dry-run` does: writes no row. */
  async 'repair-dry-run'({ phases, context, listener, control }) {
    const found = await withTarget(context, (session) => lookForRun(context, session, undefined));
    if (!found) return { ok: false, why: say('watch.no-run') };
    const confirm = context.config.target.mysql.database;
    const request = { runId: found.run.runId, confirm, dryRun: true, deleteExtra: false };
    const { proposals } = await repair(phases, context, request, listener, control);
    return { ok: true, why: say('watch.proposals', { count: proposals.length }) };
  },
};

async function order(
  command: 'hold' | 'back',
  { context, listener, control }: Recovering,
): Promise<Recovered> {
  const request = { command, withoutData: false };
  const { outcome, ...summary } = await switchOrder(context, request, listener, control);
  return { ok: outcome !== 'forbidden', why: saidIn(summary) };
}
