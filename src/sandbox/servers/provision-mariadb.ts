import { installPackages } from '../apt.js';
import { type Progress, withLock } from '../cache.js';
import { findMariadb, type Installation } from './installation.js';

/**
 * Finds MariaDB, or installs it with apt. The -core packages hold the server program without the system's
 * service, so installing starts and enables nothing.
 */
export async function provisionMariadb(progress: Progress): Promise<Installation> {
  const found = findMariadb();
  if (found !== undefined) return found;
  return withLock('apt', progress, async () => {
    const meanwhile = findMariadb();
    if (meanwhile !== undefined) return meanwhile;
    progress('installing mariadb-server-core with apt');
    await installPackages(['mariadb-server-core', 'mariadb-client-core'], progress);
    const installed = findMariadb();
    if (installed === undefined)
      throw new Error('apt installed mariadb-server-core, yet mariadbd does not run');
    return installed;
  });
}
