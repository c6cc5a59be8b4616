import type { SecretProblem } from '../run/events.js';
import type { CallOptions } from './caller.js';
import type { VaultClient } from './client.js';
import type { SecretCopyOptions, SecretGroup, SecretRow, SecretRowResult } from './copy-types.js';
import { VaultError } from './errors.js';
import { type ExistingValues, existingValues, likeliestFirst } from './existing-values.js';
import type { PathMetadata } from './kv.js';
import { settingsToWrite } from './path-settings.js';
import { sameValue } from './same-value.js';

/** What both servers say of one path before anything is written to it. */
export interface InspectedPath {
  readonly group: SecretGroup;
  readonly source: PathMetadata | null;
  readonly target: PathMetadata | null;
  /** The target's current version before this run's first write. */
  readonly priorVersion: number;
  /** An earlier start of this run may have written versions above `priorVersion`. */
  readonly resumed: boolean;
  /** Nothing of someone else's is in the way, so versions may be written. */
  readonly writable: boolean;
}

export interface PathCopyContext {
  readonly source: VaultClient;
  readonly target: VaultClient;
  readonly history: SecretCopyOptions['history'];
  readonly mountMaxVersions: number | null;
  readonly call: CallOptions;
}

/** Reads the metadata of both sides. Throws VaultError. */
export async function inspectPath(
  { source, target, call }: PathCopyContext,
  group: SecretGroup,
  recorded: { readonly priorVersion: number } | undefined,
): Promise<InspectedPath> {
  const [sourceMetadata, targetMetadata] = await Promise.all([
    source.readMetadata(group.sourcePath, call),
    target.readMetadata(group.targetPath, call),
  ]);
  const live = targetMetadata?.versions.some(({ state }) => state === 'live') ?? false;
  return {
    group,
    source: sourceMetadata,
    target: targetMetadata,
    priorVersion: recorded?.priorVersion ?? targetMetadata?.currentVersion ?? 0,
    resumed: recorded !== undefined,
    writable: sourceMetadata !== null && (recorded !== undefined || !live),
  };
}

/** One version to bring over, with the rows that name it (none for mere history). */
interface Wanted {
  readonly version: number;
  readonly rows: readonly SecretRow[];
  /** Where it is in the target already. */
  found?: { readonly version: number; readonly ours: boolean };
  problem?: { readonly kind: SecretProblem; readonly message: string };
}

/**
 * Brings the versions of one path over, oldest first, and says for each row which version of the target holds its value.
 * Writes with check-and-set, so nothing is written twice and nobody else's write is passed over. Throws VaultError when
 * the run cannot go on; what concerns this path alone is a result.
 */
export async function copyPath(
  context: PathCopyContext,
  path: InspectedPath,
): Promise<readonly SecretRowResult[]> {
  const wanted = await compareWithTarget(context, path);
  if (path.writable) await writeRest(context, path, wanted);
  return resultsOf(path, wanted);
}

/** What `copyPath` would do, without a write: rows still to be written come back as `written` in no version. */
export async function previewPath(
  context: PathCopyContext,
  path: InspectedPath,
): Promise<readonly SecretRowResult[]> {
  const wanted = await compareWithTarget(context, path);
  const results = resultsOf(path, wanted);
  if (!path.writable) return results;
  return results.map((result) => {
    const item = wanted.find(({ rows }) => rows.includes(result.row));
    return item?.found || item?.problem ? result : { ...result, outcome: 'written', message: undefined };
  });
}

async function compareWithTarget(context: PathCopyContext, path: InspectedPath): Promise<Wanted[]> {
  const wanted = wantedVersions(path, context.history);
  const existing = existingValues(context.target, path.group.targetPath, path.target, context.call);
  if (existing.live.length > 0) await matchExisting(context, path, wanted, existing);
  return wanted;
}

function resultsOf(path: InspectedPath, wanted: readonly Wanted[]): readonly SecretRowResult[] {
  const extra = extraVersions(wanted);
  return wanted.flatMap((item) => item.rows.map((row) => resultOf(path, item, row, extra)));
}

function wantedVersions({ group, source }: InspectedPath, history: SecretCopyOptions['history']): Wanted[] {
  const byVersion = new Map<string, SecretRow[]>();
  for (const row of group.rows) byVersion.set(row.version, [...(byVersion.get(row.version) ?? []), row]);
  const wanted = [...byVersion].map(([text, rows]): Wanted => {
    const version = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
    return { version, rows, ...problemAtSource(source, version, text) };
  });
  if (history === 'all') {
    const named = new Set(wanted.map(({ version }) => version));
    for (const { version, state } of source?.versions ?? []) {
      if (state === 'live' && !named.has(version)) wanted.push({ version, rows: [] });
    }
  }
  return wanted.sort((a, b) => a.version - b.version);
}

