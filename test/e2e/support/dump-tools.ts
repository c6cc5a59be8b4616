import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { findProgram } from '../../../src/core/find-program.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { cacheFolder } from '../../../src/sandbox/cache.js';
import { runCommand } from '../../../src/sandbox/commands.js';
import { findMysql } from '../../../src/sandbox/servers/installation.js';

/**
 * A folder for PATH with a server's own dump program and client, as an operator has them. Each notes the words it is called with in
 * the file `called`, before it does its work.
 */
export async function dumpTools(flavour: Flavour, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const programs: Readonly<Record<string, readonly string[]>> =
    flavour === 'mysql'
      ? { mysqldump: mysqlProgram('mysqldump'), mysql: mysqlProgram('mysql') }
      : { 'mariadb-dump': [await mariadbDump()], mariadb: [findProgram('mariadb') ?? 'mariadb'] };
  for (const [name, words] of Object.entries(programs)) {
    const path = join(folder, name);
    const script = `#!/bin/sh\nprintf '%s\\n' "$0 $*" >> '${join(folder, 'called')}'\nenv >> '${join(folder, 'called')}'\n`;
    await writeFile(path, `${script}exec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`);
    await chmod(path, 0o755);
  }
  return folder;
}

/** Beside the server's program, and run as that is. */
function mysqlProgram(name: string): readonly string[] {
  const server = findMysql()?.server;
  if (!server) throw new Error('there is no MySQL');
  const program = resolve(dirname(server.at(-1) ?? ''), '../bin', name);
  return [...server.slice(0, -1), program];
}

/** MariaDB's is in another package than its server; it is unpacked into the cache, not installed. */
async function mariadbDump(): Promise<string> {
  const found = findProgram('mariadb-dump');
  if (found !== undefined) return found;
  const tree = cacheFolder('mariadb-client');
  const program = join(tree, 'usr/bin/mariadb-dump');
  if (existsSync(program)) return program;
  const draft = `${tree}.${process.pid}.draft`;
  await mkdir(draft, { recursive: true });
  try {
    await runCommand('apt-get', ['download', 'mariadb-client'], { cwd: draft });
    const [archive = ''] = (await readdir(draft)).filter((name) => name.endsWith('.deb'));
    await runCommand('dpkg-deb', ['-x', join(draft, archive), join(draft, 'tree')]);
    await rename(join(draft, 'tree'), tree).catch((error: unknown) => {
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return program;
}
