import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MysqlEndpoint } from '../../config/config.js';
import { findProgram } from '../../core/find-program.js';
import type { Flavour } from '../../plan/facts.js';
import { refuse } from '../words.js';

/** The two programs that come with a server's client packages. */
export interface Tools {
  readonly dump: string;
  readonly client: string;
  /** MySQL's know options that MariaDB's refuse, and the other way round. */
  readonly kind: Flavour;
}

/** A server's own programs first: each knows its own server best. RefusedError where neither is installed. */
export function findTools(server: Flavour): Tools {
  const names = server === 'mariadb' ? ['mariadb-dump', 'mysqldump'] : ['mysqldump', 'mariadb-dump'];
  for (const name of names) {
    const dump = findProgram(name);
    if (dump === undefined) continue;
    const beside = (client: string) => findProgramIn(dirname(dump), client) ?? findProgram(client);
    const kind = isMariadb(dump) ? 'mariadb' : 'mysql';
    const client = kind === 'mariadb' ? (beside('mariadb') ?? beside('mysql')) : beside('mysql');
    if (client !== undefined) return { dump, client, kind };
  }
  const tool = names[0] ?? '';
  throw refuse('backup.no-tool', { tool, package: server === 'mariadb' ? 'mariadb-client' : 'mysql-client' });
}

function findProgramIn(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  return spawnSync(path, ['--no-defaults', '--version'], { stdio: 'ignore' }).status === 0 ? path : undefined;
}

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
  readonly tools: Tools;
  readonly endpoint: MysqlEndpoint;
  readonly tables: readonly string[];
  readonly file: string;
}

/** Writes the tables into a new file that only its owner may read; a dump that failed leaves none. */
export async function dump({ tools, endpoint, tables, file }: Dumping): Promise<Ended> {
  const handle = await open(file, 'wx', 0o600);
  const own = tools.kind === 'mysql' ? ['--column-statistics=0', '--set-gtid-purged=OFF'] : [];
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
    const ended = await ask(tools.dump, args, { tools, endpoint, output: handle });
    if (ended.code !== 0) remove();
    return ended;
  } finally {
    process.off('exit', remove);
    await handle.close();
  }
}

/** Gives the client the statements of a dump. */
export async function restore(tools: Tools, endpoint: MysqlEndpoint, statements: Readable): Promise<Ended> {
  const args = ['--default-character-set=utf8mb4', endpoint.database];
  return ask(tools.client, args, { tools, endpoint, input: statements });
}

interface Asking {
  readonly tools: Tools;
  readonly endpoint: MysqlEndpoint;
  readonly input?: Readable;
  readonly output?: FileHandle;
}

/** Where the account comes from, so that it stands in no argument and no variable. */
const accountFile = 3;

async function ask(program: string, args: readonly string[], asking: Asking): Promise<Ended> {
  const { input, output, endpoint, tools } = asking;
  const account = await withoutName(optionFile(endpoint, tools.kind));
  try {
    const child = spawn(program, [`--defaults-file=/dev/fd/${accountFile}`, ...args], {
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
