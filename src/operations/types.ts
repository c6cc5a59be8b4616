import type { Context } from '../config/context.js';
import type { PlanDriftOptions } from '../config/options.js';
import type { Listener } from '../core/events.js';
import type { Finding } from '../core/finding.js';
import type { ValidationLevel, ValidationResult } from '../core/validation-shape.js';
import type { Phase } from '../phases/phase.js';
import type { DryRun } from '../preflight/dry-run-result.js';
import type { SavedPlan } from '../preflight/saved-plan.js';
import type { BackupOperation } from './backup/types.js';
import type {
  AnswerOperation,
  ChecklistOperation,
  ChecklistStateOperation,
  ImportAnswersOperation,
  ProbeOperation,
} from './checklist/types.js';
import type { CutoverOperation } from './cutover/types.js';
import type {
  AuditOperation,
  IsolationProbeOperation,
  ScanOperation,
  WindowOperation,
} from './isolation/types.js';
import type { KeysOperation, KeysRetireOperation, KeysRewrapOperation } from './keys/types.js';
import type { Work } from './operation.js';
import type { RepairOperation, RepairSqlOperation } from './repair-types.js';
import type { ReportData } from './report-shape.js';
import type {
  FinishSummary,
  FollowSummary,
  RollbackSummary,
  RunListEntry,
  RunSummary,
} from './result-shapes.js';
import type { RowPairOperation } from './row-pair.js';
import type { SchemaMoveOperation, SchemaRepairOperation, SchemaStatusOperation } from './schema/types.js';
import type { StatusOperation } from './status-types.js';
import type { SteerOperation } from './steer-types.js';
import type {
  SwitchOrderOperation,
  SwitchReportOperation,
  SwitchStartOperation,
  SwitchStatusOperation,
} from './switch/types.js';
import type {
  AlertOrderOperation,
  AlertStatsOperation,
  AlertsOperation,
  AlertTestOperation,
  SilenceOperation,
  WatchOperation,
} from './watch/types.js';

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

/** A saved plan that a run has to carry out. */
export interface PlanToKeep {
  /** As the operator named it. */
  readonly file: string;
  readonly saved: SavedPlan;
  readonly accepted: PlanDriftOptions;
}

export interface RunRequest {
  /** Of one phase by its name, or `all`. */
  readonly phase: string;
  /** Must equal the target database's name, else RefusedError. */
  readonly confirm: string;
  /** Take up the latest unfinished run of this tenant. */
  readonly resume: boolean;
  /** The source goes on being written to: its log's end is noted first, so that `follow` can take over. A run that is taken up stays what it is. */
  readonly live?: boolean;
  /** The operator says that both environments use the same master key (credential_master_keys in the config says it, too). */
  readonly sameMasterKeys?: boolean;
  /** Carry out this plan: refused where more has changed since it was looked at than is accepted. */
  readonly plan?: PlanToKeep;
  /** When the change window ends of which this run is a part; without it, the next time that `options.window.ends` names. */
  readonly windowEnds?: Date | undefined;
}

/** run: the migration itself. Throws RefusedError before anything is written when a blocker is found. */
export type RunOperation = Work<RunRequest, RunSummary>;

export interface FollowRequest {
  /** Must equal the target database's name, else RefusedError. */
  readonly confirm: string | undefined;
  /** Ends by itself once it is less than `options.live.max_lag_seconds` behind. */
  readonly untilCaughtUp: boolean;
}

/** follow: applies what is written to the source. Throws RefusedError before anything is written, and FollowStopped where it cannot go on. */
export type FollowOperation = Work<FollowRequest, FollowSummary>;

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
export type RollbackOperation = Work<RollbackRequest, RollbackSummary>;

export interface FinishRequest {
  /** Must equal the target database's name, else RefusedError. */
  readonly confirm: string | undefined;
  /** Also where changes of the target are not in the source, or it cannot be told. */
  readonly giveUpWayBack: boolean;
}

/** finish: ends the window for the way back. RefusedError while changes of the target are not in the source. */
export type FinishOperation = Work<FinishRequest, FinishSummary>;

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

export type ReportOperation = (context: Context, runId: string | undefined) => Promise<ReportData>;

export type RunsOperation = (context: Context) => Promise<readonly RunListEntry[]>;

/** What the source's data dictionary says of one table: estimates, and the names of its columns. */
export interface TableSurvey {
  readonly rows: number;
  readonly bytes: number;
  readonly columns: readonly string[];
}
/** survey: sizes and columns of the source's tables, by name, for choosing tables before anything is counted. Reads only. */
export type SurveyOperation = (context: Context) => Promise<Readonly<Record<string, TableSurvey>>>;

/** A business of the source, and how many rows of the tables that move are its own. */
export interface BusinessSize {
  readonly id: number;
  readonly rows: number;
}
/** businesses: all of the source, for choosing among them; none where the preset knows no businesses. Reads only. `tell`: tables read of all. */
export type BusinessesOperation = (
  context: Context,
  tell: (table: number, tables: number) => void,
  signal: AbortSignal,
) => Promise<readonly BusinessSize[]>;

/** An operation that walks over phases is made with their list. */
export type WithPhases<Operation extends (...args: never[]) => unknown> = (
  phases: readonly Phase[],
  ...args: Parameters<Operation>
) => ReturnType<Operation>;

/** All operations in one object, so that the wizard and the headless commands can be tested with others. */
export interface Operations {
  readonly check: CheckOperation;
  readonly survey?: SurveyOperation;
  readonly businesses: BusinessesOperation;
  readonly plan: PlanOperation;
  readonly run: RunOperation;
  readonly follow: FollowOperation;
  readonly validate: ValidateOperation;
  readonly repair: RepairOperation;
  readonly repairSql: RepairSqlOperation;
  readonly rowPair: RowPairOperation;
  readonly rollback: RollbackOperation;
  readonly report: ReportOperation;
  readonly cutover: CutoverOperation;
  readonly back: CutoverOperation;
  readonly finish: FinishOperation;
  readonly schemaStatus: SchemaStatusOperation;
  readonly schemaUp: SchemaMoveOperation;
  readonly schemaDown: SchemaMoveOperation;
  readonly schemaRepair: SchemaRepairOperation;
  readonly keysStatus: KeysOperation;
  readonly keysRotate: KeysOperation;
  readonly keysRewrap: KeysRewrapOperation;
  readonly keysRetire: KeysRetireOperation;
  readonly status: StatusOperation;
  readonly makeBackup: BackupOperation;
  readonly verifyBackup: BackupOperation;
  readonly watch: WatchOperation;
  readonly alerts: AlertsOperation;
  readonly orderAlert: AlertOrderOperation;
  readonly silence: SilenceOperation;
  readonly alertStats: AlertStatsOperation;
  readonly testChannels: AlertTestOperation;
  readonly steer: SteerOperation;
  readonly switchStart: SwitchStartOperation;
  readonly switchOrder: SwitchOrderOperation;
  readonly switchStatus: SwitchStatusOperation;
  readonly switchReport: SwitchReportOperation;
  readonly runs: RunsOperation;
  readonly checklist: ChecklistOperation;
  readonly answer: AnswerOperation;
  readonly checklistState: ChecklistStateOperation;
  readonly importAnswers: ImportAnswersOperation;
  readonly probe: ProbeOperation;
  readonly auditStatements: AuditOperation;
  readonly scanSources: ScanOperation;
  readonly probeTenants: IsolationProbeOperation;
  readonly apiWindow: WindowOperation;
}
