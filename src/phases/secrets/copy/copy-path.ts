import type { Sentence } from '../../../core/sentence.js';
import type { CallOptions } from '../../../vault/caller.js';
import type { VaultClient } from '../../../vault/client.js';
import { VaultError } from '../../../vault/errors.js';
import { type CustomMetadata, defaultMaxVersions, type SecretRead } from '../../../vault/kv.js';
import { sameValue } from '../../../vault/same-value.js';
import { say } from '../words.js';
import type { AbsentPaths } from './absent-paths.js';
import type { RecordedPath, SecretCopyOptions, SecretGroup, SecretRowResult } from './copy-types.js';
import { type ExistingValues, existingValues, likeliestFirst } from './existing-values.js';
import { defaultSettings, settingsToWrite } from './path-settings.js';
import { conflict, problemOfError, resultsOf } from './row-results.js';
import {
  goneVersion,
  type InspectedPath,
  noSecret,
  noVersion,
  versionsOf,
  type Wanted,
  wantedVersions,
} from './wanted-versions.js';

export interface PathCopyContext {
  readonly source: VaultClient;
  readonly target: VaultClient;
  readonly history: SecretCopyOptions['history'];
  /**
   * Whether the source's metadata is read for every path, or only where the target has the path already: a version says by
   * itself that it is there, with the path's custom metadata.
   */
  readonly sourceMetadata: 'always' | 'when-needed';
  /** Spares the question for the target's metadata where the path cannot be there. */
  readonly absentInTarget: AbsentPaths;
  /** What a path holds is nobody else's: new versions are written on top of it. */
  readonly pathsAreOurs?: boolean;
  readonly mountMaxVersions: number | null;
  readonly call: CallOptions;
}

/** Reads the metadata that the copy needs to know. Throws VaultError. */
export async function inspectPath(
  context: PathCopyContext,
  group: SecretGroup,
  recorded: RecordedPath | undefined,
): Promise<InspectedPath> {
  const { source, target, sourceMetadata, absentInTarget, call } = context;
  const fault =
    (await source.faultOfPath(group.sourcePath, call)) ?? (await target.faultOfPath(group.targetPath, call));
  if (fault !== null) return unusable(group, fault);
  // After a crash the answer decides what is ours: then it is asked for in any case.
  const isNew = recorded === undefined && (await absentInTarget.isAbsent(group.targetPath));
  const inTarget = isNew ? null : await target.readMetadata(group.targetPath, call);
  const unneeded = sourceMetadata === 'when-needed' && recorded === undefined && inTarget === null;
  const inSource = unneeded ? 'unread' : await source.readMetadata(group.sourcePath, call);
  const live = inTarget?.versions.some(({ state }) => state === 'live') ?? false;
  return {
    group,
    source: inSource,
    target: inTarget,
    priorVersion: recorded?.priorVersion ?? inTarget?.currentVersion ?? 0,
    resumed: recorded !== undefined,
    ...(recorded?.own ? { own: recorded.own } : {}),
    writable: inSource !== null && (recorded !== undefined || !live || context.pathsAreOurs === true),
  };
}

function unusable(group: SecretGroup, message: Sentence): InspectedPath {
  const nothing = { source: null, target: null, priorVersion: 0, resumed: false, writable: false };
  return { group, ...nothing, unusable: { kind: 'unusable-path', message } };
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
    const version = await existing.find(value.data, candidates);
    if (version === undefined) continue;
    unused.delete(version);
    item.found = { version, ours: path.resumed && version > path.priorVersion };
  }
  const unmatched = wanted.filter(({ found, problem }) => !found && !problem);
  if (unmatched.length === 0 || context.pathsAreOurs) return;
  if (path.resumed && !(await holdsForeign(context, path, existing, unused))) return;
  for (const item of unmatched) item.problem = conflict;
}

