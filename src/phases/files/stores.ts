import type { Config } from '../../config/config.js';
import { defaultFilesOptions, type FilesOptions } from '../../config/options.js';
import { openStore } from '../../objects/open.js';
import type { ObjectPlace, ObjectStore } from '../../objects/store.js';
import type { FilesPlan } from '../../plan/plan.js';
import type { CarriedFile } from './carry-file.js';
import type { FileName, WantedFile } from './wanted-files.js';

/** The stores of a plan, opened. */
export interface FileStores {
  readonly source: ObjectStore;
  /** By the plan's names. */
  readonly destinations: ReadonlyMap<string, ObjectStore>;
  /** Names of those that are one tenant's own: nobody else's rows mean what lies there. */
  readonly ownOfTenant: ReadonlySet<string>;
  close(): Promise<void>;
}

export const filesOptions = ({ options }: Config): FilesOptions => options.files ?? defaultFilesOptions;

/** Opens what the plan names; nothing is asked yet. Throws RefusedError for a config that does not lead there. */
export async function openStores(
  { source, target, tenantId, ...config }: Config,
  plan: FilesPlan,
): Promise<FileStores> {
  if (!source.files || !target.files) throw new Error('the plan moves files, and the config names no stores');
  const { store, tenantProject, slave } = target.files;
  const connections = filesOptions({ source, target, tenantId, ...config }).parallel;
  const tenant = tenantProject ? { tenant: tenantId } : {};
  const opened = new Map<string, ObjectStore>();
  const ownOfTenant = new Set<string>();
  for (const { name } of plan.destinations) {
    if (name === 'slave' && !slave) continue;
    const endpoint = name === 'slave' && slave ? slave : store;
    opened.set(name, await openStore(endpoint, { connections, ...(name === 'plain' ? {} : tenant) }));
    if (tenantProject && name !== 'plain' && endpoint.type === 'bkrepo') ownOfTenant.add(name);
  }
  const from = await openStore(source.files.store, { connections });
  return {
    source: from,
    destinations: opened,
    ownOfTenant,
    close: async () => {
      await Promise.allSettled([from, ...opened.values()].map((one) => one.close()));
    },
  };
}

/** Where a file lies in every store. */
export function placeOf({ path }: FilesPlan, { repository, sha256 }: FileName): ObjectPlace {
  return { repository, path: path.replace('{sha256}', sha256) };
}

export const carriedFile = (plan: FilesPlan, file: WantedFile): CarriedFile => ({
  place: placeOf(plan, file),
  sha256: file.sha256,
  md5: file.md5,
  saidBytes: file.bytes,
});
