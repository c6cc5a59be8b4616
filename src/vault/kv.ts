import type { Sentence } from '../core/sentence.js';
import { asRecord, parseAnswer } from './api.js';
import type { Caller, CallOptions } from './caller.js';
import { safePhrases, VaultError } from './errors.js';
import { isWholeJson, sliceMember } from './json-slice.js';
import { hasUnprintable, refusedCharacter, unusablePath } from './path-names.js';
import { say } from './words.js';

/** One version of a secret. `data` is the JSON text of the value, byte for byte as the server sent it. */
export type SecretRead =
  | {
      readonly state: 'live';
      readonly version: number;
      readonly data: Buffer;
      /** The path's, which comes with each of its versions. */
      readonly customMetadata: CustomMetadata;
    }
  /** `missing`: neither this path nor this version is there (the answer does not tell which). */
  | { readonly state: 'missing' | 'deleted' | 'destroyed' };

export type CustomMetadata = Readonly<Record<string, string>>;

interface VersionState {
  readonly version: number;
  readonly state: 'live' | 'deleted' | 'destroyed';
}

/** Settings of a path and what stands behind it. 0, false and '0s' are the defaults (the mount's settings hold). */
export interface PathSettings {
  readonly maxVersions: number;
  readonly casRequired: boolean;
  readonly deleteVersionAfter: string;
  readonly customMetadata: CustomMetadata;
}

export interface PathMetadata extends PathSettings {
  readonly currentVersion: number;
  /** Oldest first. */
  readonly versions: readonly VersionState[];
}

type WriteResult =
  | { readonly kind: 'written'; readonly version: number }
  /** The current version is another one. `uncertain`: it may be because an earlier try of ours succeeded unheard. */
  | { readonly kind: 'cas-mismatch'; readonly uncertain: boolean };

/** The KV v2 calls of one mount. All throw VaultError. A path that the server cannot hold is absent to every read. */
export interface KvApi {
  /** Why this server cannot hold a secret at a path; null when it can. Asks the server only where it must. */
  faultOfPath(path: string, options?: CallOptions): Promise<Sentence | null>;
  /** Reads a version; undefined or 0 reads the current one. */
  readSecret(path: string, version?: number, options?: CallOptions): Promise<SecretRead>;
  /** null: there is no such path. */
  readMetadata(path: string, options?: CallOptions): Promise<PathMetadata | null>;
  /** Writes JSON text as the next version if the current version is `cas` (0: the path has none). */
  writeSecret(path: string, data: Buffer, cas: number, options?: CallOptions): Promise<WriteResult>;
  /** Sets settings of a path; makes the path when there is none. */
  writeMetadata(path: string, settings: Partial<PathSettings>, options?: CallOptions): Promise<void>;
  destroyVersions(path: string, versions: readonly number[], options?: CallOptions): Promise<void>;
  /** Removes a path with everything in it. */
  deleteMetadata(path: string, options?: CallOptions): Promise<void>;
  /** Names directly below a folder, folders with a trailing slash; empty when there is none. */
  list(folder: string, options?: CallOptions): Promise<readonly string[]>;
  /** How many versions the mount keeps by default; null when the token may not ask. */
  readMaxVersions(options?: CallOptions): Promise<number | null>;
}

/** What a KV v2 engine keeps when neither path nor mount say otherwise. */
export const defaultMaxVersions = 10;

const openBody = Buffer.from('{"options":{"cas":');
const dataMember = Buffer.from('},"data":');
const closeBody = Buffer.from('}');

