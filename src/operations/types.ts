import type { Context } from '../config/context.js';
import type { Listener, RunControl, RunOutcome } from '../core/events.js';
import type { Finding } from '../core/finding.js';
import type { RepairAction, RepairOutcome, RepairProposal } from '../core/repair.js';
import type { Reason } from '../core/sentence.js';
import type { ValidationLevel, ValidationResult } from '../core/validation-result.js';
import type {
  ChecklistAnswer,
  RemovedRows,
  RunRecord,
  RunState,
  SecretsProgress,
  TableProgress,
} from '../ledger/types.js';
import type { LogHead, LogProblem } from '../ledger/verify-log.js';
import type { KeptSecret, NotCompared, Phase, PhaseFigures } from '../phases/phase.js';
import type { SecretFolderCounts } from '../phases/secrets/secret-folder-counts.js';
import type { DryRun } from '../preflight/dry-run-result.js';

export type { DryRun, Forecast } from '../preflight/dry-run-result.js';

/**
 * check: connections, privileges, settings, schema fit, conflicts. Reads only; tells `finding` and `progress`. When `signal`
 * is aborted it ends without a result at once and throws; the servers end what they do for it.
 */
export type CheckOperation = (
  context: Context,
  listener: Listener,
  signal?: AbortSignal,
) => Promise<readonly Finding[]>;

/** plan: dry run; writes nothing anywhere (every session is read-only). `signal` ends it like a check. */
export type PlanOperation = (context: Context, listener: Listener, signal?: AbortSignal) => Promise<DryRun>;

export interface RunRequest {
  /** Of one phase by its name, or `all`. */
  readonly phase: string;
  /** Must equal the target database's name, else RefusedError. */
  readonly confirm: string;
  /** Take up the latest unfinished run of this tenant. */
  readonly resume: boolean;
  /** The operator says that both environments use the same master key (credential_master_keys in the config says it, too). */
  readonly sameMasterKeys?: boolean;
}

export interface RunSummary {
  readonly runId: string;
  readonly outcome: RunOutcome;
  readonly tables: readonly TableProgress[];
  readonly secrets: readonly SecretsProgress[];
  /** By the phase, of phases beside rows and secrets; absent where there are none. */
  readonly others?: PhaseFigures['others'];
  /** The command that takes the run up again; null when there is nothing left to do. */
  readonly resumeCommand: string | null;
  readonly message: string;
  readonly because?: Reason;
}

/** run: the migration itself. Throws RefusedError before anything is written when a blocker is found. */
export type RunOperation = (
  context: Context,
  request: RunRequest,
  listener: Listener,
  control: RunControl,
) => Promise<RunSummary>;

interface ValidateRequest {
  readonly level: ValidationLevel;
  /** Absent: the latest run of this tenant. */
  readonly runId?: string;
  /** Aborted: validation ends without a result. */
  readonly signal?: AbortSignal;
}
export type ValidateOperation = (
  context: Context,
  request: ValidateRequest,
  listener: Listener,
) => Promise<ValidationResult>;

export interface RepairRequest {
  /** Absent: the latest run of this tenant. */
  readonly runId?: string;
  /** Must equal the target database's name, else RefusedError. Not needed for a dry run. */
  readonly confirm?: string;
  /** Only propose. */
  readonly dryRun?: boolean;
  /** Also delete rows of ours that the source does not have. */
  readonly deleteExtra: boolean;
}
/** The validation that repairs go by, and what became of it when both sides were looked at again. */
export interface RepairBasis {
  readonly validatedAt: string;
  /** It was made for this repair; else it was saved before. */
  readonly fresh: boolean;
  /** What it named and is right by now. */
  readonly settled: readonly RepairProposal[];
  /** Proposals that are other ones by now. */
  readonly changed: number;
}
export interface RepairSummary {
  readonly runId: string;
  readonly proposals: readonly RepairProposal[];
  readonly basis?: RepairBasis;
  /** One per proposal that was carried out or looked at; none in a dry run. */
  readonly outcomes: readonly RepairOutcome[];
  /** Made after the repair; where nothing was repaired or it was stopped, the one that the proposals come from. */
  readonly validation: ValidationResult;
  /** The operator ended it between two repairs. */
  readonly stopped: boolean;
}
/**
 * repair: puts right what the latest validation of a run found, rows and secrets through the copy's own writers, and validates
 * again. A saved validation is held against both sides first; where none at level full is saved, or nothing of what it found
 * is left, one is made.
 */
export type RepairOperation = (
  context: Context,
  request: RepairRequest,
  listener: Listener,
  control: RunControl,
) => Promise<RepairSummary>;
/** The same repairs as SQL for review, piece by piece; no secret is in it, and nothing is written. */
export type RepairSqlOperation = (
  context: Context,
  runId: string | undefined,
  listener?: Listener,
  signal?: AbortSignal,
) => AsyncIterable<string>;

