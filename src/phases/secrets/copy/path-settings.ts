import { defaultMaxVersions, type PathMetadata, type PathSettings } from '../../../vault/kv.js';

/** Of a path that has no settings of its own. */
export const defaultSettings: PathSettings = {
  maxVersions: 0,
  casRequired: false,
  deleteVersionAfter: '0s',
  customMetadata: {},
};

interface SettingsQuestion {
  /** null: not known, or there is none. */
  readonly source: PathSettings | null;
  readonly target: PathMetadata | null;
  /** The run makes (or has made) the target path, so its settings are ours to set. */
  readonly ours: boolean;
  /** Versions that must be there at the same time when the path is done. */
  readonly versionsNeeded: number;
  /** What the target's mount keeps by default; null when the token may not ask. */
  readonly mountMaxVersions: number | null;
}

/**
 * Settings to write before the path's first version, or undefined when there is nothing to set. A path that keeps fewer
 * versions than the rows need would drop the oldest one at the next write, without an error: the limit is raised then, and
 * set to the engine's own where the mount's is not known and may be a lower one.
 */
export function settingsToWrite(question: SettingsQuestion): PathSettings | undefined {
  const { source, target, ours, versionsNeeded, mountMaxVersions } = question;
  const wanted = ours && source !== null ? source : (target ?? defaultSettings);
  const kept = wanted.maxVersions || (mountMaxVersions ?? defaultMaxVersions);
  const unknown = wanted.maxVersions === 0 && mountMaxVersions === null && versionsNeeded > 1;
  const settings: PathSettings = {
    maxVersions: kept < versionsNeeded ? versionsNeeded : unknown ? defaultMaxVersions : wanted.maxVersions,
    casRequired: wanted.casRequired,
    deleteVersionAfter: wanted.deleteVersionAfter,
    customMetadata: wanted.customMetadata,
  };
  return sameSettings(settings, target ?? defaultSettings) ? undefined : settings;
}

function sameSettings(left: PathSettings, right: PathSettings): boolean {
  return (
    left.maxVersions === right.maxVersions &&
    left.casRequired === right.casRequired &&
    left.deleteVersionAfter === right.deleteVersionAfter &&
    JSON.stringify(sortedEntries(left.customMetadata)) === JSON.stringify(sortedEntries(right.customMetadata))
  );
}

function sortedEntries(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
