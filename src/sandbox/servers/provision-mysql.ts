import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Progress, withLock } from '../cache.js';
import { runCommand } from '../commands.js';
import { aptGet, debianMirror, type Mirror } from './apt.js';
import { findMysql, type Installation, mysqlInTree, mysqlTree } from './installation.js';

const packages = ['mysql-server-core', 'mysql-client-core'];
/** Parts of the packages that no server needs; they are four fifths of the unpacked size. */
const unneeded = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/perl',
  'usr/share/locale',
  'usr/share/lintian',
];

/**
 * Finds MySQL, or brings Debian sid's into the cache folder: apt resolves and downloads the packages with all
 * they depend on, in a state of its own (the machine's packages stay as they are, and it needs no root).
 */
export async function provisionMysql(progress: Progress): Promise<Installation> {
  const found = findMysql();
  if (found !== undefined) return found;
  return withLock('mysql', progress, async () => {
    const meanwhile = findMysql();
    if (meanwhile !== undefined) return meanwhile;
    await fetchTree(await debianMirror(), progress);
    const fetched = findMysql();
    if (fetched === undefined)
      throw new Error(`MySQL was unpacked to ${mysqlTree()}, yet mysqld does not run`);
    return fetched;
  });
}

async function fetchTree(mirror: Mirror, progress: Progress): Promise<void> {
  const work = `${mysqlTree()}.draft`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  try {
    progress('downloading mysql-server-core and what it needs (about 65 MB) from Debian sid');
    const folder = await downloadPackages(mirror, work, progress);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
    const tree = join(work, 'tree');
    await mkdir(tree);
    progress(`unpacking ${files.length} packages`);
    for (const file of files) await runCommand('dpkg-deb', ['-x', join(folder, file), tree]);
    for (const part of unneeded) await rm(join(tree, part), { recursive: true, force: true });
    if (mysqlInTree(tree) === undefined) throw new Error("the unpacked tree's mysqld does not run");
    await rm(mysqlTree(), { recursive: true, force: true });
    await rename(tree, mysqlTree());
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Downloads into apt's archive folder below `work` and gives that folder. */
async function downloadPackages(mirror: Mirror, work: string, progress: Progress): Promise<string> {
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
  ].flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  await aptGet(['update'], progress, options);
  await aptGet(['install', '--download-only', '--no-install-recommends', ...packages], progress, options);
  return archives;
}
