import type { ObjectHead, ObjectStore } from '../../objects/store.js';
import type { FilesPlan } from '../../plan/plan.js';
import { placeOf } from './stores.js';
import { type FileName, nameOf } from './wanted-files.js';

/** What a store said of a file when it listed it with others; null: it is not there. undefined: the store has to be asked. */
export type Listed = (file: FileName) => ObjectHead | null | undefined;

/** Files that are looked for together. */
export const listedTogether = 1_000;
/** Fewer of one repository are asked for one by one. */
const fewestListed = 8;
/** A repository may hold many that nobody asks for. */
const mostLists = 3;

export const nothingListed: Listed = () => undefined;

/**
 * Looks for many files in a few lists, where a store has such: a thousand for one request. `some`: in the order of `wantedFiles`. Never
 * throws: those of which no list speaks are asked for by whoever wants them, and meet there what is wrong.
 */
export function createLister(files: FilesPlan, source: ObjectStore, signal: AbortSignal) {
  // Whoever may read need not have the right to list.
  const without = new WeakSet<ObjectStore>();
  const isOrdered = files.path.endsWith('{sha256}');

  return async (store: ObjectStore | undefined, some: readonly FileName[]): Promise<Listed> => {
    if (!store?.list || !isOrdered || without.has(store)) return nothingListed;
    // Where nothing is written since source and target are one place, the target's account proves that it reads each file.
    if (store !== source && store.identity === source.identity) return nothingListed;
    const found = new Map<string, ObjectHead>();
    const through = new Map<string, string>();
    try {
      for (const [repository, group] of Map.groupBy(some, (file) => file.repository)) {
        const last = group.at(-1);
        if (!last || group.length < fewestListed) continue;
        const end = placeOf(files, last).path;
        const prefix = end.slice(0, -last.sha256.length);
        // Whatever stands behind this, stands at the first one's place or behind it.
        let after = placeOf(files, group[0] ?? last).path.slice(0, -1);
        for (let lists = 0; lists < mostLists && after < end; lists += 1) {
          const { objects, isAll } = await store.list(repository, { prefix, after }, { signal });
          for (const { path, ...head } of objects)
            found.set(nameOf({ repository, sha256: path.slice(prefix.length) }), head);
          const furthest = isAll ? end : objects.at(-1)?.path;
          if (furthest === undefined) break;
          after = furthest;
          through.set(repository, after);
        }
      }
    } catch {
      without.add(store);
    }
    return (file) => {
      const known = found.get(nameOf(file));
      if (known) return known;
      const until = through.get(file.repository);
      return until !== undefined && placeOf(files, file).path <= until ? null : undefined;
    };
  };
}
