import type { SecretProblem } from '../../../core/events.js';
import { VaultError } from '../../../vault/errors.js';
import { say } from '../words.js';
import type { SecretGroup, SecretRow, SecretRowResult } from './copy-types.js';
import type { InspectedPath, Wanted } from './wanted-versions.js';

export const conflict = { kind: 'conflict', message: say('secret.other-value') } as const;

/** What became of each row of a path. */
export function resultsOf(path: InspectedPath, wanted: readonly Wanted[]): readonly SecretRowResult[] {
  const extra = extraVersions(wanted);
  const results = wanted.flatMap((item) => item.rows.map((row) => resultOf(path, item, row, extra)));
  const missed = path.writable ? wanted.find(isMissedHistory) : undefined;
  return missed
    ? results.map((result) => (result.row === extra.row ? withoutHistory(result, missed) : result))
    : results;
}

/** A version that no row names, and that was to be written all the same; one that the source has lost since is none. */
function isMissedHistory({ rows, found, problem }: Wanted): boolean {
  return rows.length === 0 && !found && problem !== undefined && !isGone(problem.kind);
}

/** No row tells of such a version, so the path's first one does: it is done only when its history is. */
function withoutHistory(result: SecretRowResult, { version, problem }: Wanted): SecretRowResult {
  const done = result.outcome === 'written' || result.outcome === 'reused';
  if (!done || problem === undefined) return result;
  const message = say('secret.history', { version, problem: problem.message });
  return { ...result, outcome: problem.kind, targetVersion: null, message };
}

/** Versions written for no row (history): they are kept with the path's first result, so that rollback knows them. */
function extraVersions(wanted: readonly Wanted[]): {
  readonly row: SecretRow | undefined;
  versions: number[];
} {
  const versions = wanted.flatMap(({ rows, found }) =>
    rows.length === 0 && found?.ours ? [found.version] : [],
  );
  return { row: wanted.find(({ rows }) => rows.length > 0)?.rows[0], versions };
}

function resultOf(
  path: InspectedPath,
  { found, problem }: Wanted,
  row: SecretRow,
  extra: ReturnType<typeof extraVersions>,
): SecretRowResult {
  const own = found?.ours ? [found.version] : [];
  const versionsWritten = extra.row === row ? [...extra.versions, ...own] : own;
  const base = {
    row,
    targetPath: path.group.targetPath,
    sourceVersion: row.version,
    targetVersion: found?.version ?? null,
    versionsWritten,
    createdPath:
      versionsWritten.length > 0 && path.priorVersion === 0 && (path.target === null || path.resumed),
  };
  if (found !== undefined) {
    return { ...base, outcome: found.ours ? 'written' : 'reused', sourceFault: false };
  }
  const { kind, message } = problem ?? conflict;
  return { ...base, outcome: kind, message, sourceFault: row.mayBeGone && isGone(kind) };
}

/** Where no secret can be, none is. */
function isGone(kind: SecretProblem): boolean {
  switch (kind) {
    case 'missing':
    case 'version-missing':
    case 'deleted':
    case 'destroyed':
    case 'unusable-path':
      return true;
    case 'conflict':
    case 'denied':
    case 'failed':
    case 'signature-differs':
      return false;
  }
}

/** A VaultError that concerns one path alone, as a problem of its rows; anything else is thrown on. */
export function problemOfError(error: unknown): NonNullable<Wanted['problem']> {
  if (!(error instanceof VaultError)) throw error;
  const kind = error.kind === 'denied' ? 'denied' : 'failed';
  if (kind === 'failed' && error.kind !== 'rejected' && error.kind !== 'server') throw error;
  return { kind, message: error.said };
}

/** The results of all rows of a path of which nothing is known but the error; one that is not about this path alone is thrown on. */
export function resultsOfError(group: SecretGroup, error: unknown): readonly SecretRowResult[] {
  const { kind, message } = problemOfError(error);
  return group.rows.map((row) => ({
    row,
    targetPath: group.targetPath,
    outcome: kind,
    sourceVersion: row.version,
    targetVersion: null,
    versionsWritten: [],
    createdPath: false,
    message,
    sourceFault: false,
  }));
}
