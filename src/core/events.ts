import type { Finding } from './finding.js';
import { type Reason, type Sentence, told } from './sentence.js';

/** Everything the engine tells its listeners; the wizard and the headless reporter draw from this alone. Never holds a secret. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly resumed: boolean;
      readonly tables: number;
      /** Rows to copy in all, by the server's estimates: gives progress lines a percentage. */
      readonly rows?: number;
      /** Of a resumed run: tables that an earlier session finished, of which no event comes any more, and their rows. */
      readonly finishedBefore?: { readonly tables: number; readonly rows: number };
      readonly at: string;
    }
  | { readonly type: 'phase-started'; readonly phase: Phase; readonly at: string }
  | { readonly type: 'phase-finished'; readonly phase: Phase; readonly at: string; readonly seconds: number }
  | {
      readonly type: 'snapshot-taken';
      readonly at: string;
      /** How it was made consistent over all readers, in one sentence. */
      readonly how: string;
      readonly because?: Reason;
      /** Binlog file and position or GTID set, when the server gives it. */
      readonly position?: string;
      readonly consistent: boolean;
    }
  | {
      readonly type: 'generator-raised';
      readonly resource: string;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly type: 'table-started';
      readonly table: string;
      readonly rows: number;
      readonly approximateBytes: number;
      readonly rowsAlreadyCopied: number;
    }
  /** Sent after the commit. `rows` and `bytes` are this chunk's. */
  | {
      readonly type: 'chunk-committed';
      readonly table: string;
      readonly chunk: number;
      readonly rows: number;
      readonly bytes: number;
      readonly seconds: number;
      readonly worker: number;
    }
  | {
      readonly type: 'table-finished';
      readonly table: string;
      readonly rows: number;
      readonly seconds: number;
    }
  | {
      readonly type: 'table-failed';
      readonly table: string;
      readonly message: string;
      readonly because?: Reason;
    }
  /** Sent for every table before the first secret is copied. `rowsAlreadySettled` of `rows`: by earlier starts of the run. */
  | {
      readonly type: 'secrets-counted';
      readonly table: string;
      readonly rows: number;
      readonly rowsAlreadySettled?: number;
    }
  /** `done` rows of `table` so far, cumulative. */
  | {
      readonly type: 'secrets-progress';
      readonly table: string;
      readonly done: number;
      readonly written: number;
      readonly reused: number;
      readonly versionsChanged: number;
      readonly missing: number;
      readonly failed: number;
    }
  | {
      readonly type: 'secret-problem';
      readonly table: string;
      /** The row, e.g. `id=12`. */
      readonly row?: string;
      readonly key: string;
      readonly path: string;
      readonly version: string;
      readonly kind: SecretProblem;
      readonly message: string;
      readonly because?: Reason;
      readonly sourceFault: boolean;
    }
  /** Of a phase beside rows and secrets: how far one of its parts is, cumulative over all starts of the run. */
  | {
      readonly type: 'items-progress';
      readonly phase: Phase;
      readonly part: string;
      readonly done: number;
      readonly total: number;
      /** Written in this start. */
      readonly bytes: number;
    }
  | {
      readonly type: 'item-problem';
      readonly phase: Phase;
      readonly part: string;
      readonly item: string;
      readonly message: string;
    }
  /** What a dry run found out of the files that moving rows name. */
  | {
      readonly type: 'files-plan';
      readonly files: number;
      readonly bytes: number;
      readonly present: number;
      readonly missing: number;
      readonly conflicts: number;
    }
  /** Cumulative over the run, its earlier starts included; `bytes` of files that are done. */
  | {
      readonly type: 'files-progress';
      readonly done: number;
      readonly total: number;
      readonly bytes: number;
      readonly bytesTotal: number;
      readonly created: number;
      readonly existed: number;
      readonly missing: number;
      readonly failed: number;
    }
  | {
      readonly type: 'file-problem';
      /** A row that names the file; absent where no row does any more. */
      readonly table?: string;
      readonly id?: string;
      readonly bizId?: string;
      readonly sha256: string;
      /** Where it could not be brought: main, plain or slave. */
      readonly destination: string;
      readonly kind: FileProblem;
      readonly message: string;
      readonly because?: Reason;
    }
  | {
      readonly type: 'retry';
      readonly subject: string;
      readonly attempt: number;
      readonly waitMs: number;
      readonly reason: string;
      /** The reason by name and values. */
      readonly because?: Reason;
      /** The subject by name and values. */
      readonly about?: Reason;
    }
  | { readonly type: 'throttled'; readonly reason: string | null; readonly because?: Reason }
  | { readonly type: 'paused' | 'continued'; readonly at: string }
  | { readonly type: 'parallelism'; readonly phase: Phase; readonly value: number }
  | {
      readonly type: 'validation-progress';
      readonly check: string;
      readonly table?: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'validation-result';
      readonly check: string;
      readonly table?: string;
      readonly ok: boolean;
      readonly detail: string;
      readonly code?: string;
      readonly params?: Finding['params'];
      /** The source already had this fault: no reason to fail. */
      readonly sourceFault?: boolean;
    }
  /** How far a task that takes its time has come; see `progress.ts`. */
  | {
      readonly type: 'progress';
      readonly task: 'check' | 'plan' | 'run' | 'validate' | 'repair' | 'rollback';
      /** What is being done, by a name that listeners put into words (`text/progress.ts`). */
      readonly step: string;
      readonly table?: string;
      /** Of this step (and table): tables, rows, secrets or checks. */
      readonly done: number;
      readonly total: number;
      /** Share of the whole task, 0 to 1; it never falls. */
      readonly overall: number;
      /** Since the task began. */
      readonly seconds: number;
      /** null: too early to tell. */
      readonly secondsLeft: number | null;
    }
  | {
      readonly type: 'rollback-progress';
      /** The same in words. */
      readonly subject: string;
      readonly step: 'compare' | 'compare-secrets' | 'remove' | 'remove-secrets' | 'remove-files';
      readonly table?: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'finding'; readonly finding: Finding }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warning' | 'error';
      readonly message: string;
      readonly because?: Reason;
      readonly at: string;
    }
  | {
      readonly type: 'run-finished';
      readonly runId: string;
      readonly outcome: RunOutcome;
      readonly at: string;
      readonly seconds: number;
    };

