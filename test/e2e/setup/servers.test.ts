import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Whether a process runs; a zombie that nobody has reaped does not. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe.each([
  ['MariaDB', startMariadb],
  ['MySQL', startMysql],
] as const)('a private %s', (_name, start) => {
  test('keeps what was committed through a kill, on the same port, and leaves nothing behind', async () => {
    const server = await start({ variables: { local_infile: 'ON' } });
    onTestFinished(() => server.remove());
    const query = async (sql: string) => {
      const connection = await connectAdmin(server);
      const [rows] = await connection.query({ sql, rowsAsArray: true });
      await connection.end();
      return rows;
    };
    const { port, pid } = server;
    expect(await query('SELECT CAST(@@local_infile + 0 AS CHAR)')).toEqual([['1']]);
    await query('CREATE DATABASE kept');
    await query('CREATE TABLE kept.rows_of_mine (id INT PRIMARY KEY)');
    await query('INSERT INTO kept.rows_of_mine VALUES (1), (2)');

    await server.kill();
    expect(server.pid).toBe(0);
    expect(runs(pid)).toBe(false);
    await server.start();
    expect(server.port).toBe(port);
    expect(await query('SELECT CAST(COUNT(*) AS CHAR) FROM kept.rows_of_mine')).toEqual([['2']]);

    await server.stop();
    await server.start();
    expect(await query('SELECT CAST(COUNT(*) AS CHAR) FROM kept.rows_of_mine')).toEqual([['2']]);
    const folder = dirname(server.socketPath);
    await server.remove();
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a server ends with the process that started it', () => {
  const modulePath = fileURLToPath(new URL('../../../dist/sandbox/servers/index.js', import.meta.url));

  /** A process of its own with a MariaDB in it. */
  async function startOwner(more = '') {
    const script = `
      const { startMariadb } = await import(${JSON.stringify(modulePath)});
      const server = await startMariadb();
      ${more}
      console.log(server.pid + ' ' + server.socketPath);
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(owner);
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      owner.once('exit', (code, signal) => resolve({ code, signal }));
    });
    const [line] = await new Promise<string[]>((resolve) => {
      createInterface(owner.stdout).once('line', (text) => resolve([text]));
    });
    const [pid, socketPath] = (line as string).split(' ') as [string, string];
    return { owner, ended, pid: Number(pid), folder: dirname(socketPath) };
  }

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'on %s, which still ends the process as ever',
    async (signal) => {
      const { owner, ended, pid, folder } = await startOwner();
      expect(runs(pid)).toBe(true);
      owner.kill(signal);
      expect(await ended).toEqual({ code: null, signal });
      expect(runs(pid)).toBe(false);
      expect(existsSync(folder)).toBe(false);
    },
  );

  test('on a signal that the process itself handles, when its handler ends it', async () => {
    const { owner, ended, pid, folder } = await startOwner("process.on('SIGTERM', () => process.exit(7));");
    owner.kill('SIGTERM');
    expect(await ended).toEqual({ code: 7, signal: null });
    expect(runs(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  test('on SIGKILL; the next one sweeps up the folder', async () => {
    const { owner, ended, pid, folder } = await startOwner();
    owner.kill('SIGKILL');
    await ended;
    await expect.poll(() => runs(pid)).toBe(false);
    const next = await startOwner();
    expect(existsSync(folder)).toBe(false);
    next.owner.kill('SIGTERM');
    await next.ended;
  });
});
