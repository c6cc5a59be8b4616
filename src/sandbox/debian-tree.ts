import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptGet, debianMirror, type Mirror } from './apt.js';
import type { Progress } from './cache.js';
import { runCommand } from './commands.js';

interface TreeOptions {
  /** Packages to bring, with all they depend on. */
  readonly packages: readonly string[];
  /** Folder the packages are unpacked to; it appears when it is complete. */
  readonly folder: string;
  /** Parts that are not needed, relative to the tree. */
  readonly unneeded: readonly string[];
  /** Whether a tree is usable; checked before it takes its place. */
  readonly works: (tree: string) => boolean;
}

/**
 * Unpacks packages of Debian sid into a folder. apt resolves, downloads and verifies them in a state of its own, so
 * the machine's packages stay as they are, and it needs no root.
 */
export async function unpackFromSid(options: TreeOptions, progress: Progress): Promise<void> {
  const mirror = await debianMirror(options.packages.join(', '));
  const work = `${options.folder}.draft`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  try {
    progress(`downloading ${options.packages.join(', ')} from Debian sid`);
    const archives = await downloadPackages(mirror, options.packages, work, progress);
    const files = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
    const tree = join(work, 'tree');
    await mkdir(tree);
    progress(`unpacking ${files.length} packages`);
    for (const file of files) await runCommand('dpkg-deb', ['-x', join(archives, file), tree]);
    for (const part of options.unneeded) await rm(join(tree, part), { recursive: true, force: true });
    if (!options.works(tree)) throw new Error(`${options.packages.join(', ')} from sid do not run here`);
    await rm(options.folder, { recursive: true, force: true });
    await rename(tree, options.folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Downloads into apt's archive folder below `work` and gives that folder. */
async function downloadPackages(
  mirror: Mirror,
  packages: readonly string[],
  work: string,
  progress: Progress,
): Promise<string> {
  const state = join(work, 'apt');
  const archives = join(state, 'cache/archives');
  await mkdir(join(archives, 'partial'), { recursive: true });
  await mkdir(join(state, 'lists/partial'), { recursive: true });
  const keyring = [mirror.signedBy, '/usr/share/keyrings/debian-archive-keyring.gpg'].find(
    (path) => path !== undefined && existsSync(path),
  );
  const trust = keyring === undefined ? '' : `[signed-by=${keyring}] `;
  await writeFile(join(state, 'sources.list'), `deb ${trust}${mirror.uri} sid main\n`);
  // An empty status file: nothing counts as installed, so every dependency down to libc is fetched.
  await writeFile(join(state, 'status'), '');
  const options = [
    ['Dir::State', state],
    ['Dir::State::lists', join(state, 'lists')],
    ['Dir::State::status', join(state, 'status')],
    ['Dir::Cache', join(state, 'cache')],
    ['Dir::Cache::archives', archives],
    ['Dir::Etc::sourcelist', join(state, 'sources.list')],
    ['Dir::Etc::sourceparts', '/dev/null'],
    ['Dir::Etc::preferences', '/dev/null'],
    ['Dir::Etc::preferencesparts', '/dev/null'],
    ['APT::Sandbox::User', 'root'],
    // A mirror may be a snapshot of some past day; its signature is still checked.
    ['Acquire::Check-Valid-Until', 'false'],
  ].flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  await aptGet(['update'], progress, options);
  await aptGet(['install', '--download-only', '--no-install-recommends', ...packages], progress, options);
  return archives;
}
