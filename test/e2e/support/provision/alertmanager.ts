import { findProgram } from '../../../../src/core/find-program.js';
import type { Progress } from '../../../../src/sandbox/cache.js';
import { unpackPackages } from './debian.js';

const debianPackage = 'prometheus-alertmanager';

/** Gives the command that runs Alertmanager: the one on PATH, else Debian's, unpacked into the cache folder. */
export async function provisionAlertmanager(progress: Progress): Promise<readonly [string, ...string[]]> {
  const installed = findProgram(debianPackage) ?? findProgram('alertmanager');
  if (installed !== undefined) return [installed];
  const folder = await unpackPackages(
    {
      name: 'alertmanager',
      packages: [debianPackage],
      programs: [`usr/bin/${debianPackage}`],
      withLibraries: false,
    },
    progress,
  );
  // Debian's looks for its templates in /usr/share, so it gets a view of the disk of its own.
  const script = `mount --bind "$0/usr/share" /usr/share && exec "$0/usr/bin/${debianPackage}" "$@"`;
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  return ['unshare', ...asRoot, '--mount', 'sh', '-c', script, folder];
}
