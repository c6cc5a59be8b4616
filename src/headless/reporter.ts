import type { Listener } from '../core/events.js';
import type { Finding } from '../core/finding.js';
import type { Reason } from '../core/sentence.js';
import type { Decision } from '../core/switch-shapes.js';
import type { ValidationResult } from '../core/validation-shape.js';
import type { LogProblem } from '../ledger/shapes.js';
import type { BackupResult } from '../operations/backup/types.js';
import type { ChecklistConflict, ChecklistState } from '../operations/checklist/types.js';
import type { CutoverSummary } from '../operations/cutover/types.js';
import type { IsolationPart } from '../operations/isolation/types.js';
import type { KeysReport } from '../operations/keys/types.js';
import type { RepairSummary } from '../operations/repair-types.js';
import type { ReportData } from '../operations/report-shape.js';
import type {
  FinishSummary,
  FollowSummary,
  RollbackSummary,
  RunListEntry,
  RunSummary,
} from '../operations/result-shapes.js';
import type { SchemaReport } from '../operations/schema/types.js';
import type { RunStatus } from '../operations/status-types.js';
import type { SteerSummary } from '../operations/steer-types.js';
import type { SwitchStatus, SwitchSummary } from '../operations/switch/types.js';
import type {
  AlertStats,
  AlertView,
  ChannelTest,
  SilenceView,
  WatchSummary,
} from '../operations/watch/types.js';
import type { DryRun } from '../preflight/dry-run-result.js';

/** What went wrong, ready to be told. Never holds a secret. */
export interface Problem {
  /** failed: a server did not do what was asked, for a known kind of reason; unexpected: a fault of this tool. */
  readonly kind: 'refused' | 'usage' | 'failed' | 'unexpected' | 'cancelled';
  readonly message: string;
  readonly where?: { readonly file: string; readonly line?: number; readonly key?: string };
  readonly remedy?: string;
  /** The message in values, for translation. */
  readonly because?: Reason;
  readonly exitCode: number;
}

/** What `report --verify` found. */
export interface LogVerification {
  readonly entries: number;
  /** Nothing: the log is as it was written. */
  readonly problems: readonly LogProblem[];
  /** Hash of the newest entry, to be noted where the target's owner cannot alter it; null for an empty log. */
  readonly newestHash: string | null;
  /** The end of the log was noted when it was written, so a cut would show. */
  readonly endKnown: boolean;
  /** Entries of the saved report that it was compared with; null: it was not. */
  readonly savedEntries: number | null;
}

/** Everything a headless command tells; text, JSON lines and the log file are three of them. */
export interface Reporter {
  /** The engine's events. */
  readonly listen: Listener;
  /** An aside for a person; no part of a command's result. */
  note(line: string): void;
  finding(finding: Finding): void;
  checked(findings: readonly Finding[]): void;
  dryRun(dryRun: DryRun): void;
  planSaved(path: string): void;
  /** `next`: what comes next, in order, in the operator's language. */
  ran(summary: RunSummary, exitCode: number, next?: readonly string[]): void;
  followed(summary: FollowSummary, exitCode: number): void;
  /** `command`: which way. */
  cutOver(
    summary: CutoverSummary,
    exitCode: number,
    next?: readonly string[],
    command?: 'cutover' | 'back',
  ): void;
  finished(summary: FinishSummary, exitCode: number): void;
  steered(summary: SteerSummary, exitCode: number): void;
  schema(report: SchemaReport, exitCode: number): void;
  keys(report: KeysReport, exitCode: number): void;
  /** `brief`: one line of it, as it comes again and again. */
  status(status: RunStatus, exitCode: number, brief: boolean): void;
  watched(summary: WatchSummary, exitCode: number): void;
  alerts(alerts: readonly AlertView[]): void;
  silenced(silence: SilenceView): void;
  alertStats(stats: readonly AlertStats[]): void;
  channelsTested(tests: readonly ChannelTest[]): void;
  /** What `switch start`, `hold`, `forward` or `back` came to. */
  switched(summary: SwitchSummary, exitCode: number): void;
  switchStatus(status: SwitchStatus, exitCode: number): void;
  switchReport(decisions: readonly Decision[]): void;
  validated(result: ValidationResult, exitCode: number, next?: readonly string[]): void;
  /** Proposals (dry run), or what became of them. */
  repaired(summary: RepairSummary, dryRun: boolean, exitCode: number): void;
  repairSqlSaved(path: string): void;
  backedUp(result: BackupResult, exitCode: number): void;
  checklist(state: ChecklistState): void;
  checklistSaved(path: string, items: number): void;
  checklistImported(
    path: string,
    imported: number,
    kept: number,
    conflicts: readonly ChecklistConflict[],
  ): void;
  rolledBack(summary: RollbackSummary, dryRun: boolean, exitCode: number, next?: readonly string[]): void;
  runs(entries: readonly RunListEntry[]): void;
  /** The report itself, on standard output. */
  reportPrinted(data: ReportData, format: string, content: string): void;
  reportSaved(data: ReportData, format: string, path: string): void;
  logVerified(runId: string, verified: LogVerification): void;
  /** What `isolation` or `api-window` found. */
  isolation(found: IsolationPart, exitCode: number): void;
  isolationSaved(path: string): void;
  problem(problem: Problem): void;
}

/** Tells every reporter the same. */
export function allReporters(reporters: readonly Reporter[]): Reporter {
  const methods = Object.keys(reporters[0] ?? {}) as readonly (keyof Reporter)[];
  const each =
    (method: keyof Reporter) =>
    (...said: readonly unknown[]) => {
      for (const reporter of reporters) (reporter[method] as (...said: readonly unknown[]) => void)(...said);
    };
  return Object.fromEntries(methods.map((method) => [method, each(method)])) as unknown as Reporter;
}
