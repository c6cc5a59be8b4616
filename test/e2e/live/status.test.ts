import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { patience } from '../../support/patience.js';
import { linesOf, runBinary } from '../support/cli/binary.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';

const rows = Array.from({ length: 400 }, (_, index) => `(${index + 1}, 2, 'row ${index + 1}')`).join(', ');

const table = (tenant: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(50) NULL${tenant});
  INSERT INTO id_generators VALUES ('things', 400, NULL);\n`;

async function open(server: DatabaseServer, settings: SmallCase['settings'] = {}): Promise<OpenedCase> {
  return openCase({
    sourceServer: server,
    targetServer: server,
    source: `${table('')}INSERT INTO things VALUES ${rows};`,
    target: table(', tenant_id varchar(50) NOT NULL'),
    tables: ['things'],
    settings,
  });
}

/** Starts the tool as another process, which is killed when the test ends; resolves once it has said a line of this type. */
async function start(opened: OpenedCase, until: string, ...args: readonly string[]) {
  const begun = Promise.withResolvers<{ readonly pid: number; kill(signal: NodeJS.Signals): void }>();
  const ended = runBinary([...args, '-c', opened.configFile, '--json', '--confirm', opened.targetDatabase], {
    onStart: (child) => onTestFinished(() => void child.kill('SIGKILL')),
    onStdout: (text, child) => {
      if (text.includes(`"type":"${until}"`))
        begun.resolve({ pid: child.pid ?? 0, kill: (signal) => child.kill(signal) });
    },
  });
  void ended.then(({ stdout, stderr }) => begun.reject(new Error(`ended early: ${stdout}${stderr}`)));
  return { ...(await begun.promise), ended };
}

async function status(opened: OpenedCase) {
  const ended = await opened.cli('status');
  return { exitCode: ended.exitCode, line: linesOf(ended).at(-1) };
}

describe.each([
  { flavour: 'mariadb', begin: startMariadb },
  { flavour: 'mysql', begin: startMysql },
] as const)('status on $flavour', ({ begin }) => {
  async function server(): Promise<DatabaseServer> {
    const started = await begin({
      variables: { log_bin: 'binlog', binlog_format: 'ROW', binlog_row_image: 'FULL' },
    });
    onTestFinished(() => started.remove());
    return started;
  }

  it('says who follows, and ends with 3 once that one was killed', async () => {
    const opened = await open(await server(), { options: { live: { quiet_seconds: 0 } } });
    expect(await status(opened)).toMatchObject({ exitCode: 2, line: { type: 'error' } });
    await opened.run({ live: true });
    const copied = { phase: 'copied', worker: null, lagSeconds: null, isDue: false };
    expect(await status(opened)).toMatchObject({
      exitCode: 0,
      line: { ...copied, progress: [{ phase: 'mysql', done: 400, total: 400 }] },
    });

    const follower = await start(opened, 'follow-progress', 'follow');
    await opened.source.query("UPDATE things SET name = 'changed' WHERE id <= 10");
    await vi.waitFor(async () => {
      const { exitCode, line } = await status(opened);
      expect(exitCode).toBe(0);
      expect(line).toMatchObject({
        phase: 'following',
        rowEvents: 10,
        lagSeconds: expect.any(Number),
        worker: { command: 'follow', pid: follower.pid, alive: true },
      });
      expect(line?.gate).toContainEqual(expect.objectContaining({ name: 'lag', ok: true }));
    }, patience);

    follower.kill('SIGKILL');
    await follower.ended;
    await vi.waitFor(async () => {
      const { exitCode, line } = await status(opened);
      expect(exitCode).toBe(3);
      expect(line).toMatchObject({ lagSeconds: null, worker: { pid: follower.pid, alive: false } });
      expect(line?.gate).toContainEqual(expect.objectContaining({ name: 'lag', ok: false }));
    }, patience);

    // It ended by itself, and somebody has to follow all the same.
    await opened.cli('follow', '--confirm', opened.targetDatabase, '--until-caught-up');
    expect(await status(opened)).toMatchObject({ exitCode: 3, line: { phase: 'following', worker: null } });
    const { runId } = (await operations.runs(opened.context))[0] ?? {};
    await opened.cli('rollback', '--run', String(runId), '--confirm', opened.targetDatabase);
    expect(await status(opened)).toMatchObject({ exitCode: 0, line: { phase: 'rolled-back', worker: null } });
  });

  it('says how far a copy is, also of one that was killed, without asking the source', async () => {
    const opened = await open(await server(), {
      options: { batch_size: 10, parallel: 1, throttle: { max_rows_per_second: 3 } },
    });
    const copy = await start(opened, 'chunk-committed', 'run');
    await vi.waitFor(async () => {
      const { exitCode, line } = await status(opened);
      expect(exitCode).toBe(0);
      expect(line).toMatchObject({
        phase: 'copying',
        position: null,
        gate: [],
        worker: { command: 'run', pid: copy.pid, alive: true },
      });
    }, patience);
    copy.kill('SIGKILL');
    await copy.ended;
    await vi.waitFor(async () => {
      const { config } = opened.context;
      const nowhere = { ...config.source, mysql: { ...config.source.mysql, port: 1 } };
      const context = { ...opened.context, config: { ...config, source: nowhere } };
      const { phase, worker, isDue, progress } = await operations.status(context, undefined);
      expect({ phase, isDue }).toEqual({ phase: 'copying', isDue: true });
      expect(worker).toMatchObject({ pid: copy.pid, alive: false });
      const [mysql] = progress;
      expect(mysql?.done).toBeGreaterThan(0);
      expect(mysql?.done).toBeLessThan(mysql?.total ?? 0);
    }, patience);
    expect((await status(opened)).exitCode).toBe(3);
  });
});
