import type { Config } from '../config/config.js';
import type { Context } from '../config/context.js';
import type { Listener, RunControl, RunEvent } from '../core/events.js';
import type { Finding } from '../core/finding.js';
import type { Progress } from '../core/progress.js';
import type { RefusedError } from '../core/refused.js';
import type { RepairOutcome, RepairProposal } from '../core/repair.js';
import type { Reason, Sentence } from '../core/sentence.js';
import type { JobResult, ValidationLevel, ValidationResult } from '../core/validation-shape.js';
import type { RunLedger } from '../ledger/location.js';
import type { StoredRun } from '../ledger/runs.js';
import type { PartFigures, SecretsProgress, TableProgress } from '../ledger/shapes.js';
import type { Session } from '../mysql/session.js';
import type { TableIds } from '../plan/id-ranges.js';
import type { Plan } from '../plan/plan.js';
import type { InFlight } from './in-flight.js';
import type { PhaseWords } from './phase-words.js';
import type { Sides } from './sides.js';

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
  /** How many things it carries at the same time may be changed on the way (`RunControl.parallelism`). */
  readonly steered: boolean;
  readonly words: Readonly<Record<'en' | 'zh', PhaseWords>>;
  /** Whether the config asks for it: known before there is a plan. null: it is not read yet. */
  readonly isAsked: (config: Config | null) => boolean;
  readonly takesPart: (plan: Plan) => boolean;
  /** Why it does not take part, where that has to be said; null where nobody would expect it to. */
  readonly skipped: (plan: Plan) => { readonly said: Sentence; readonly why: string } | null;

  /**
   * What it adds to a plan under its name (plain data that decides what is written), and what stands in its way. Reads only. Rows
   * and secrets are what plan and preflight begin with, so they add nothing.
   */
  readonly prepare: (context: Context, signal: AbortSignal | undefined) => Promise<Prepared>;

  /** What stands in the way of its part of a plan that is made, by when it is looked at. Reads only, but for a probe that is taken away again. */
  readonly check: Readonly<Partial<Record<CheckMoment, (checking: Checking) => Promise<void>>>>;
  /** Tells how long copying will take, by exact counts; absent where looking at each thing has told it. Reads only. */
  readonly forecast?: (measuring: Measuring) => Promise<void>;

  /** Copies what is left to copy. May be repeated after a crash at any moment. */
  readonly copy: (work: PhaseWork) => Promise<PhaseOutcome>;
  /** What a run has copied, out of its ledger. Reads only. */
  readonly figures: (ledger: RunLedger, plan: Plan) => Promise<PhaseFigures>;

  /** Compares what the run has written with what the source says it must be. Reads only. Rejects when aborted. */
  readonly validate: (proving: Proving) => Promise<readonly JobResult[]>;

  readonly repairs: PhaseRepairs;

  /**
   * Looks at what is left of a run's work: what would be removed, and what of it was changed since. Reads only. What names a thing
   * is removed before the thing, so this goes in the order of the phases, too.
   */
  readonly takeBack: (taking: TakingBack) => Promise<Traces>;

  /** The name of its copying in progress events. */
  readonly step: string;
  /** How long the parts of a task take against those of other phases, in milliseconds. */
  readonly weights: {
    /** What it looks at before the first write. `every`: at every single thing that it would carry. */
    readonly check: (plan: Plan, every: boolean) => Weights;
    readonly copy: (plan: Plan) => Weights;
    readonly validate: (plan: Plan, level: ValidationLevel) => Weights;
    /** Looking at what a rollback would remove, and removing it. */
    readonly look: (plan: Plan) => Weights;
    readonly remove: (plan: Plan) => Weights;
  };
  /** Reads from its events how far each of its parts is, over all starts of the run. */
  readonly track: (before: PhaseFigures) => Tracker;
}

