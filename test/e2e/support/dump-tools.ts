import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../../src/core/find-program.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { mariadbDump, mysqlProgram } from './provision/dump-programs.js';

/**
 * A folder for PATH with a server's own dump program and client, as an operator has them. Each notes the words it is called with and
 * its environment in the file `called`, before it does its work.
 */
export async function dumpTools(flavour: Flavour, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const programs: Readonly<Record<string, readonly string[]>> =
    flavour === 'mysql'
      ? { mysqldump: mysqlProgram('mysqldump'), mysql: mysqlProgram('mysql') }
      : { 'mariadb-dump': await mariadbDump(), mariadb: [findProgram('mariadb') ?? 'mariadb'] };
  for (const [name, words] of Object.entries(programs)) {
    const path = join(folder, name);
    const script = `#!/bin/sh\nprintf '%s\\n' "$0 $*" >> '${join(folder, 'called')}'\nenv >> '${join(folder, 'called')}'\n`;
    await writeFile(path, `${script}exec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`);
    await chmod(path, 0o755);
  }
  return folder;
}
