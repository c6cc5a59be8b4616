import type { CallOptions } from '../../../vault/caller.js';
import type { VaultClient } from '../../../vault/client.js';
import { VaultError } from '../../../vault/errors.js';

/** Knows which paths a mount does not have, from listings of their folders instead of a request for each. */
export interface AbsentPaths {
  /**
   * True: the path was absent when its folder (or one above) was listed. It may have come since: only a write that
   * fails in that case (check-and-set 0) may rest on the answer. False: it may be there. Throws VaultError.
   */
  isAbsent(path: string): Promise<boolean>;
}

/** Folders remembered; paths come in order, so those of one folder follow each other. */
const mostFolders = 64;
/** A folder with more names costs more memory than it saves requests. */
const mostNames = 10_000;

export function createAbsentPaths(client: VaultClient, options: CallOptions): AbsentPaths {
  const folders = new Map<string, Promise<ReadonlySet<string> | null>>();

  /** null: not known. */
  function namesIn(folder: string): Promise<ReadonlySet<string> | null> {
    const asked = folders.get(folder) ?? ask(folder);
    // Taken out and put in again: the map's first is then the one used longest ago.
    folders.delete(folder);
    folders.set(folder, asked);
    const oldest = folders.keys().next().value;
    if (folders.size > mostFolders && oldest !== undefined) folders.delete(oldest);
    return asked;
  }

  async function ask(folder: string): Promise<ReadonlySet<string> | null> {
    try {
      const names = await client.list(folder, options);
      return names.length > mostNames ? null : new Set(names);
    } catch (error) {
      // Listing is a right of its own, which the copy does not need.
      if (error instanceof VaultError && error.kind === 'denied') return null;
      folders.delete(folder);
      throw error;
    }
  }

  return {
    async isAbsent(path) {
      const parts = path.split('/');
      for (let depth = 0; depth < parts.length; depth++) {
        const names = await namesIn(parts.slice(0, depth).join('/'));
        const name = depth === parts.length - 1 ? parts[depth] : `${parts[depth]}/`;
        if (names !== null && !names.has(name as string)) return true;
      }
      return false;
    },
  };
}
