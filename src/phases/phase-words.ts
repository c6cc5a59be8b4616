import type { Plan } from '../plan/plan.js';

/** What people read of a phase, in one language. */
export interface PhaseWords {
  /** In front of its lines: `MySQL`. */
  readonly name: string;
  /** As a part of a run: `MySQL phase`. */
  readonly part: string;
  /** `3 secrets`, of a formatted count. */
  readonly things: (count: string) => string;
  /** Where a run stands that is at work in it, or done with it: short for lists, longer for reports. */
  readonly state: { readonly begun: string; readonly done: string };
  readonly longState: { readonly begun: string; readonly done: string };
  /** What its step in the wizard says. */
  readonly screen: {
    /** Over the list of its parts. */
    readonly parts: string;
    /** `rows/s` */
    readonly perSecond: string;
    /** Before it starts; `body` says what will be written where. */
    readonly ready: { readonly title: string; readonly body: (plan: Plan) => string };
    readonly done: string;
    /** Some things could not be copied. */
    readonly partial: string;
    /** Things with a problem so far, and how many of them were wrong in the source already. */
    readonly problems: (problems: number, inSource: number) => string;
    /** Said where it takes no part; absent where it is not in the list of steps then. */
    readonly skipped?: { readonly title: string; readonly body: string };
  };
}
