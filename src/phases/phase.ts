import type { Context } from '../config/context.js';
import type { Listener, RunControl, RunEvent } from '../core/events.js';
import type { RefusedError } from '../core/refused.js';
import type { Sentence } from '../core/sentence.js';
import type { ValidationLevel } from '../core/validation-result.js';
import type { RunLedger } from '../ledger/location.js';
import type { SecretsProgress, TableProgress } from '../ledger/types.js';
import type { Plan } from '../plan/plan.js';

/**
 * One kind of thing that a run carries over: rows, secrets, and what comes later. Operations, reports and screens know phases by
 * this contract alone and go through them in the order of `phases/index.ts`; all that is one phase's own stands in its folder.
 */
export interface Phase {
  /** Its name in `--phase`, JSON lines, ledger and reports. Stable. */
  readonly id: string;
  /** Copied again when it is done, since what is settled is skipped; false: it is copied once. */
  readonly repeats: boolean;
  /** The phase whose work it needs, with what is said where that is not there; null when it may run by itself. */
  readonly after: PhaseBefore | null;
  readonly words: Readonly<Record<'en' | 'zh', PhaseWords>>;
  readonly takesPart: (plan: Plan) => boolean;
  /** Why it does not take part, where that has to be said; null where nobody would expect it to. */
  readonly skipped: (plan: Plan) => { readonly said: Sentence; readonly why: string } | null;

  /** Copies what is left to copy. May be repeated after a crash at any moment. */
  readonly copy: (work: PhaseWork) => Promise<PhaseOutcome>;
  /** What a run has copied, out of its ledger. Reads only. */
  readonly figures: (ledger: RunLedger, plan: Plan) => Promise<PhaseFigures>;

  /** The name of its copying in progress events. */
  readonly step: string;
  /** How long the parts of a task take against those of other phases, in milliseconds. */
  readonly weights: {
    readonly copy: (plan: Plan) => Weights;
    readonly validate: (plan: Plan, level: ValidationLevel) => Weights;
    /** Looking at what a rollback would remove, and removing it. */
    readonly look: (plan: Plan) => Weights;
    readonly remove: (plan: Plan) => Weights;
  };
  /** Reads from its events how far each of its parts is, over all starts of the run. */
  readonly track: (before: PhaseFigures) => Tracker;
}

/** What people read of a phase, in one language. */
export interface PhaseWords {
  /** In front of its lines: `MySQL`. */
  readonly name: string;
  /** As a part of a run: `MySQL phase`. */
  readonly part: string;
  /** Where a run stands that is at work in it, or done with it: short for lists, longer for reports. */
  readonly state: { readonly begun: string; readonly done: string };
  readonly longState: { readonly begun: string; readonly done: string };
}

/** How phases depend on each other: the one that must be done before. */
export interface PhaseBefore {
  readonly id: string;
  /** It is not done yet in the run that is taken up. */
  readonly unfinished: (runId: string) => RefusedError;
  /** There is no run to take up. */
  readonly missing: () => RefusedError;
}

/** What a phase works with. The ledger's session holds the target's lock and outlives a restart of the server. */
export interface PhaseWork {
  readonly ledger: RunLedger;
  readonly context: Context;
  readonly plan: Plan;
  readonly listener: Listener;
  readonly control: RunControl;
}

/** partial: something was given up and the rest copied. stopped: by the operator, with something left to do. */
export type PhaseOutcome = 'complete' | 'partial' | 'stopped';

/** What phases have copied; each fills in its own and leaves the others' empty. */
export interface PhaseFigures {
  readonly tables: readonly TableProgress[];
  readonly secrets: readonly SecretsProgress[];
}

export const noFigures: PhaseFigures = { tables: [], secrets: [] };

/** Milliseconds by part, as `partOf` names it. */
export type Weights = Readonly<Record<string, number>>;

/** How far one part of a phase is: a table, a folder. */
export interface PartProgress {
  readonly part: string;
  readonly done: number;
  readonly total: number;
}

export interface Tracker {
  /** Parts that earlier starts have finished, of which no event comes any more. */
  readonly finished: readonly PartProgress[];
  /** What an event says of a part; null where it says nothing of this phase. */
  readonly see: (event: RunEvent) => PartProgress | null;
}