/** Under which settings a run, or the rest of one, was made. */
export interface ReportEnvironment {
  readonly at: string;
  /** The account and the machine that the tool ran under. */
  readonly operator: string;
  readonly machine: string;
  readonly node: string;
  /** By their names in the config. */
  readonly settings: Readonly<Record<string, string>>;
  /** Version and server variables. */
  readonly source: Readonly<Record<string, string>>;
  readonly target: Readonly<Record<string, string>>;
  /** Versions of the Vaults; null where one did not say, or no Vault phase was made. */
  readonly vault: { readonly source: string | null; readonly target: string | null } | null;
}

/** A repair as the run's log holds it. */
export interface ReportRepair {
  readonly at: string;
  readonly action: RepairAction;
  readonly table: string;
  /** As shown: `id=42`. */
  readonly key: string;
  /** Columns that differed. */
  readonly columns: readonly string[];
  readonly state: RepairOutcome['state'];
  readonly detail: string;
  readonly because?: Reason;
}

/** What was taken back of a run. */
export interface ReportRollback {
  readonly state: 'rolling-back' | 'rolled-back';
  readonly startedAt: string | null;
  /** null: not finished. */
  readonly finishedAt: string | null;
  /** `found`: rows of the table that stood in the target when the rollback began; null when its log does not say. */
  readonly rows: readonly (RemovedRows & { readonly found: number | null })[];
  /** Rows and secrets that were changed since the run were taken back, too; null when its log does not say. */
  readonly includeChanged: boolean | null;
  /** Rows changed since the run that went along; null when its log does not say, or they were not compared with the source. */
  readonly changedRows: number | null;
  /** The rows were compared with the source before they went; null when its log does not say. */
  readonly compared: boolean | null;
  /** account@machine; null when its log does not say. */
  readonly operator: string | null;
  /** Rows of the run that stood in the target when the rollback began; null when its log does not say. */
  readonly rowsFound: number | null;
  /** Versions of secrets removed; null until the rollback is finished, which removes them last. */
  readonly secretVersions: number | null;
}

/** Everything a report shows; the reporters turn it into text. */
/** What became of a phase of the copy. `unfinished`: it failed, or is at work. */
export interface ReportPhase {
  readonly phase: string;
  readonly outcome: 'complete' | 'partial' | 'stopped' | 'unfinished' | 'skipped' | 'not-run';
}

export interface ReportData {
  readonly schema: 'tenantferry-report/1';
  readonly generatedAt: string;
  readonly toolVersion: string;
  readonly run: RunRecord;
  /** Absent in reports of older versions. */
  readonly phases?: readonly ReportPhase[];
  readonly tables: readonly TableProgress[];
  readonly secrets: readonly SecretsProgress[];
  /** By the phase, of phases beside rows and secrets; absent where there are none. */
  readonly others?: PhaseFigures['others'];
  /** The same by folder. */
  readonly secretFolders: readonly SecretFolderCounts[];
  /** null: the run was made by a version that did not note it. */
  readonly environment: ReportEnvironment | null;
  readonly generators: readonly { readonly resource: string; readonly from: string; readonly to: string }[];
  readonly validation: ValidationResult | null;
  /** Oldest first. */
  readonly repairs: readonly ReportRepair[];
  /** null: the run was not taken back. */
  readonly rollback: ReportRollback | null;
  readonly checklist: readonly (ChecklistAnswer & {
    readonly title: { readonly en: string; readonly zh: string };
    readonly when: 'before' | 'during' | 'after';
    readonly kind: string;
  })[];
  /** The run's log, oldest first, each entry with its hash. */
  readonly log: readonly {
    readonly seq: number;
    readonly at: string;
    readonly kind: string;
    readonly detail: string;
    readonly hash: string;
  }[];
  /** Whether nothing in the log is out of place. */
  readonly logIntact: boolean;
  /** What is. */
  readonly logProblems: readonly LogProblem[];
  /** The newest entry as it was noted when it was written; null: not noted. */
  readonly logHead: LogHead | null;
}
export type ReportOperation = (context: Context, runId: string | undefined) => Promise<ReportData>;

export interface RunListEntry {
  readonly runId: string;
  readonly tenantId: string;
  readonly state: RunState;
  readonly outcome: RunOutcome | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly rows: number;
  readonly secrets: number;
  /** Phase → things in place, of phases beside rows and secrets; absent where there are none. */
  readonly others?: Readonly<Record<string, number>>;
}
export type RunsOperation = (context: Context) => Promise<readonly RunListEntry[]>;

/** undefined: the tenant's latest run. null: the run that is still to come; its answers wait beside the config. */
export type ChecklistRun = string | null | undefined;

/** Reads the checklist of a run with its answers; automatic items hold the latest validation's evidence. */
export type ChecklistOperation = (
  context: Context,
  runId: ChecklistRun,
) => Promise<readonly ChecklistAnswer[]>;
/** Saves one answer at once; without a run's name, for the run to come. */
export type AnswerOperation = (
  context: Context,
  runId: ChecklistRun,
  answer: ChecklistAnswer,
) => Promise<void>;

