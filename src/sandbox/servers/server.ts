import type { ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { removeFolder, spawnTied, temporaryFolder } from '../lifetime.js';
import { onFreePort, startTimeoutMs } from '../tied-process.js';
import type { Installation } from './installation.js';
import { copyTemplate, dataOptions } from './template.js';
import type { DatabaseServer, ServerOptions } from './types.js';

const stopTimeoutMs = 60_000;

/** Starts a new private server on a fresh copy of the data directory template. Takes 1 to 2 s. */
export async function startServer(
  installation: Installation,
  options: ServerOptions = {},
): Promise<DatabaseServer> {
  const folder = temporaryFolder(installation.flavour);
  try {
    await copyTemplate(installation, join(folder, 'data'));
    await mkdir(join(folder, 'tmp'), { mode: 0o700 });
    const server = new PrivateServer(installation, folder, options);
    await server.firstStart();
    return server;
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
}

class PrivateServer implements DatabaseServer {
  readonly flavour;
  readonly version;
  readonly host = '127.0.0.1';
  readonly user = 'root';
  readonly password = randomBytes(18).toString('base64url');
  readonly socketPath;
  port = 0;
  readonly #installation;
  readonly #folder;
  readonly #variables;
  readonly #serverId = randomInt(1, 2 ** 31);
  #child: ChildProcess | undefined;

  constructor(installation: Installation, folder: string, options: ServerOptions) {
    this.flavour = installation.flavour;
    this.version = installation.version;
    this.socketPath = join(folder, 'server.sock');
    this.#installation = installation;
    this.#folder = folder;
    this.#variables = options.variables ?? {};
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async firstStart(): Promise<void> {
    const accounts = join(this.#folder, 'accounts.sql');
    await writeFile(accounts, this.#accountStatements(), { mode: 0o600 });
    await onFreePort(async (port) => {
      this.port = port;
      await this.#launch([`--init-file=${accounts}`]);
    });
    await rm(accounts);
  }

  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    await this.#launch([]);
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async remove(): Promise<void> {
    await this.#end('SIGKILL');
    removeFolder(this.#folder);
  }

  async #launch(extra: readonly string[]): Promise<void> {
    // After a crash the old socket's lock may name a process id that something else has by now.
    await rm(this.socketPath, { force: true });
    await rm(`${this.socketPath}.lock`, { force: true });
    const logFile = join(this.#folder, 'server.log');
    const [program, ...args] = this.#installation.server;
    const child = spawnTied(program, [...args, ...this.#options(), ...extra], {
      logFile,
      cwd: this.#folder,
    });
    let failure: string | undefined;
    child.once('error', (error) => {
      failure = error.message;
    });
    child.once('exit', (code, signal) => {
      failure ??= `it ended with ${signal ?? `exit code ${code}`}`;
      if (this.#child === child) this.#child = undefined;
    });
    this.#child = child;
    const until = Date.now() + startTimeoutMs;
    while (!(await this.#answers())) {
      if (failure === undefined && Date.now() > until)
        failure = `no answer within ${startTimeoutMs / 1000} s`;
      if (failure !== undefined) {
        await this.kill();
        throw new Error(
          `${this.flavour} ${this.version} did not start: ${failure}\n${await lastLines(logFile)}`,
        );
      }
      await delay(25);
    }
  }

  async #answers(): Promise<boolean> {
    try {
      const connection = await createConnection({
        socketPath: this.socketPath,
        user: this.user,
        password: this.password,
      });
      await connection.end();
      return true;
    } catch {
      return false;
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    child.ref();
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }

  #options(): readonly string[] {
    const variables: Record<string, string> = { ...this.#defaults(), ...this.#variables };
    return [
      '--no-defaults',
      ...dataOptions(this.#installation),
      `--datadir=${join(this.#folder, 'data')}`,
      // A starting server sweeps its tmpdir of temporary tables: in a shared one, those of a running server, which then crashes.
      `--tmpdir=${join(this.#folder, 'tmp')}`,
      `--socket=${this.socketPath}`,
      `--pid-file=${join(this.#folder, 'server.pid')}`,
      '--bind-address=127.0.0.1',
      `--port=${this.port}`,
      '--skip-name-resolve',
      ...(this.flavour === 'mysql' ? ['--mysqlx=OFF'] : []),
      ...Object.entries(variables).map(([name, value]) => `--${name.replaceAll('_', '-')}=${value}`),
    ];
  }

  /**
   * Fast on throwaway data, yet a SIGKILL loses no commit: everything reaches the operating system as on a real
   * server, only nothing is synced to disk (nosync). Torn pages are still guarded by the doublewrite buffer.
   */
  #defaults(): Record<string, string> {
    const common = {
      server_id: String(this.#serverId),
      innodb_flush_log_at_trx_commit: '1',
      innodb_flush_method: 'nosync',
      innodb_use_native_aio: 'OFF',
      innodb_buffer_pool_size: '256M',
      max_connections: '200',
      max_allowed_packet: '64M',
      character_set_server: 'utf8mb4',
      secure_file_priv: this.#folder,
    };
    return this.flavour === 'mariadb'
      ? { ...common, collation_server: 'utf8mb4_unicode_520_ci' }
      : { ...common, disable_log_bin: 'ON', innodb_buffer_pool_load_at_startup: 'OFF' };
  }

  /** Through a file of mode 0600, so that the password is on no command line. */
  #accountStatements(): string {
    const quoted = `'${this.password}'`;
    return [
      `ALTER USER 'root'@'localhost' IDENTIFIED BY ${quoted};`,
      // MariaDB's initialisation makes it, MySQL's does not; names are not resolved, so localhost is not enough.
      `CREATE USER IF NOT EXISTS 'root'@'127.0.0.1';`,
      `ALTER USER 'root'@'127.0.0.1' IDENTIFIED BY ${quoted};`,
      "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;",
      '',
    ].join('\n');
  }
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-15).join('\n');
}
