import type { Severity } from '../config/watch-schema.js';
import type { Sentence } from '../core/sentence.js';
import type { Alert, AlertKind, Silence } from './alert.js';

/** What the life of alerts goes by, and what comes of it. */

export interface RecoveryRule {
  readonly action: string;
  readonly attempts: number;
  readonly cooldownMs: number;
  /** An attempt is being made just now: there is no other one meanwhile. */
  readonly isUnderWay?: boolean;
}

/** What the life of its alerts needs to know of a rule. */
export interface RuleLife {
  readonly id: string;
  readonly severity: Severity;
  /** How long its condition has to hold before an alert fires, and to be absent before it is over. */
  readonly forMs: number;
  /** Told again after so long; null: never. */
  readonly repeatMs: number | null;
  /** Rules by which it is inhibited: nobody is told of this one while an alert of those fires. */
  readonly inhibitedBy: readonly string[];
  readonly recover: RecoveryRule | null;
}

/** One row for which a rule's condition holds. */
export interface Held {
  readonly key: string;
  readonly value: number;
}

/** What looking at a rule gave. A rule that was not looked at is left as it is. */
export type Observed =
  | { readonly rule: string; readonly held: readonly Held[] }
  | { readonly rule: string; readonly failed: string | Sentence };

/** A message that is to be sent to the channels of a rule, once. */
export interface Notice {
  /** The same whenever the same transition is worked out again. */
  readonly key: string;
  readonly rule: string;
  readonly kind: AlertKind;
  readonly status: 'firing' | 'resolved';
  readonly severity: Severity;
  readonly alerts: readonly Alert[];
}

/** An attempt at recovery that has to be made now: it is counted already. */
export interface Attempt {
  readonly rule: string;
  readonly action: string;
  readonly attempt: number;
  readonly most: number;
  readonly alert: Alert;
}

export const transitionKinds = ['fired', 'acknowledged', 'resolved'] as const;

/** What happened to an alert, for the history. */
export interface Transition {
  readonly alert: Alert;
  readonly what: (typeof transitionKinds)[number];
}

export interface Known {
  /** The open ones. */
  readonly alerts: readonly Alert[];
  readonly silences: readonly Silence[];
}

export interface Stepped {
  /** All that were known or are new; those that are not open any more, too. */
  readonly alerts: readonly Alert[];
  /** Those that are to be forgotten: pending ones whose condition went away. */
  readonly dropped: readonly Alert[];
  readonly notices: readonly Notice[];
  readonly attempts: readonly Attempt[];
  readonly transitions: readonly Transition[];
}
