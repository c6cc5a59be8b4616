/** The KV v2 engine of the stand-in: one mount in memory. Values are kept as the JSON text they came as. */
export interface KvStore {
  read(path: string, version: number): StoredVersion | null;
  /** null: check-and-set did not match. */
  write(path: string, data: string, cas: number | undefined): StoredVersion | null;
  metadata(path: string): StoredPath | null;
  /** Makes the path when there is none. */
  settle(path: string, settings: Partial<StoredSettings>): void;
  mark(path: string, versions: readonly number[], as: 'deleted' | 'restored' | 'destroyed'): void;
  remove(path: string): void;
  list(folder: string): readonly string[];
}

export interface StoredVersion {
  readonly version: number;
  readonly created: string;
  deleted: string;
  destroyed: boolean;
  data: string | null;
}

interface StoredSettings {
  max_versions: number;
  cas_required: boolean;
  delete_version_after: string;
  custom_metadata: Record<string, string> | null;
}

export interface StoredPath extends StoredSettings {
  current: number;
  readonly created: string;
  readonly versions: Map<number, StoredVersion>;
}

const keptVersions = 10;

export function createKvStore(): KvStore {
  const paths = new Map<string, StoredPath>();

  function open(path: string): StoredPath {
    let entry = paths.get(path);
    if (entry === undefined) {
      entry = {
        max_versions: 0,
        cas_required: false,
        delete_version_after: '0s',
        custom_metadata: null,
        current: 0,
        created: new Date().toISOString(),
        versions: new Map(),
      };
      paths.set(path, entry);
    }
    return entry;
  }

  return {
    read(path, version) {
      const entry = paths.get(path);
      return entry?.versions.get(version === 0 ? entry.current : version) ?? null;
    },
    write(path, data, cas) {
      const current = paths.get(path)?.current ?? 0;
      if (cas !== undefined && cas !== current) return null;
      const entry = open(path);
      entry.current += 1;
      const stored = {
        version: entry.current,
        created: new Date().toISOString(),
        deleted: '',
        destroyed: false,
        data,
      };
      entry.versions.set(stored.version, stored);
      entry.versions.delete(entry.current - (entry.max_versions || keptVersions));
      return stored;
    },
    metadata: (path) => paths.get(path) ?? null,
    settle(path, settings) {
      Object.assign(open(path), settings);
    },
    mark(path, versions, as) {
      for (const number of versions) {
        const stored = paths.get(path)?.versions.get(number);
        if (stored === undefined) continue;
        if (as === 'destroyed') {
          stored.destroyed = true;
          stored.data = null;
        } else stored.deleted = as === 'deleted' ? new Date().toISOString() : '';
      }
    },
    remove: (path) => void paths.delete(path),
    list(folder) {
      const prefix = folder === '' ? '' : `${folder.replace(/\/$/, '')}/`;
      const below = [...paths.keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length).replace(/\/.*$/s, '/'));
      return [...new Set(below)].sort();
    },
  };
}