/** How phases depend on each other: the one that must be done before. */
interface PhaseBefore {
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

/** `PhaseWork` with config and preset beside the rest. */
export type CopyWork = Omit<PhaseWork, 'context'> & Context;

/** partial: something was given up and the rest copied. stopped: by the operator, with something left to do. */
export type PhaseOutcome = 'complete' | 'partial' | 'stopped';

/**
 * plan: the plan itself, and what the source alone says to it. target: what would be written beside what is there, which is not asked
 * where a run is taken up, since its own things would look like somebody else's. things: when all is known of the rows.
 */
export type CheckMoment = 'plan' | 'target' | 'things';

/** Whether the operator has said that both environments use one master key; unasked: nothing is written yet, so a warning does. */
export type KeysConfirmed = 'yes' | 'no' | 'unasked';

/** What a phase looks at a plan with. */
export interface Checking extends Pick<PhaseWork, 'context' | 'plan' | 'listener'> {
  readonly sides: Sides;
  /** Both Vaults can be used, and may be asked. */
  readonly vaults: boolean;
  /** What was read about the IDs of the tables that move. */
  readonly idTables: readonly TableIds[];
  readonly keysConfirmed: KeysConfirmed;
  /** Each thing that it would carry is looked at: a dry run. */
  readonly every: boolean;
  readonly signal: AbortSignal | undefined;
  readonly report: (findings: readonly Finding[]) => void;
  readonly progress: Pick<Progress, 'tell'> | undefined;
  /** Told where each thing was looked at. */
  readonly onForecast: (expected: Expected) => void;
}

/** How long copying will take. */
export interface Expected {
  readonly seconds: number;
  /** What that is taken from, as a part of one sentence; in values for translation. */
  readonly basis?: { readonly text: string; readonly params: Reason['params'] };
}

/** What a forecast is made with. */
export interface Measuring extends Pick<Checking, 'context' | 'sides' | 'plan' | 'report' | 'onForecast'> {
  /** Exact rows by table. */
  readonly counts: Readonly<Record<string, { readonly source: number }>>;
}

export interface Prepared {
  /** undefined: it has no part in the plan. */
  readonly plan: unknown;
  readonly findings: readonly Finding[];
}

export const nothingToAdd: Prepared = { plan: undefined, findings: [] };

/** What phases have copied; each fills in its own and leaves the others' empty. */
export interface PhaseFigures {
  readonly tables: readonly TableProgress[];
  readonly secrets: readonly SecretsProgress[];
  /** By the phase, of those that have no field of their own. */
  readonly others: Readonly<Record<string, readonly PartFigures[]>>;
}

export const noFigures: PhaseFigures = { tables: [], secrets: [], others: {} };

/** What a validation works with. */
export interface Proving extends Omit<PhaseWork, 'plan' | 'control'> {
  readonly run: StoredRun;
  readonly level: ValidationLevel;
  readonly signal: AbortSignal;
  /** The source is followed meanwhile; absent: it stands still, or nobody follows it. */
  readonly inFlight?: InFlight | undefined;
  /** What the phases that follow check: the first one makes these checks beside its own, on its workers. */
  readonly beside: readonly {
    readonly check: string;
    readonly work: () => Promise<readonly JobResult[]>;
  }[];
}

/** How a phase puts right what a validation found. */
interface PhaseRepairs {
  /** One proposal for each thing that is wrong. Pure. */
  readonly propose: (plan: Plan, validation: ValidationResult) => readonly RepairProposal[];
  /** Whether the proposal is this phase's to look at and to carry out. */
  readonly owns: (proposal: RepairProposal) => boolean;
  /** Holds proposals of an older validation against what both sides hold now. Reads only. */
  readonly lookAgain: (work: LookingAgain, proposals: readonly RepairProposal[]) => Promise<LookedAgain>;
  /** Leaves to a person what came after the run on either side. Reads only. */
  readonly leaveNewer: (
    work: LookingAgain,
    proposals: readonly RepairProposal[],
  ) => Promise<readonly RepairProposal[]>;
  /**
   * Carries its proposals out, and gives what became of them after `before`: of those of the phases before, some of which it may
   * have to complete (a row that was copied again needs its secret).
   */
  readonly repair: (
    work: Repairing,
    proposals: readonly RepairProposal[],
    before: readonly RepairOutcome[],
  ) => Promise<readonly RepairOutcome[]>;
}

/** What finding repairs works with. */
export interface LookingAgain extends Pick<PhaseWork, 'context' | 'ledger' | 'listener'> {
  readonly run: StoredRun;
  readonly signal?: AbortSignal | undefined;
}

/** A validation's proposals held against what both sides hold now. */
export interface LookedAgain {
  /** What is still to be repaired, as it is now. */
  readonly proposals: readonly RepairProposal[];
  /** What is right by now. */
  readonly settled: readonly RepairProposal[];
  /** How many of the proposals are other ones than the validation's. */
  readonly changed: number;
}

/** What a repair works with. */
export interface Repairing extends Omit<PhaseWork, 'plan'> {
  readonly run: StoredRun;
  /** Things that the source does not have are deleted, too. */
  readonly deleteExtra: boolean;
  /** Logs a repair in the transaction that makes it; the others are logged afterwards. */
  readonly record: (writer: Session, proposal: RepairProposal) => Promise<void>;
}

/** What a rollback works with. */
export interface TakingBack extends Omit<PhaseWork, 'plan'> {
  readonly run: StoredRun;
  /** `includeChanged`: what was changed since the run goes, too. */
  readonly request: {
    readonly dryRun: boolean;
    readonly includeChanged: boolean;
    /** Files go, too. */
    readonly files?: boolean;
  };
  /** What the phases before have found. */
  readonly earlier: readonly Traces[];
}

/** What is left of a run's work, and how it is removed. */
export interface Traces {
  readonly found: RollbackFound;
  /** Keeps what cannot be found any more once it is gone; the same with what went before an interruption. */
  readonly keep: () => Promise<RollbackFound>;
  /** `done` is false when the operator stopped it. May be repeated. */
  readonly remove: () => Promise<{ readonly done: boolean; readonly kept: readonly KeptSecret[] }>;
}

/** What a phase would remove; each fills in its own. */
export interface RollbackFound {
  readonly rows: Readonly<Record<string, number>>;
  /** Versions of secrets. */
  readonly secrets: number;
  /** Phase → things, of phases that have no field of their own. */
  readonly others: Readonly<Record<string, number>>;
  readonly changed: readonly { readonly subject: string; readonly key: string }[];
  /** Table → changed rows, all of them. */
  readonly changedRows: Readonly<Record<string, number>>;
  readonly notCompared?: NotCompared;
}

export const nothingFound: RollbackFound = { rows: {}, secrets: 0, others: {}, changed: [], changedRows: {} };

/** Why rows were counted only. other-source: the config names another source than the run's. */
export interface NotCompared {
  readonly why: 'other-source' | 'not-read';
  /** In the server's words, without values. */
  readonly message: string;
  readonly because?: Reason | undefined;
}

/** stood-before: the path is older than the run, and so may be what was written to it since. named: another row names it. */
export interface KeptSecret {
  readonly path: string;
  readonly why: 'stood-before' | 'named';
}

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