/** A line for the log. */
export function logEvent(level: 'info' | 'warning', said: Sentence): RunEvent {
  return { type: 'log', level, ...told(said), at: new Date().toISOString() };
}

/** Something failed and is tried again. */
export function retryEvent(
  { attempt, waitMs }: { readonly attempt: number; readonly waitMs: number },
  subject: string | Sentence,
  reason: string | Sentence,
): RunEvent {
  const what = told(subject);
  const why = told(reason);
  return {
    type: 'retry',
    subject: what.message,
    attempt,
    waitMs,
    reason: why.message,
    because: why.because,
    about: what.because,
  };
}

/** Of a run's phases by their names, `validate` or `rollback`. */
export type Phase = string;

/** complete: all copied. partial: some rows or secrets could not be copied (listed). stopped: the operator asked. failed: cannot go on. */
export type RunOutcome = 'complete' | 'partial' | 'stopped' | 'failed';

export type SecretProblem =
  | 'missing'
  | 'version-missing'
  | 'deleted'
  | 'destroyed'
  /** Vault cannot hold a secret at such a path. */
  | 'unusable-path'
  | 'conflict'
  | 'denied'
  | 'failed'
  | 'signature-differs';

/** missing, corrupt: faults of the source. conflict: the destination has other bytes. refused: mode copy, and no server can. */
export type FileProblem = 'missing' | 'corrupt' | 'conflict' | 'refused' | 'denied' | 'failed';

export type Listener = (event: RunEvent) => void;

/** How a listener steers a running phase. The engine looks at it between chunks. */
export interface RunControl {
  /** Resolves when work may go on (at once when not paused). */
  readonly waitWhilePaused: () => Promise<void>;
  /** Pairs of connections to use now. */
  readonly parallelism: () => number;
  /** Aborted once: finish the chunks in hand, checkpoint, stop. */
  readonly stop: AbortSignal;
  /** Aborted: give up at once (chunks in hand roll back). */
  readonly abort: AbortSignal;
}
