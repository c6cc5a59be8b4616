import type { Config, FilesEndpoint } from '../config/config.js';
import { defaultFilesOptions } from '../config/options.js';
import type { Preset } from '../preset/schema.js';
import type { FileDestination, Plan } from './plan.js';

/** What of the files moves and where to; nothing where the config names no stores, or says that they are left alone. Pure. */
export function planFiles(
  { source, target, options, tenantId }: Config,
  preset: Preset,
  migrated: ReadonlySet<string>,
): Pick<Plan, 'files'> {
  const mode = (options.files ?? defaultFilesOptions).mode;
  if (!preset.files || !source.files || !target.files || mode === 'skip') return {};
  const { repository, path } = preset.files;
  const entries = preset.files.entries.filter(({ table }) => migrated.has(table));
  if (entries.length === 0) return {};
  const { store, tenantProject, alsoPlainProject, slave } = target.files;
  const tenant = tenantProject ? tenantId : null;
  const destinations: FileDestination[] = [{ name: 'main', store: storeName(store, tenant) }];
  if (alsoPlainProject && tenant !== null)
    destinations.push({ name: 'plain', store: storeName(store, null) });
  if (slave) destinations.push({ name: 'slave', store: storeName(slave, tenant) });
  return { files: { repository, path, entries, source: storeName(source.files.store, null), destinations } };
}

/** A store as a person calls it: `https://repo acme.bscp`, `https://cos.example bucket`. */
export function storeName(store: FilesEndpoint, tenant: string | null): string {
  if (store.type === 'cos') return `${store.endpoint} ${store.bucket}`;
  return `${store.url} ${tenant === null ? '' : `${tenant}.`}${store.project}`;
}
