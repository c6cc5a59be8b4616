import type { JobResult, ValidationResult } from './validation-shape.js';

/** What a person has to accept. */
export function resultsToAccept(checks: readonly JobResult[]): readonly JobResult[] {
  return checks.filter(({ ok, toAccept }) => !ok && toAccept === true);
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

/** Rows that were compared one by one, over all tables, and those of them that are equal. */
export function comparedRows(checks: readonly JobResult[]): {
  readonly rows: number;
  readonly matching: number;
} {
  const rows = checks.reduce((sum, check) => sum + (check.rows ?? 0), 0);
  const matching = checks.reduce((sum, check) => sum + (check.matchingRows ?? 0), 0);
  return { rows, matching };
}

/** The verdict of all checks together. */
export function summariseChecks(
  { runId, level, startedAt }: Pick<ValidationResult, 'runId' | 'level' | 'startedAt'>,
  checks: readonly JobResult[],
): ValidationResult {
  const ours = checks.filter(({ sourceFault }) => !sourceFault);
  const { rows, matching } = comparedRows(checks);
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
