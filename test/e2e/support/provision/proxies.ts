import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../../../src/core/find-program.js';
import { aptGet } from '../../../../src/sandbox/apt.js';
import { cacheFolder, type Progress, withLock } from '../../../../src/sandbox/cache.js';
import { runCommand } from '../../../../src/sandbox/commands.js';

/** A proxy program, and what its environment needs. */
export interface ProxyProgram {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Proxies {
  readonly haproxy: ProxyProgram;
  readonly nginx: ProxyProgram;
}

const names = ['haproxy', 'nginx'] as const;

/** Those on PATH, else Debian's in the cache folder; undefined where one is in neither. */
export function findProxies(): Proxies | undefined {
  const tree = cacheFolder('proxies');
  const found = names.map((name) => findProgram(name) ?? join(tree, 'usr/sbin', name));
  const [haproxy = '', nginx = ''] = found;
  if (!found.every((program) => existsSync(program))) return undefined;
  const env = { LD_LIBRARY_PATH: libraryFolders.map((folder) => join(tree, folder)).join(':') };
  const own = (program: string) => ({ program, env: program.startsWith(tree) ? env : {} });
  return { haproxy: own(haproxy), nginx: own(nginx) };
}

const libraryFolders = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu'];

/**
 * Finds HAProxy and nginx, or unpacks Debian's into the cache folder. They are not installed: that would start them as services of the
 * machine, on its ports.
 */
export async function provisionProxies(progress: Progress): Promise<Proxies> {
  const found = findProxies();
  if (found !== undefined) return found;
  return withLock('proxies', progress, async () => {
    const meanwhile = findProxies();
    if (meanwhile !== undefined) return meanwhile;
    const folder = cacheFolder('proxies');
    const work = `${folder}.draft`;
    await rm(work, { recursive: true, force: true });
    const archives = join(work, 'archives');
    await mkdir(join(archives, 'partial'), { recursive: true });
    try {
      progress('downloading haproxy and nginx with apt');
      await download(archives, progress);
      const tree = join(work, 'tree');
      const files = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
      await mkdir(tree);
      for (const file of files) await runCommand('dpkg-deb', ['-x', join(archives, file), tree]);
      await rm(folder, { recursive: true, force: true });
      await rename(tree, folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    const unpacked = findProxies();
    if (unpacked === undefined) throw new Error(`apt's haproxy and nginx are not in ${folder}`);
    return unpacked;
  });
}

/** With what they need and this machine lacks. A machine that has never asked its mirror does so first. */
async function download(archives: string, progress: Progress): Promise<void> {
  const options = [
    '-o',
    `Dir::Cache::archives=${archives}`,
    '-o',
    'Debug::NoLocking=1',
    '-o',
    'APT::Sandbox::User=root',
  ];
  const install = ['install', '--reinstall', '--download-only', '--no-install-recommends', ...names];
  try {
    await aptGet(install, progress, options);
  } catch {
    await aptGet(['update'], progress);
    await aptGet(install, progress, options);
  }
}
