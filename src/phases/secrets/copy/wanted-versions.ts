import type { SecretProblem } from '../../../core/events.js';
import type { Sentence } from '../../../core/sentence.js';
import type { PathMetadata } from '../../../vault/kv.js';
import { say } from '../words.js';
import type { SecretCopyOptions, SecretGroup, SecretRow } from './copy-types.js';

/** What both servers say of one path before anything is written to it. */
export interface InspectedPath {
  readonly group: SecretGroup;
  /** null: the source has no such path. `unread`: not asked for; reading a version tells whether it is there. */
  readonly source: PathMetadata | null | 'unread';
  readonly target: PathMetadata | null;
  /** The target's current version before this run's first write. */
  readonly priorVersion: number;
  /** An earlier start of this run may have written versions above `priorVersion`. */
  readonly resumed: boolean;
  /** Versions that are the run's for certain. */
  readonly own?: ReadonlySet<number>;
  /** One of the servers cannot hold such a path. */
  readonly unusable?: NonNullable<Wanted['problem']>;
  /** Nothing of someone else's is in the way, so versions may be written. */
  readonly writable: boolean;
}

/** One version to bring over, with the rows that name it (none for mere history). */
export interface Wanted {
  readonly version: number;
  readonly rows: readonly SecretRow[];
  /** Where it is in the target already. */
  found?: { readonly version: number; readonly ours: boolean };
  problem?: { readonly kind: SecretProblem; readonly message: string | Sentence };
}

/** The versions that the rows name, oldest first, with the whole history when asked; what the source lacks is a problem. */
export function wantedVersions(
  { group, source, unusable }: InspectedPath,
  history: SecretCopyOptions['history'],
): Wanted[] {
  const byVersion = new Map<string, SecretRow[]>();
  for (const row of group.rows) byVersion.set(row.version, [...(byVersion.get(row.version) ?? []), row]);
  const wanted = [...byVersion].map(([text, rows]): Wanted => {
    const version = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
    if (unusable !== undefined) return { version, rows, problem: unusable };
    return { version, rows, ...problemAtSource(source, version, text) };
  });
  if (history === 'all') {
    const named = new Set(wanted.map(({ version }) => version));
    for (const { version, state } of versionsOf(source)) {
      if (state === 'live' && !named.has(version)) wanted.push({ version, rows: [] });
    }
  }
  return wanted.sort((a, b) => a.version - b.version);
}

/** The source's versions as far as they are known. */
export function versionsOf(source: InspectedPath['source']): PathMetadata['versions'] {
  return source === null || source === 'unread' ? [] : source.versions;
}

/** Version 0 is refused, not passed on: servers take it for "the newest one". */
function problemAtSource(
  source: InspectedPath['source'],
  version: number,
  text: string,
): Pick<Wanted, 'problem'> {
  if (source === 'unread') return version === 0 ? { problem: noVersion(text) } : {};
  if (source === null) return { problem: noSecret };
  const state = source.versions.find((candidate) => candidate.version === version)?.state;
  if (state === 'live') return {};
  return { problem: state === undefined ? noVersion(text) : goneVersion(text, state) };
}

type Problem = NonNullable<Wanted['problem']>;

export const noSecret: Problem = { kind: 'missing', message: say('secret.no-secret') };

export function noVersion(version: string | number): Problem {
  return { kind: 'version-missing', message: say('secret.no-version', { version }) };
}

export function goneVersion(version: string | number, state: 'deleted' | 'destroyed'): Problem {
  return { kind: state, message: say(`secret.${state}`, { version }) };
}
