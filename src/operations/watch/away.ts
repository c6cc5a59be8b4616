import type { RunLedger } from '../../ledger/location.js';
import { type Alert, isOpen } from '../../watch/alert.js';
import { findAlert } from '../../watch/ledger.js';
import { type Letter, lettersOf } from '../../watch/letter.js';
import type { Known, Notice, RuleLife, Transition } from '../../watch/life.js';
import { step } from '../../watch/step.js';
import type { Away, AwayFile } from './away-file.js';

/**
 * Alerts that the ledger cannot keep when they begin: that its own server is away. Meanwhile they live here and in a file, and their messages
 * go out past the ledger; once it is back it takes them over, and they are alerts like all others.
 */

interface AwayRules {
  readonly rules: readonly RuleLife[];
  readonly sendingOf: (rule: string, now: number) => Parameters<typeof lettersOf>[1];
  readonly tell: (notice: Notice) => void;
  readonly file: AwayFile;
}

interface Kept {
  readonly alerts: readonly Alert[];
  readonly transitions: readonly Transition[];
}

export interface AwayWatch {
  /** The server does not answer. */
  readonly down: (now: number) => void;
  /** It does: what the ledger has to take over, until `kept` says that it has. */
  readonly toKeep: () => Kept;
  /** What the ledger knows now, for the next time that it is away, and what it has taken over of that. */
  readonly kept: (known: Known, taken: Kept) => void;
  readonly lettersFor: (channel: string) => readonly Letter[];
  readonly sent: (letter: Letter) => void;
}

const nothing: Away = { alerts: [], transitions: [], letters: [] };

export function createAwayWatch({ rules, sendingOf, tell, file }: AwayRules): AwayWatch {
  const own = new Set(rules.map(({ id }) => id));
  let away = file.read() ?? nothing;
  let before: Known = { alerts: [], silences: [] };

  function change(to: Away): void {
    away = to;
    const isEmpty = [to.alerts, to.transitions, to.letters].every((list) => list.length === 0);
    file.write(isEmpty ? null : to);
  }

  return {
    down(now) {
      const { silences } = before;
      const alerts = away.alerts.length > 0 ? away.alerts : before.alerts;
      const held = [{ key: '', value: 1 }];
      const next = step(
        { alerts, silences },
        rules,
        rules.map(({ id: rule }) => ({ rule, held })),
        now,
      );
      const isNew = next.alerts.some((alert) => !alerts.includes(alert));
      if (!isNew) return;
      next.notices.forEach(tell);
      const letters = next.notices.flatMap((notice) => lettersOf(notice, sendingOf(notice.rule, now)));
      change({
        alerts: next.alerts,
        transitions: [...away.transitions, ...next.transitions],
        letters: [...away.letters, ...letters],
      });
    },
    toKeep: () => away,
    kept({ alerts, silences }, taken) {
      before = { alerts: alerts.filter((alert) => own.has(alert.rule) && isOpen(alert)), silences };
      // It may have gone away once more since.
      const isTaken = away.alerts === taken.alerts && away.transitions === taken.transitions;
      if (isTaken && (away.alerts.length > 0 || away.transitions.length > 0))
        change({ ...nothing, letters: away.letters });
    },
    lettersFor: (channel) => away.letters.filter((letter) => letter.channel === channel),
    sent: (letter) => change({ ...away, letters: away.letters.filter((one) => one !== letter) }),
  };
}

/** What the ledger does not have yet of that: a kill may have come after it took it over. */
export async function lackingIn(ledger: RunLedger, { alerts, transitions }: Kept): Promise<Kept> {
  const lacking = new Map<string, Alert>();
  for (const alert of alerts) {
    const kept = await findAlert(ledger, alert.id);
    const wentOn = kept?.tellings === alert.tellings && kept.absentAt !== null;
    if (!kept || kept.tellings < alert.tellings || wentOn) lacking.set(alert.id, alert);
  }
  return {
    alerts: [...lacking.values()],
    transitions: transitions.filter(({ alert }) => lacking.has(alert.id)),
  };
}