/** Versions that no pending row needs are ours all the same when the source has their value (a row settled before). */
async function holdsForeign(
  context: PathCopyContext,
  path: InspectedPath,
  existing: ExistingValues,
  unused: ReadonlySet<number>,
): Promise<boolean> {
  const unexplained = new Set([...unused].filter((version) => !path.own?.has(version)));
  for (const { version, state } of versionsOf(path.source)) {
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
  const pending = wanted.filter(({ found, problem }) => !found && !problem);
  const refuse = (problem: NonNullable<Wanted['problem']>) => {
    for (const item of pending) if (!item.found && !item.problem) item.problem = problem;
  };
  let current = path.target?.currentVersion ?? 0;
  const versionsNeeded = current - path.priorVersion + pending.length;
  let prepared = false;
  for (const item of pending) {
    // A refusal is noted here, not thrown on: versions written before it must be known to the rows, and to a rollback.
    try {
      const value = await readSource(context, path, item);
      if (value !== undefined) {
        prepared ||= await prepareSettings(context, path, versionsNeeded, value.customMetadata);
        if (prepared) await writeOne(context, path, item, { data: value.data, current });
        else item.problem = overtaken;
      }
    } catch (error) {
      const untouched = wanted.every(({ found, problem }) => !found && !problem);
      // Nothing to remember of the path: whoever sees all paths can tell whether it is the server that fails.
      if (untouched && error instanceof VaultError && error.kind === 'server') throw error;
      const problem = problemOfError(error);
      item.problem = problem;
      // A value that the server does not take says nothing of the next one.
      if (!(error instanceof VaultError && error.kind === 'rejected')) refuse(problem);
    }
    if (item.problem === overtaken) refuse(overtaken);
    if (pending.every(({ found, problem }) => found || problem)) return;
    current = item.found?.version ?? current;
  }
}

/** Writes the path's settings where they must be set. False: someone else has made the path meanwhile. */
async function prepareSettings(
  { target, mountMaxVersions, call }: PathCopyContext,
  path: InspectedPath,
  versionsNeeded: number,
  customMetadata: CustomMetadata,
): Promise<boolean> {
  const { targetPath } = path.group;
  const question = {
    source: path.source === 'unread' ? { ...defaultSettings, customMetadata } : path.source,
    target: path.target,
    ours: path.priorVersion === 0 && (path.target === null || path.resumed),
    versionsNeeded,
    mountMaxVersions,
  };
  const settings = settingsToWrite(question);
  if (settings === undefined) return true;
  // Settings know no check-and-set, and the listing that called the path absent may be old.
  if (path.target === null && !path.resumed && (await target.readMetadata(targetPath, call)) !== null)
    return false;
  try {
    await target.writeMetadata(targetPath, settings, call);
  } catch (error) {
    // A limit that only might be too low is no reason to leave secrets out: the right to set it is optional.
    const needed = settingsToWrite({ ...question, mountMaxVersions: mountMaxVersions ?? defaultMaxVersions });
    if (needed !== undefined || !(error instanceof VaultError && error.kind === 'denied')) throw error;
  }
  return true;
}

/** Writes one version after `current`; the item says which it became, or what is in the way. */
async function writeOne(
  { target, call }: PathCopyContext,
  path: InspectedPath,
  item: Wanted,
  { data, current }: { readonly data: Buffer; readonly current: number },
): Promise<void> {
  const { targetPath } = path.group;
  const result = await target.writeSecret(targetPath, data, current, call);
  if (result.kind === 'written') {
    item.found = { version: result.version, ours: true };
    return;
  }
  // Either an earlier try of ours arrived though its answer did not, or someone else wrote.
  const next = await target.readSecret(targetPath, current + 1, call);
  if (next.state !== 'live' || !sameValue(next.data, data)) {
    item.problem = overtaken;
    return;
  }
  // A killed process's last request may arrive as late as this.
  item.found = { version: current + 1, ours: result.uncertain || path.resumed };
}

const overtaken = {
  kind: 'conflict',
  message: say('secret.overtaken'),
} as const;

/** The version in the source; undefined, with the problem noted, when it is not there. */
async function readSource(
  { source, call }: PathCopyContext,
  path: InspectedPath,
  item: Wanted,
): Promise<Extract<SecretRead, { state: 'live' }> | undefined> {
  const { sourcePath } = path.group;
  const answer = await source.readSecret(sourcePath, item.version, call);
  if (answer.state === 'live') return answer;
  if (answer.state !== 'missing') item.problem = goneVersion(item.version, answer.state);
  else {
    // The answer does not tell a path that is missing from a version that is.
    const known = path.source === 'unread' ? await source.readMetadata(sourcePath, call) : path.source;
    item.problem = known === null ? noSecret : noVersion(item.version);
  }
  return undefined;
}