/** Version 0 is refused, not passed on: servers take it for "the newest one". */
function problemAtSource(
  source: PathMetadata | null,
  version: number,
  text: string,
): Pick<Wanted, 'problem'> {
  if (source === null) {
    return { problem: { kind: 'missing', message: 'the source has no secret at this path' } };
  }
  const state = source.versions.find((candidate) => candidate.version === version)?.state;
  if (state === 'live') return {};
  if (state === undefined) {
    return { problem: { kind: 'version-missing', message: `the source has no version ${text} of it` } };
  }
  return { problem: { kind: state, message: `version ${text} is ${state} in the source` } };
}

/** Finds values that are in the target already: our own from before a crash, or another's that are the same. */
async function matchExisting(
  context: PathCopyContext,
  path: InspectedPath,
  wanted: readonly Wanted[],
  existing: ExistingValues,
): Promise<void> {
  const unused = new Set(existing.live);
  for (const item of wanted) {
    const value = item.problem ? undefined : await readSource(context, path, item);
    if (value === undefined) continue;
    const candidates = path.resumed
      ? [...unused, ...existing.live.filter((version) => !unused.has(version))]
      : likeliestFirst(existing.live, item.version);
    const version = await existing.find(value, candidates);
    if (version === undefined) continue;
    unused.delete(version);
    item.found = { version, ours: path.resumed && version > path.priorVersion };
  }
  const unmatched = wanted.filter(({ found, problem }) => !found && !problem);
  if (unmatched.length === 0) return;
  if (path.resumed && !(await holdsForeign(context, path, existing, unused))) return;
  for (const item of unmatched) item.problem = conflict;
}

const conflict = { kind: 'conflict', message: 'the target path holds another value' } as const;

/** Versions that no pending row needs are ours all the same when the source has their value (a row settled before). */
async function holdsForeign(
  context: PathCopyContext,
  path: InspectedPath,
  existing: ExistingValues,
  unused: ReadonlySet<number>,
): Promise<boolean> {
  const unexplained = new Set(unused);
  for (const { version, state } of path.source?.versions ?? []) {
    if (unexplained.size === 0) return false;
    if (state !== 'live') continue;
    const answer = await context.source.readSecret(path.group.sourcePath, version, context.call);
    if (answer.state !== 'live') continue;
    for (;;) {
      const same = await existing.find(answer.data, [...unexplained]);
      if (same === undefined) break;
      unexplained.delete(same);
    }
  }
  return unexplained.size > 0;
}

async function writeRest(
  context: PathCopyContext,
  path: InspectedPath,
  wanted: readonly Wanted[],
): Promise<void> {
  const { target, call } = context;
  const { targetPath } = path.group;
  let current = path.target?.currentVersion ?? 0;
  const pending = wanted.filter(({ found, problem }) => !found && !problem);
  if (pending.length === 0) return;
  const settings = settingsToWrite({
    source: path.source,
    target: path.target,
    ours: path.priorVersion === 0 && (path.target === null || path.resumed),
    versionsNeeded: current - path.priorVersion + pending.length,
    mountMaxVersions: context.mountMaxVersions,
  });
  if (settings !== undefined) await target.writeMetadata(targetPath, settings, call);
  for (const item of pending) {
    const value = await readSource(context, path, item);
    if (value === undefined) continue;
    const result = await target.writeSecret(targetPath, value, current, call);
    if (result.kind === 'written') {
      item.found = { version: result.version, ours: true };
    } else {
      // Either an earlier try of ours arrived though its answer did not, or someone else wrote.
      const next = await target.readSecret(targetPath, current + 1, call);
      if (next.state !== 'live' || !sameValue(next.data, value)) {
        const others = pending.filter(({ found, problem }) => !found && !problem);
        for (const other of others) other.problem = overtaken;
        return;
      }
      item.found = { version: current + 1, ours: result.uncertain };
    }
    current = item.found.version;
  }
}

const overtaken = {
  kind: 'conflict',
  message: 'someone else wrote to the target path while it was being copied',
} as const;

/** The value in the source; undefined, with the problem noted, when it has gone since the metadata was read. */
async function readSource(
  { source, call }: PathCopyContext,
  path: InspectedPath,
  item: Wanted,
): Promise<Buffer | undefined> {
  const answer = await source.readSecret(path.group.sourcePath, item.version, call);
  if (answer.state === 'live') return answer.data;
  const kind = answer.state === 'missing' ? 'version-missing' : answer.state;
  item.problem = { kind, message: `version ${item.version} is ${answer.state} in the source` };
  return undefined;
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

function isGone(kind: SecretProblem): boolean {
  return kind === 'missing' || kind === 'version-missing' || kind === 'deleted' || kind === 'destroyed';
}

/** A VaultError that concerns one path alone, as results of its rows; anything else is thrown on. */
export function resultsOfError(group: SecretGroup, error: unknown): readonly SecretRowResult[] {
  if (!(error instanceof VaultError)) throw error;
  const kind = error.kind === 'denied' ? 'denied' : 'failed';
  if (kind === 'failed' && error.kind !== 'rejected' && error.kind !== 'server') throw error;
  return group.rows.map((row) => ({
    row,
    targetPath: group.targetPath,
    outcome: kind,
    sourceVersion: row.version,
    targetVersion: null,
    versionsWritten: [],
    createdPath: false,
    message: error.message,
    sourceFault: false,
  }));
}
