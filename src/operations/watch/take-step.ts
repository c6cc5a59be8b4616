import type { WatchRule } from '../../config/watch.js';
import { readKnown, withTurn, writeChanges } from '../../watch/ledger.js';
import { lettersOf } from '../../watch/letter.js';
import type { Attempt, Notice, Observed, RuleLife } from '../../watch/life.js';
import { changedSince, step } from '../../watch/step.js';
import { type AwayWatch, lackingIn } from './away.js';
import { type LastingDesk, ping } from './desk.js';

export interface Stepping {
  readonly rules: readonly WatchRule[];
  readonly desk: LastingDesk;
  /** What began while the ledger was away, which it takes over now. */
  readonly away: AwayWatch;
  readonly sendingOf: (rule: string, now: number) => Parameters<typeof lettersOf>[1];
  readonly isRecovering: (rule: string) => boolean;
  readonly tell: (notice: Notice) => void;
}

/**
 * Works out what comes of what was observed, keeps it with the messages in one transaction, and gives back the recoveries to try. Throws
 * MysqlError where the ledger's server is away.
 */
export async function takeStep(
  { rules, desk, away, sendingOf, isRecovering, tell }: Stepping,
  observed: readonly Observed[],
): Promise<readonly Attempt[]> {
  await desk.at(({ session }) => ping(session));
  const now = Date.now();
  const stepped = await desk.at((ledger) =>
    withTurn(ledger, async () => {
      const known = await readKnown(ledger, now);
      const held = away.toKeep();
      const meanwhile = await lackingIn(ledger, held);
      const ids = new Set(meanwhile.alerts.map(({ id }) => id));
      const alerts = [...known.alerts.filter(({ id }) => !ids.has(id)), ...meanwhile.alerts];
      const lives = rules.map((rule) => lifeOf(rule, isRecovering(rule.id)));
      const next = step({ ...known, alerts }, lives, observed, now);
      const changes = {
        alerts: changedSince(known.alerts, next.alerts),
        dropped: next.dropped,
        letters: next.notices.flatMap((notice) => lettersOf(notice, sendingOf(notice.rule, now))),
        history: [...meanwhile.transitions, ...next.transitions].map(({ alert, what }) => ({
          alertId: alert.id,
          ruleId: alert.rule,
          kind: what,
          byWhom: null,
          detail: null,
        })),
      };
      await writeChanges(ledger, changes, now);
      away.kept({ alerts: next.alerts, silences: known.silences }, held);
      return next;
    }),
  );
  stepped.notices.forEach(tell);
  return stepped.attempts;
}

const lifeOf = (rule: WatchRule, isUnderWay: boolean): RuleLife =>
  rule.recover && isUnderWay ? { ...rule, recover: { ...rule.recover, isUnderWay } } : rule;
