import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { aptGet } from '../../../../src/sandbox/apt.js';
import { cacheFolder, type Progress, withLock } from '../../../../src/sandbox/cache.js';
import { runCommand } from '../../../../src/sandbox/commands.js';

interface Unpacking {
  /** Folder in the cache. */
  readonly name: string;
  readonly packages: readonly string[];
  /** Programs that must be there then, from the folder on. */
  readonly programs: readonly string[];
  /** With what they need and this machine lacks. */
  readonly withLibraries: boolean;
}

/**
 * Unpacks packages of this machine's Debian into the cache folder, once, and gives the folder. They are not installed: that would start
 * services on the machine's ports, and change what its PATH has.
 */
export async function unpackPackages(unpacking: Unpacking, progress: Progress): Promise<string> {
  const { name, packages, programs } = unpacking;
  const folder = cacheFolder(name);
  const isThere = () => programs.every((program) => existsSync(join(folder, program)));
  if (isThere()) return folder;
  return withLock(name, progress, async () => {
    if (isThere()) return folder;
    const work = `${folder}.draft`;
    await rm(work, { recursive: true, force: true });
    const archives = join(work, 'archives');
    await mkdir(join(archives, 'partial'), { recursive: true });
    try {
      progress(`downloading ${packages.join(' and ')} with apt`);
      await download(unpacking, archives, progress);
      const tree = join(work, 'tree');
      const files = (await readdir(archives)).filter((file) => file.endsWith('.deb'));
      await mkdir(tree);
      for (const file of files) await runCommand('dpkg-deb', ['-x', join(archives, file), tree]);
      await rm(folder, { recursive: true, force: true });
      await rename(tree, folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    if (!isThere()) throw new Error(`apt's ${packages.join(' and ')} lack ${programs.join(' or ')}`);
    return folder;
  });
}

/** A machine that has never asked its mirror does so first. */
async function download(
  { packages, withLibraries }: Unpacking,
  archives: string,
  progress: Progress,
): Promise<void> {
  const asRoot = ['-o', 'APT::Sandbox::User=root'];
  const own = [...asRoot, '-o', `Dir::Cache::archives=${archives}`, '-o', 'Debug::NoLocking=1'];
  const words = ['install', '--reinstall', '--download-only', '--no-install-recommends', ...packages];
  const get = () =>
    withLibraries
      ? aptGet(words, progress, own)
      : runCommand('apt-get', ['-q', '-y', ...asRoot, 'download', ...packages], { cwd: archives });
  try {
    await get();
  } catch {
    await aptGet(['update'], progress);
    await get();
  }
}

/** What a program that was unpacked finds its libraries by; `folder` is the one it was unpacked to. */
export const librariesOf = (folder: string): string =>
  ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu', 'lib/aarch64-linux-gnu']
    .map((part) => join(folder, part))
    .join(':');
