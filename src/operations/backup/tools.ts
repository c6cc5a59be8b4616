import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MysqlEndpoint } from '../../config/config.js';
import { findProgram } from '../../core/find-program.js';
import type { Flavour } from '../../plan/facts.js';
import { refuse, say } from '../words.js';

/** A program that comes with a server's client packages. */
export interface Program {
  readonly path: string;
  /** MySQL's know options that MariaDB's refuse, and the other way round. */
  readonly kind: Flavour;
}

const programs = {
  dump: { mariadb: ['mariadb-dump', 'mysqldump'], mysql: ['mysqldump', 'mariadb-dump'] },
  client: { mariadb: ['mariadb', 'mysql'], mysql: ['mysql', 'mariadb'] },
} as const;

/** How a machine gets what it lacks. */
export const install = {
  dump: { mariadb: say('backup.install-dump.mariadb'), mysql: say('backup.install-dump.mysql') },
  client: { mariadb: say('backup.install-client.mariadb'), mysql: say('backup.install-client.mysql') },
  server: { mariadb: say('backup.install-server.mariadb'), mysql: say('backup.install-server.mysql') },
} as const;

/** What dumps a server's tables, its own kind's program first: each knows its own server best. RefusedError where none is installed. */
export function findDump(server: Flavour, database: string): Program {
  const found = find(programs.dump[server]);
  if (found) return found;
  const tool = programs.dump[server].join(', ');
  throw refuse('backup.no-tool', { tool, install: install.dump[server], database });
}

/** What gives a server the statements of a dump, found in the same way. RefusedError where none is installed. */
export function findClient(server: Flavour, file: string): Program {
  const found = find(programs.client[server]);
  if (found) return found;
  const client = programs.client[server].join(', ');
  throw refuse('backup.no-client', { client, install: install.client[server], file });
}

function find(names: readonly string[]): Program | undefined {
  const path = names.map(findProgram).find((found) => found !== undefined);
  return path === undefined ? undefined : { path, kind: isMariadb(path) ? 'mariadb' : 'mysql' };
}

/** By what it says of itself: each kind comes under the other's names, too. */
function isMariadb(program: string): boolean {
  const { stdout } = spawnSync(program, ['--no-defaults', '--version'], { encoding: 'utf8' });
  return /mariadb/i.test(stdout ?? '');
}

/** How a program of the server ended. */
export interface Ended {
  readonly code: number | null;
  /** Its last line of errors, without what it quotes of statements. */
  readonly said: string;
}

interface Dumping {
  readonly program: Program;
  readonly endpoint: MysqlEndpoint;
  readonly tables: readonly string[];
  readonly file: string;
}

/** Writes the tables into a new file that only its owner may read; a dump that failed leaves none. */
export async function dump({ program, endpoint, tables, file }: Dumping): Promise<Ended> {
  const handle = await open(file, 'wx', 0o600);
  const own = program.kind === 'mysql' ? ['--column-statistics=0', '--set-gtid-purged=OFF'] : [];
  const args = [
    '--single-transaction',
    '--quick',
    '--hex-blob',
    '--no-tablespaces',
    '--default-character-set=utf8mb4',
    ...own,
    endpoint.database,
    ...tables,
  ];
  // A process that is ended in between leaves no half of a dump.
  const remove = () => rmSync(file, { force: true });
  process.once('exit', remove);
  try {
    const ended = await ask(args, { program, endpoint, output: handle });
    if (ended.code !== 0) remove();
    return ended;
  } finally {
    process.off('exit', remove);
    await handle.close();
  }
}

/** Gives the client the statements of a dump. */
export async function restore(
  program: Program,
  endpoint: MysqlEndpoint,
  statements: Readable,
): Promise<Ended> {
  const args = ['--default-character-set=utf8mb4', endpoint.database];
  return ask(args, { program, endpoint, input: statements });
}

interface Asking {
  readonly program: Program;
  readonly endpoint: MysqlEndpoint;
  readonly input?: Readable;
  readonly output?: FileHandle;
}

/** Where the account comes from, so that it stands in no argument and no variable. */
const accountFile = 3;

async function ask(args: readonly string[], asking: Asking): Promise<Ended> {
  const { input, output, endpoint, program } = asking;
  const account = await withoutName(optionFile(endpoint, program.kind));
  try {
    const child = spawn(program.path, [`--defaults-file=/dev/fd/${accountFile}`, ...args], {
      stdio: [input ? 'pipe' : 'ignore', output?.fd ?? 'ignore', 'pipe', account.fd],
    });
    const ended = endOf(child);
    const end = () => child.kill();
    process.once('exit', end);
    // A client that ends early says why itself.
    if (input && child.stdin) await pipeline(input, child.stdin).catch(() => undefined);
    return await ended.finally(() => process.off('exit', end));
  } finally {
    await account.close();
  }
}

/** A file that only its owner may read, and whose name is gone before anybody reads it: nothing is left of it, whatever happens. */
async function withoutName(text: string): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'tenantferry-account-'));
  try {
    const handle = await open(join(folder, 'client.cnf'), 'wx+', 0o600);
    await rm(folder, { recursive: true });
    await handle.write(text);
    return handle;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-4_000);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said: withoutData(errors) }));
  });
}

/** A client quotes the statement that failed, with its rows: only number, state and line are kept. */
function withoutData(errors: string): string {
  const numbered = /ERROR \d+ \(\w+\)(?: at line \d+)?|Got error: \d+/.exec(errors)?.[0];
  return numbered ?? errors.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

function optionFile(endpoint: MysqlEndpoint, kind: Flavour): string {
  const { host, port, socketPath, user, password, tls } = endpoint;
  const quoted = (value: string) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const place = socketPath
    ? [`socket=${quoted(socketPath)}`]
    : [`host=${quoted(host)}`, `port=${port}`, 'protocol=tcp'];
  const files = (['ca', 'cert', 'key'] as const).flatMap((name) => {
    const path = tls?.[name];
    return path === undefined ? [] : [`ssl-${name}=${quoted(path)}`];
  });
  const verified = tls?.verify ? 'ssl-mode=VERIFY_IDENTITY' : 'ssl-mode=REQUIRED';
  const mode = kind === 'mysql' ? verified : tls?.verify ? 'ssl-verify-server-cert' : 'ssl';
  const lines = [...place, `user=${quoted(user)}`, `password=${quoted(password?.reveal() ?? '')}`];
  return ['[client]', ...lines, ...files, ...(tls ? [mode] : []), ''].join('\n');
}
