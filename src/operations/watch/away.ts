import { type Alert, isOpen } from '../../watch/alert.js';
import { type Letter, lettersOf } from '../../watch/letter.js';
import type { Known, Notice, RuleLife, Transition } from '../../watch/life.js';
import { step } from '../../watch/step.js';

/**
 * The one alert that the ledger cannot keep: that its own server is away. It lives in this process, its messages go out past the ledger, and
 * once it is over the ledger gets it for its history.
 */
export interface AwayWatch {
  /** The server does not answer. */
  readonly down: (now: number) => void;
  /** It does: what the ledger has to keep of the time before, until `kept` says that it has. */
  readonly back: (now: number) => {
    readonly alerts: readonly Alert[];
    readonly transitions: readonly Transition[];
  };
  readonly kept: () => void;
  /** Messages of a channel that wait; whoever sends one takes it out. */
  readonly lettersFor: (channel: string) => Letter[];
}

export function createAwayWatch(
  rules: readonly RuleLife[],
  sendingOf: (rule: string, now: number) => Parameters<typeof lettersOf>[1],
  tell: (notice: Notice) => void,
): AwayWatch {
  let known: Known = { alerts: [], silences: [] };
  let toKeep: { readonly alerts: readonly Alert[]; readonly transitions: readonly Transition[] } = {
    alerts: [],
    transitions: [],
  };
  const queues = new Map<string, Letter[]>();
  const lettersFor = (channel: string): Letter[] => {
    const queue = queues.get(channel) ?? [];
    queues.set(channel, queue);
    return queue;
  };

  function look(isDown: boolean, now: number): void {
    const held = isDown ? [{ key: '', value: 1 }] : [];
    const observed = rules.map(({ id: rule }) => ({ rule, held }));
    const next = step(known, rules, observed, now);
    for (const notice of next.notices) {
      tell(notice);
      for (const letter of lettersOf(notice, sendingOf(notice.rule, now)))
        lettersFor(letter.channel).push(letter);
    }
    known = { ...known, alerts: next.alerts.filter(isOpen) };
    toKeep = {
      alerts: [...toKeep.alerts, ...next.alerts.filter((alert) => !isOpen(alert))],
      transitions: [...toKeep.transitions, ...next.transitions],
    };
  }

  return {
    down: (now) => look(true, now),
    back(now) {
      if (known.alerts.length > 0) look(false, now);
      return toKeep;
    },
    kept() {
      toKeep = { alerts: [], transitions: [] };
    },
    lettersFor,
  };
}
