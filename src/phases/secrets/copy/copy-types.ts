import type { SecretProblem } from '../../../core/events.js';
import type { Sentence } from '../../../core/sentence.js';
import { say } from '../words.js';

/** One database row that names a version of a secret. */
export interface SecretRow {
  readonly table: string;
  /** Identifies the row in the ledger and in the target table. */
  readonly rowKey: string;
  /** The column that the row's key stands in; default id. */
  readonly keyColumn?: string;
  /** The secret's name as a person knows it. */
  readonly key: string;
  /** The version the row names, decimal text. */
  readonly version: string;
  /** The row's state says that its secret may have been deleted already. */
  readonly mayBeGone: boolean;
}

/** A row as findings and messages name it, e.g. `kvs id=12`. */
export function nameOfRow({ table, keyColumn = 'id', rowKey }: SecretRow): string {
  return `${table} ${keyColumn}=${rowKey}`;
}

/** All rows of one secret path. A path occurs in one group only. */
export interface SecretGroup {
  readonly sourcePath: string;
  readonly targetPath: string;
  readonly rows: readonly SecretRow[];
}

/** What became of one row's secret. Never holds a value. */
export interface SecretRowResult {
  readonly row: SecretRow;
  readonly targetPath: string;
  readonly outcome: 'written' | 'reused' | SecretProblem;
  readonly sourceVersion: string;
  /** The version in the target that holds the value; null when none does. */
  readonly targetVersion: number | null;
  /** Versions of the path that this run wrote for the row (rollback removes exactly these). */
  readonly versionsWritten: readonly number[];
  /** The run made the path. */
  readonly createdPath: boolean;
  readonly message?: string | Sentence;
  /** The source already had this fault. */
  readonly sourceFault: boolean;
}

/** A path that the run meant to write to before. */
export interface RecordedPath {
  /** The target's current version before the run's first write. */
  readonly priorVersion: number;
  /** Versions that the run is known to have written, though the source may have lost their values since. */
  readonly own?: ReadonlySet<number>;
}

/** What the copy keeps in the target's database, so that a crash at any point loses and doubles nothing. */
export interface SecretsLedger {
  /** Intents of this run made before a crash, by target path. */
  recorded(targetPaths: readonly string[]): Promise<ReadonlyMap<string, RecordedPath>>;
  /** Called before the first write to a path; durable when it resolves. */
  intend(paths: readonly { readonly targetPath: string; readonly priorVersion: number }[]): Promise<void>;
  /** Ledger rows and the rows' version column in the target, in one transaction. */
  settle(results: readonly SecretRowResult[]): Promise<void>;
}

export interface SecretCopyOptions {
  /** stop: the first problem ends the copy, after the paths in hand are settled. continue: problems are listed. */
  readonly onError: 'stop' | 'continue';
  /** named: the versions that rows name. all: every version the source still has. */
  readonly history: 'named' | 'all';
  /** Paths may have settings of their own, which are asked for and carried over. Custom metadata always is. */
  readonly ownSettings: boolean;
  /** Requests in flight to each server at the start. */
  readonly concurrency: number;
  /** Rate cap for each server. */
  readonly maxRequestsPerSecond?: number;
}

/** Rows of one table that earlier starts of the run have settled. */
export interface SettledBefore {
  readonly table: string;
  readonly written: number;
  readonly reused: number;
  readonly versionsChanged: number;
  /** Rows whose secret was gone in the source already, as their state allows: they are not looked at again. */
  readonly sourceFaults: number;
}

export interface SecretsSummary {
  readonly rows: number;
  readonly written: number;
  readonly reused: number;
  readonly versionsChanged: number;
  /** Rows that failed, without faults of the source. */
  readonly failed: number;
  readonly sourceFaults: number;
  /** The operator stopped the copy before the end. */
  readonly stopped: boolean;
}

/** `on_error: stop` met a problem: the paths in hand are settled, nothing else was begun. */
export class SecretCopyStopped extends Error {
  override readonly name = 'SecretCopyStopped';
  readonly remedy =
    'Correct it and run again with --resume, or set on_error: continue to list such rows and go on.';

  readonly said: Sentence;

  constructor(problem: SecretRowResult) {
    const { row, targetPath: path, message = problem.outcome } = problem;
    const said = say('secret.stopped', { row: nameOfRow(row), key: row.key, path, problem: message });
    super(said.text);
    this.said = said;
  }
}
