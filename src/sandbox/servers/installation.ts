import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../core/find-program.js';
import type { Flavour } from '../../plan/facts.js';
import { cacheFolder } from '../cache.js';
import { probeCommand } from '../commands.js';

/** A database server program that can be run here, and what its command line has to begin with. */
export interface Installation {
  readonly flavour: Flavour;
  /** e.g. 10.11.19-MariaDB or 9.7.4 */
  readonly version: string;
  /** Program and leading arguments of the server. */
  readonly server: readonly [string, ...string[]];
  /** Options every start needs, whatever it is for. */
  readonly baseOptions: readonly string[];
}

/** Folder of the MySQL tree that provisioning extracts. */
export const mysqlTree = (): string => cacheFolder('mysql');

/** The MariaDB server on this machine, if it has one. */
export function findMariadb(): Installation | undefined {
  const program = findProgram('mariadbd');
  if (program === undefined || findProgram('mariadb-install-db') === undefined) return undefined;
  const version = versionOf([program]);
  if (version === undefined) return undefined;
  return { flavour: 'mariadb', version, server: [program], baseOptions: [] };
}

/** MySQL on PATH when `mysqld` is really MySQL, else the extracted tree in the cache, if it is there. */
export function findMysql(): Installation | undefined {
  const program = findProgram('mysqld');
  if (program !== undefined) {
    const version = versionOf([program]);
    if (version !== undefined && !/mariadb/i.test(version)) {
      return { flavour: 'mysql', version, server: [program], baseOptions: [] };
    }
  }
  return mysqlInTree(mysqlTree());
}

/**
 * The tree's programs need its own, newer libc: they run through its dynamic loader. What a program finds
 * relative to itself (messages, plugins) has to be told, because to the kernel the program is the loader.
 */
export function mysqlInTree(tree: string): Installation | undefined {
  const program = join(tree, 'usr/sbin/mysqld');
  const loader = findLoader(tree);
  if (!existsSync(program) || loader === undefined) return undefined;
  const server: [string, ...string[]] = [loader, '--library-path', libraryFolders(tree).join(':'), program];
  const version = versionOf(server);
  if (version === undefined) return undefined;
  return {
    flavour: 'mysql',
    version,
    server,
    baseOptions: [
      `--basedir=${join(tree, 'usr')}`,
      `--lc-messages-dir=${join(tree, 'usr/share/mysql')}`,
      `--character-sets-dir=${join(tree, 'usr/share/mysql/charsets')}`,
      `--plugin-dir=${join(tree, 'usr/lib/mysql/plugin')}`,
    ],
  };
}

function findLoader(tree: string): string | undefined {
  return ['usr/lib64', 'lib64', 'usr/lib', 'lib']
    .map((folder) => join(tree, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .find((path) => /\/ld-linux[^/]*\.so\.\d+$/.test(path));
}

function libraryFolders(tree: string): string[] {
  const lib = join(tree, 'usr/lib');
  const multiarch = readdirSync(lib).filter((name) => existsSync(join(lib, name, 'libc.so.6')));
  return [...multiarch.map((name) => join(lib, name)), lib];
}

function versionOf(server: readonly [string, ...string[]]): string | undefined {
  const [program, ...args] = server;
  const output = probeCommand(program, [...args, '--no-defaults', '--version']);
  return output === undefined ? undefined : /\bVer\s+(\d+\.\d+\.\d+(?:-MariaDB)?)/i.exec(output)?.[1];
}
