import type { RepairAction, RepairOutcome } from '../core/repair.js';
import type { Reason } from '../core/sentence.js';
import type { ValidationResult } from '../core/validation-result.js';
import type { LogEntry } from '../ledger/log-chain.js';
import type { RemovedRows, RunRecord, SecretsProgress, TableProgress } from '../ledger/types.js';
import type { LogHead, LogProblem } from '../ledger/verify-log.js';
import type { PhaseFigures } from '../phases/phase.js';
import type { SecretFolderCounts } from '../phases/secrets/secret-folder-counts.js';
import type { ChecklistEntry } from './checklist/types.js';

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

/** What became of a phase of the copy. `unfinished`: it failed, or is at work. */
export interface ReportPhase {
  readonly phase: string;
  readonly outcome: 'complete' | 'partial' | 'stopped' | 'unfinished' | 'skipped' | 'not-run';
}

/** Everything a report shows; the reporters turn it into text. */
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
  readonly checklist: readonly Omit<ChecklistEntry, 'saved'>[];
  /** The run's log, oldest first, each entry with its hash. */
  readonly log: readonly LogEntry[];
  /** Whether nothing in the log is out of place. */
  readonly logIntact: boolean;
  /** What is. */
  readonly logProblems: readonly LogProblem[];
  /** The newest entry as it was noted when it was written; null: not noted. */
  readonly logHead: LogHead | null;
}
