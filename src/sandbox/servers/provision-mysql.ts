import { type Progress, withLock } from '../cache.js';
import { unpackFromSid } from '../debian-tree.js';
import { findMysql, type Installation, mysqlInTree, mysqlTree } from './installation.js';

/** What no server needs. */
const unneeded = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/perl',
  'usr/share/locale',
  'usr/share/lintian',
];

/** Finds MySQL, or brings Debian sid's into the cache folder (63 MB to download). */
export async function provisionMysql(progress: Progress): Promise<Installation> {
  const found = findMysql();
  if (found !== undefined) return found;
  return withLock('mysql', progress, async () => {
    const meanwhile = findMysql();
    if (meanwhile !== undefined) return meanwhile;
    const works = (tree: string) => mysqlInTree(tree) !== undefined;
    const packages = ['mysql-server-core', 'mysql-client-core'];
    await unpackFromSid({ packages, folder: mysqlTree(), unneeded, works }, progress);
    const fetched = findMysql();
    if (fetched === undefined)
      throw new Error(`MySQL was unpacked to ${mysqlTree()}, yet mysqld does not run`);
    return fetched;
  });
}