/** One item as a person sees it, and what was saved of it. */
export interface ChecklistEntry extends ChecklistAnswer {
  readonly title: { readonly en: string; readonly zh: string };
  readonly when: 'before' | 'during' | 'after';
  readonly kind: string;
  /** What a person or a probe answered; null when nothing was saved. What checks answer is never saved. */
  readonly saved: ChecklistAnswer | null;
}
export interface ChecklistState {
  /** null: there is no run yet, so answers wait beside the config. */
  readonly runId: string | null;
  readonly entries: readonly ChecklistEntry[];
}
/** The whole checklist. RefusedError when the named run is not known. Reads only. */
export type ChecklistStateOperation = (context: Context, runId: ChecklistRun) => Promise<ChecklistState>;

/** Two answers to one item that do not say the same. */
export interface ChecklistConflict {
  readonly itemId: string;
  readonly stands: ChecklistAnswer;
  /** Was saved or imported, and is overruled. */
  readonly overruled: ChecklistAnswer;
}

interface ImportSummary {
  readonly imported: readonly ChecklistAnswer[];
  /** Items whose saved answer is as new or newer. */
  readonly kept: readonly string[];
  /** Items that were answered differently on both sides: the newer answer stands. */
  readonly conflicts: readonly ChecklistConflict[];
}
/** Merges answers, the newer of two wins. RefusedError that names every unknown item, and every
 * answer that is dated in the future; then nothing is saved. */
export type ImportAnswersOperation = (
  context: Context,
  runId: string | undefined,
  answers: readonly ChecklistAnswer[],
) => Promise<ImportSummary>;

/** Makes every probe of preset and config, and saves the answers. Reads only, but for the ledger. */
export type ProbeOperation = (
  context: Context,
  runId: ChecklistRun,
  signal: AbortSignal,
) => Promise<readonly ChecklistAnswer[]>;

export interface RollbackRequest {
  readonly runId: string;
  /** Must equal the target database's name, else RefusedError. Not needed for a dry run. */
  readonly confirm?: string;
  /** Only count what would be removed. */
  readonly dryRun: boolean;
  /** Remove rows and secrets that were changed since the run, too. */
  readonly includeChanged: boolean;
  /** Take files back, too: by default they stay. */
  readonly files?: boolean;
}
export interface RollbackSummary {
  readonly runId: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly secrets: number;
  /** Phase → things, of phases beside rows and secrets. */
  readonly others?: Readonly<Record<string, number>>;
  /** What was asked for. */
  readonly includeChanged?: boolean;
  /**
   * Rows and secrets that were changed since, the first rows of each table: while there are any, nothing is removed without
   * `includeChanged`. With those that went before an interruption, once something is removed.
   */
  readonly changed: readonly { readonly subject: string; readonly key: string }[];
  /** Table → changed rows, all of them. */
  readonly changedRows?: Readonly<Record<string, number>>;
  /** false: the rows could not be compared with the source, so `changed` does not name all of them. */
  readonly compared?: boolean;
  /** Why not. */
  readonly notCompared?: NotCompared;
  /** Secrets in which something stays though everything else is gone, and why. */
  readonly kept?: readonly KeptSecret[];
  readonly done: boolean;
}
export type RollbackOperation = (
  context: Context,
  request: RollbackRequest,
  listener: Listener,
  control: RunControl,
) => Promise<RollbackSummary>;

/** What the source's data dictionary says of one table: estimates, and the names of its columns. */
export interface TableSurvey {
  readonly rows: number;
  readonly bytes: number;
  readonly columns: readonly string[];
}
/** survey: sizes and columns of the source's tables, by name, for choosing tables before anything is counted. Reads only. */
export type SurveyOperation = (context: Context) => Promise<Readonly<Record<string, TableSurvey>>>;

/** An operation that walks over phases is made with their list. */
export type WithPhases<Operation extends (...args: never[]) => unknown> = (
  phases: readonly Phase[],
  ...args: Parameters<Operation>
) => ReturnType<Operation>;

/** All operations in one object, so that the wizard and the headless commands can be tested with others. */
export interface Operations {
  readonly check: CheckOperation;
  readonly survey?: SurveyOperation;
  readonly plan: PlanOperation;
  readonly run: RunOperation;
  readonly validate: ValidateOperation;
  readonly repair: RepairOperation;
  readonly repairSql: RepairSqlOperation;
  readonly rollback: RollbackOperation;
  readonly report: ReportOperation;
  readonly runs: RunsOperation;
  readonly checklist: ChecklistOperation;
  readonly answer: AnswerOperation;
  readonly checklistState: ChecklistStateOperation;
  readonly importAnswers: ImportAnswersOperation;
  readonly probe: ProbeOperation;
}
