import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../../../src/core/find-program.js';
import { aptGet } from '../../../../src/sandbox/apt.js';
import { cacheFolder, type Progress, withLock } from '../../../../src/sandbox/cache.js';
import { runCommand } from '../../../../src/sandbox/commands.js';

const debianPackage = 'prometheus-alertmanager';

/**
 * Gives the command that runs Alertmanager: the one on PATH, else Debian's, unpacked into the cache folder. It is not installed: that would start
 * it as a service of the machine, on its ports.
 */
export async function provisionAlertmanager(progress: Progress): Promise<readonly [string, ...string[]]> {
  const installed = findProgram(debianPackage) ?? findProgram('alertmanager');
  if (installed !== undefined) return [installed];
  const folder = cacheFolder('alertmanager');
  await unpack(folder, progress);
  // Debian's looks for its templates in /usr/share, so it gets a view of the disk of its own.
  const script = `mount --bind "$0/usr/share" /usr/share && exec "$0/usr/bin/${debianPackage}" "$@"`;
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  return ['unshare', ...asRoot, '--mount', 'sh', '-c', script, folder];
}

async function unpack(folder: string, progress: Progress): Promise<void> {
  const program = join(folder, 'usr/bin', debianPackage);
  if (existsSync(program)) return;
  await withLock('alertmanager', progress, async () => {
    if (existsSync(program)) return;
    const work = `${folder}.draft`;
    await rm(work, { recursive: true, force: true });
    await mkdir(join(work, 'tree'), { recursive: true });
    try {
      progress(`downloading ${debianPackage} with apt`);
      await download(work, progress);
      const file = (await readdir(work)).find((name) => name.endsWith('.deb')) ?? '';
      await runCommand('dpkg-deb', ['-x', join(work, file), join(work, 'tree')]);
      await rm(folder, { recursive: true, force: true });
      await rename(join(work, 'tree'), folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    if (!existsSync(program)) throw new Error(`apt's ${debianPackage} is not in ${folder}`);
  });
}

/** A machine that has never asked its mirror does so first. */
async function download(folder: string, progress: Progress): Promise<void> {
  const options = ['-q', '-y', '-o', 'APT::Sandbox::User=root'];
  const get = () => runCommand('apt-get', [...options, 'download', debianPackage], { cwd: folder });
  try {
    await get();
  } catch {
    await aptGet(['update'], progress);
    await get();
  }
}
