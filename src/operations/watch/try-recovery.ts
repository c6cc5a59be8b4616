import type { WatchRule } from '../../config/watch.js';
import { logEvent } from '../../core/events.js';
import { told } from '../../core/sentence.js';
import type { RunLedger } from '../../ledger/location.js';
import { appendLog } from '../../ledger/log.js';
import { hashOf } from '../../watch/alert.js';
import { readKnown, withTurn, writeChanges } from '../../watch/ledger.js';
import { type lettersOf, recoveryLetters } from '../../watch/letter.js';
import type { Attempt } from '../../watch/life.js';
import { attempted } from '../../watch/recovery.js';
import { say } from '../../watch/words.js';
import { lookForRun } from '../target-ledger.js';
import { type Recovering, recoverBy } from './recover.js';

interface Trying extends Recovering {
  readonly sendingOf: (rule: string, now: number) => Parameters<typeof lettersOf>[1];
  readonly note: (work: (ledger: RunLedger) => Promise<void>) => Promise<void>;
}

/** Makes an attempt, and notes and tells what came of it. It is counted already: one that is cut off is not made once more for free. Never throws. */
export async function tryRecovery(
  attempt: Attempt,
  asked: NonNullable<WatchRule['recover']>,
  { sendingOf, note, ...recovering }: Trying,
): Promise<void> {
  const { rule, action, most, alert } = attempt;
  const { listener, context } = recovering;
  listener(logEvent('warning', say('watch.recovers', { rule, action, attempt: attempt.attempt, most })));
  const { ok, why } = await recoverBy(asked.action, recovering);
  const said = say(ok ? 'watch.recovered' : 'watch.not-recovered', { rule, action, why });
  listener(logEvent(ok ? 'info' : 'warning', said));
  const now = Date.now();
  const key = hashOf(alert.id, 'recovery', attempt.attempt);
  const { message, because } = told(why);
  const outcome = { ok, why: message, ...(because ? { because } : {}) };
  const letters = recoveryLetters(attempt, outcome, key, sendingOf(rule, now));
  const detail = `${attempt.attempt}/${most} ${action}: ${message}`;
  const entry = {
    alertId: alert.id,
    ruleId: rule,
    kind: 'recovery',
    byWhom: 'tenantferry',
    detail,
  } as const;
  await note(async (ledger) => {
    await withTurn(ledger, async () => {
      const { alerts } = await readKnown(ledger, now);
      const tried = attempted(alerts, rule, asked.cooldownMs, now);
      await writeChanges(ledger, { alerts: tried, letters, history: [entry] }, now);
    });
    const found = await lookForRun(context, ledger.session, undefined);
    if (found) await appendLog(found.ledger, 'recovery', `${rule} ${detail}`);
  }).catch(() => undefined);
}
