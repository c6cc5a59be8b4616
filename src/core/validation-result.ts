import type { Finding } from './finding.js';

/** What validation found: plain data, kept in the ledger and shown by every reporter. */

export type ValidationLevel = 'counts' | 'checksum' | 'full';

export type DifferenceKind = 'missing-in-target' | 'extra-in-target' | 'field-mismatch';

export interface Difference {
  readonly kind: DifferenceKind;
  readonly table: string;
  /** Key columns and their values as shown, e.g. `id=42`. For a chunk not narrowed yet, a range. */
  readonly key: string;
  /** The key columns' values in the target, for one row; what a repair goes by. */
  readonly rowKey?: readonly string[];
  readonly column?: string;
  /** Absent for columns marked secret. */
  readonly expected?: string | null;
  readonly actual?: string | null;
  /** A row that is missing because another one has its key: whose row that is. */
  readonly owner?: string;
}

/** What one job of a validation found out about one subject. Ledger and JSON call it a check, as operators do. */
export interface JobResult {
  /** row-counts, checksum, full, orphans, json-orphans, generators, tenant-column, secrets, tables-present, other-tenants, other-runs … */
  readonly check: string;
  readonly table?: string;
  readonly ok: boolean;
  /** One sentence with the measured figures. */
  readonly detail: string;
  /** Names the sentence of `detail`, and the values in it, for translation. */
  readonly code?: string;
  readonly params?: Finding['params'];
  readonly expected?: string;
  readonly actual?: string;
  readonly differences: readonly Difference[];
  /** The source already had this fault: listed, and no reason to fail. */
  readonly sourceFault?: boolean;
  /** Something is lost although nobody meant it to be: a person has to accept it before the checklist is done. */
  readonly toAccept?: boolean;
  /** Rows compared: those the target must have and those it has too many. */
  readonly rows?: number;
  /** Of these, rows that are equal. Their share is the table's consistency score. */
  readonly matchingRows?: number;
}

/** What a person has to accept. */
export function resultsToAccept(checks: readonly JobResult[]): readonly JobResult[] {
  return checks.filter(({ ok, toAccept }) => !ok && toAccept === true);
}

export interface ValidationResult {
  readonly runId: string | null;
  readonly level: ValidationLevel;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly checks: readonly JobResult[];
  /** Those that the checks list; a table's other count is none of its own where its rows were compared and differ. */
  readonly differences: number;
  /** Equal rows / rows compared, 0 to 1; absent at level counts. */
  readonly consistency?: number;
  readonly ok: boolean;
}

/** A row that the comparison names is not counted again because its table's count is another one. */
function countDifferences(checks: readonly JobResult[]): number {
  const named = new Set(
    checks
      .filter(
        ({ check, differences }) => (check === 'checksum' || check === 'full') && differences.length > 0,
      )
      .map(({ table }) => table),
  );
  return checks
    .filter(({ check, table }) => check !== 'row-counts' || !named.has(table))
    .reduce((sum, { differences }) => sum + differences.length, 0);
}

/** The verdict of all checks together. */
export function summariseChecks(
  { runId, level, startedAt }: Pick<ValidationResult, 'runId' | 'level' | 'startedAt'>,
  checks: readonly JobResult[],
): ValidationResult {
  const ours = checks.filter(({ sourceFault }) => !sourceFault);
  const rows = checks.reduce((sum, check) => sum + (check.rows ?? 0), 0);
  const matching = checks.reduce((sum, check) => sum + (check.matchingRows ?? 0), 0);
  return {
    runId,
    level,
    startedAt,
    finishedAt: new Date().toISOString(),
    checks,
    differences: countDifferences(ours),
    ...(level === 'counts' ? {} : { consistency: rows === 0 ? 1 : matching / rows }),
    ok: ours.every(({ ok }) => ok),
  };
}