export function createKv(caller: Caller, mount: string): KvApi {
  const root = `/v1/${encodePath(mount)}`;
  const url = (kind: 'data' | 'metadata' | 'destroy', path: string) => `${root}/${kind}/${encodePath(path)}`;

  /** Asks for what may be absent, or lie at a path that the server refuses. */
  const look = async (path: string, from: string, options: CallOptions | undefined) => {
    const { answer } = await caller.call(
      { method: 'GET', path: from },
      options,
      (status, body) => isRefusedPath(path, status, body) || saidOrAbsent(status, body),
    );
    return answer;
  };

  return {
    async faultOfPath(path, options) {
      const fault = unusablePath(path);
      if (fault !== null || !hasUnprintable(path)) return fault;
      const answer = await look(path, url('metadata', path), options);
      return answer.status === 400 ? refusedCharacter(path) : null;
    },

    async readSecret(path, version, options) {
      if (unusablePath(path) !== null) return { state: 'missing' };
      const query = version === undefined || version === 0 ? '' : `?version=${version}`;
      const answer = await look(path, `${url('data', path)}${query}`, options);
      return answer.status === 200 ? readLive(caller.server, answer.body) : readGone(answer.body);
    },

    async readMetadata(path, options) {
      if (unusablePath(path) !== null) return null;
      const answer = await look(path, url('metadata', path), options);
      return answer.status === 200 ? toMetadata(parseAnswer(caller.server, answer.body)) : null;
    },

    async writeSecret(path, data, cas, options) {
      const body = Buffer.concat([openBody, Buffer.from(String(cas)), dataMember, data, closeBody]);
      const { answer, uncertain } = await caller.call(
        { method: 'POST', path: url('data', path), body },
        options,
        (status, answered) => (status === 200 && isWholeJson(answered)) || isCasMismatch(status, answered),
      );
      if (answer.status !== 200) return { kind: 'cas-mismatch', uncertain };
      const version = Number(asRecord(asRecord(parseAnswer(caller.server, answer.body)).data).version);
      return { kind: 'written', version };
    },

    async writeMetadata(path, settings, options) {
      const body = JSON.stringify({
        max_versions: settings.maxVersions,
        cas_required: settings.casRequired,
        delete_version_after: settings.deleteVersionAfter,
        custom_metadata: settings.customMetadata,
      });
      await caller.call({ method: 'POST', path: url('metadata', path), body: Buffer.from(body) }, options);
    },

    async destroyVersions(path, versions, options) {
      const body = Buffer.from(JSON.stringify({ versions }));
      await caller.call({ method: 'PUT', path: url('destroy', path), body }, options, okOrAbsent);
    },

    async deleteMetadata(path, options) {
      await caller.call({ method: 'DELETE', path: url('metadata', path) }, options, okOrAbsent);
    },

    async list(folder, options) {
      // The mount itself is the folder without a name.
      const bare = folder.replace(/\/$/, '');
      if (bare !== '' && unusablePath(bare) !== null) return [];
      // The LIST method of its own is refused by many proxies; this is the same.
      const from = `${url('metadata', bare === '' ? '' : `${bare}/`)}?list=true`;
      const answer = await look(bare, from, options);
      if (answer.status !== 200) return [];
      const { keys } = asRecord(asRecord(parseAnswer(caller.server, answer.body)).data);
      return Array.isArray(keys) ? keys.map(String) : [];
    },

    async readMaxVersions(options) {
      try {
        const { answer } = await caller.call({ method: 'GET', path: `${root}/config` }, options);
        const set = Number(
          asRecord(asRecord(parseAnswer(caller.server, answer.body)).data).max_versions ?? 0,
        );
        return set === 0 ? defaultMaxVersions : set;
      } catch (error) {
        if (error instanceof VaultError && (error.kind === 'denied' || error.kind === 'not-found'))
          return null;
        throw error;
      }
    },
  };
}

/** Each part of a path encoded, the slashes kept. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/**
 * 404 is what a missing secret answers, but a missing mount too, and a web server in between: neither must pass for an
 * empty path.
 */
function okOrAbsent(status: number, body: Buffer): boolean {
  // The metadata of a deleted version is its owner's text: no phrase in it is the server's.
  if (status === 404) return isWholeJson(body) && (holdsMetadata(body) || safePhrases(body) === '');
  return status >= 200 && status < 300 && (body.length === 0 || isWholeJson(body));
}

/** For reads: an answer without a body would pass for a path without versions. */
function saidOrAbsent(status: number, body: Buffer): boolean {
  return okOrAbsent(status, body) && body.length > 0;
}

/** The server's word on the path alone: it has looked at nothing else of the request. */
function isRefusedPath(path: string, status: number, body: Buffer): boolean {
  return status === 400 && body.length === 0 && hasUnprintable(path);
}

function holdsMetadata(body: Buffer): boolean {
  try {
    return sliceMember(body, ['data', 'metadata']) !== undefined;
  } catch {
    return false;
  }
}

function isCasMismatch(status: number, body: Buffer): boolean {
  return status === 400 && body.includes('check-and-set parameter did not match');
}

function readLive(server: string, body: Buffer): SecretRead {
  const answer = sliceMember(body, ['data']);
  const data = answer && sliceMember(answer, ['data']);
  const facts = answer && sliceMember(answer, ['metadata']);
  const metadata = facts ? asRecord(parseAnswer(server, facts)) : {};
  const version = Number(metadata.version);
  if (data === undefined || !Number.isSafeInteger(version)) {
    throw new VaultError('malformed', say('vault.no-version', { server }));
  }
  return { state: 'live', version, data, customMetadata: toCustomMetadata(metadata.custom_metadata) };
}

function toCustomMetadata(answered: unknown): CustomMetadata {
  return Object.fromEntries(Object.entries(asRecord(answered)).map(([name, value]) => [name, String(value)]));
}

/** A deleted or destroyed version answers 404 too, but with its metadata. */
function readGone(body: Buffer): SecretRead {
  let metadata: Readonly<Record<string, unknown>> = {};
  try {
    metadata = asRecord(asRecord(asRecord(JSON.parse(body.toString('utf8'))).data).metadata);
  } catch {}
  if (metadata.destroyed === true) return { state: 'destroyed' };
  return { state: typeof metadata.deletion_time === 'string' ? 'deleted' : 'missing' };
}

function toMetadata(answer: unknown): PathMetadata {
  const data = asRecord(asRecord(answer).data);
  const versions = Object.entries(asRecord(data.versions)).map(([number, entry]): VersionState => {
    const { destroyed, deletion_time: deletion } = asRecord(entry);
    // A deletion time ahead is a version that still lives.
    const deleted = typeof deletion === 'string' && deletion !== '' && Date.parse(deletion) <= Date.now();
    return {
      version: Number(number),
      state: destroyed === true ? 'destroyed' : deleted ? 'deleted' : 'live',
    };
  });
  return {
    currentVersion: Number(data.current_version ?? 0),
    versions: versions.sort((a, b) => a.version - b.version),
    maxVersions: Number(data.max_versions ?? 0),
    casRequired: data.cas_required === true,
    deleteVersionAfter: String(data.delete_version_after ?? '0s'),
    customMetadata: toCustomMetadata(data.custom_metadata),
  };
}
