import type { RunOutcome } from '../core/events.js';
import type { Reason } from '../core/sentence.js';
import type { Plan } from '../plan/plan.js';

/**
 * Where a run stands, as the ledger in the target keeps it. Between `created` and `copied`: the name of the phase that is at work,
 * and `<name>-done` where others follow.
 */
export type RunState = FixedRunState | (string & Record<never, never>);
export type FixedRunState = 'created' | 'copied' | 'rolling-back' | 'rolled-back';

export interface RunRecord {
  readonly runId: string;
  readonly tenantId: string;
  readonly preset: string;
  readonly state: RunState;
  readonly outcome: RunOutcome | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly plan: Plan;
  readonly snapshot: {
    readonly at: string;
    readonly how: string;
    readonly because?: Reason;
    readonly position: string | null;
  } | null;
  readonly toolVersion: string;
}

/** What the ledger knows of one table of a run. */
export interface TableProgress {
  readonly table: string;
  readonly chunks: number;
  readonly rows: number;
  readonly bytes: number;
  readonly finished: boolean;
}

/** Rows of one table as they were copied, and how many of them a rollback has taken back. */
export interface RemovedRows {
  readonly table: string;
  readonly copied: number;
  readonly removed: number;
}

export interface SecretsProgress {
  readonly table: string;
  readonly rows: number;
  readonly written: number;
  readonly reused: number;
  readonly versionsChanged: number;
  readonly problems: readonly {
    readonly key: string;
    readonly path: string;
    readonly version: string;
    readonly kind: string;
    readonly message: string;
    readonly because?: Reason;
    readonly sourceFault: boolean;
  }[];
}

/** What the ledger knows of one part of a phase beside rows and secrets. */
export interface PartFigures {
  readonly part: string;
  /** Things that the run brought. */
  readonly done: number;
  /** Things that were there already. */
  readonly present: number;
  readonly bytes: number;
  readonly problems: readonly PartProblem[];
}

/** A thing that could not be brought. */
export interface PartProblem {
  readonly item: string;
  readonly message: string;
  /** The message in values, for translation. */
  readonly because?: Reason;
  /** As the phase's events call it. */
  readonly kind?: string;
  /** A row that needs it: `id=12`. */
  readonly table?: string;
  readonly key?: string;
}

/** One answer to a checklist item. */
export interface ChecklistAnswer {
  readonly itemId: string;
  readonly state: 'open' | 'pass' | 'fail' | 'not-applicable';
  readonly evidence: string;
  readonly note: string;
  readonly by: string;
  readonly at: string;
  /** The parts of an evidence that checks or probes gave, for translation; a probe's one is saved. */
  readonly because?: readonly EvidencePart[];
}

/** One sentence of an evidence; `code` names it, and `params` are the values in it. */
export interface EvidencePart {
  readonly table?: string;
  readonly text: string;
  readonly code?: string;
  readonly params?: Reason['params'];
}

/** What became of a file in one destination. */
export type FileState =
  /** We wrote it. */
  | 'created'
  /** It was there, and right. */
  | 'existed'
  /** The source does not have it. */
  | 'missing'
  /** The source has other bytes under this name. */
  | 'corrupt'
  /** The destination has other bytes under this name. */
  | 'conflict'
  /** Mode copy, and no server can copy it. */
  | 'refused'
  | 'denied'
  | 'failed';

/** pending: not begun. writing: begun, and nothing stood there before. removed: taken back. */
export type FileTaskState = FileState | 'pending' | 'writing' | 'removed';

/** How many files are in a state, and their bytes. */
export interface FileCounts {
  readonly state: FileTaskState;
  readonly files: number;
  readonly bytes: number;
}
