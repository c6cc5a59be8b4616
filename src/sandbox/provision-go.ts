import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, type Progress, withLock } from './cache.js';
import { probeCommand } from './commands.js';
import { unpackFromSid } from './debian-tree.js';

/** Brings a Go compiler into the cache folder (48 MB to download) and gives the path of its `go`. */
export async function provisionGo(progress: Progress): Promise<string> {
  const folder = cacheFolder('go');
  const found = goInTree(folder);
  if (found !== undefined) return found;
  return withLock('go', progress, async () => {
    const works = (tree: string) => goInTree(tree) !== undefined;
    if (!works(folder)) {
      await unpackFromSid({ packages: ['golang-go'], folder, unneeded: ['usr/share/doc'], works }, progress);
    }
    return goInTree(folder) as string;
  });
}

/** Debian's `go` is linked statically and finds its library beside itself, so the tree can be anywhere. */
function goInTree(tree: string): string | undefined {
  const library = join(tree, 'usr/lib');
  if (!existsSync(library)) return undefined;
  return readdirSync(library)
    .map((name) => join(library, name, 'bin/go'))
    .find((path) => existsSync(path) && probeCommand(path, ['version']) !== undefined);
}
