import { dirname, join, resolve } from 'node:path';
import { findProgram } from '../../../../src/core/find-program.js';
import type { Progress } from '../../../../src/sandbox/cache.js';
import { findMysql } from '../../../../src/sandbox/servers/installation.js';
import { librariesOf, unpackPackages } from './debian.js';

/** Words that a program is called by. */
export type Words = readonly [string, ...string[]];

const silent = () => undefined;

/** MySQL's mysqldump or mysql: beside the server's program, and run as that is. */
export function mysqlProgram(name: 'mysqldump' | 'mysql'): Words {
  const server = findMysql()?.server;
  if (!server) throw new Error('there is no MySQL');
  const [first = '', ...others] = server.slice(0, -1);
  const program = resolve(dirname(server.at(-1) ?? ''), '../bin', name);
  return first === '' ? [program] : [first, ...others, program];
}

/** MariaDB's is in another package than its server. */
export async function mariadbDump(progress: Progress = silent): Promise<Words> {
  const installed = findProgram('mariadb-dump');
  if (installed !== undefined) return [installed];
  const unpacking = {
    name: 'mariadb-client',
    packages: ['mariadb-client'],
    programs: ['usr/bin/mariadb-dump'],
    withLibraries: false,
  };
  return [join(await unpackPackages(unpacking, progress), 'usr/bin/mariadb-dump')];
}

/** mydumper, for both kinds of servers. */
export async function mydumper(progress: Progress = silent): Promise<Words> {
  const installed = findProgram('mydumper');
  if (installed !== undefined) return [installed];
  const unpacking = {
    name: 'mydumper',
    packages: ['mydumper'],
    programs: ['usr/bin/mydumper'],
    withLibraries: true,
  };
  const folder = await unpackPackages(unpacking, progress);
  return ['env', `LD_LIBRARY_PATH=${librariesOf(folder)}`, join(folder, 'usr/bin/mydumper')];
}
