import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dump, load } from 'js-yaml';
import { expect, it, onTestFinished } from 'vitest';
import { startVault } from '../../../src/sandbox/vault/server.js';
import { secretColumns } from '../../support/preset.js';
import { runTool } from '../support/faults/tool-process.js';
import { liveServer } from '../support/live/live-case.js';
import { vaultRequest } from '../support/servers.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const kvs = (more: string) =>
  `CREATE TABLE kvs (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(50) NOT NULL, version int NOT NULL, kv_type varchar(10) NOT NULL,
    signature char(64) NOT NULL, md5 char(32) NOT NULL, byte_size int NOT NULL${more});`;

const digest = (algorithm: string, value: string) => createHash(algorithm).update(value).digest('hex');

/** What a row says of its secret's value. */
const about = (value: string) =>
  `'string', '${digest('sha256', value)}', '${digest('md5', value)}', ${value.length}`;

const secretsPreset = {
  secrets: {
    mount: 'bk',
    entries: [
      {
        table: 'kvs',
        path: 'biz/{biz_id}/{name}',
        ...secretColumns,
      },
    ],
  },
};

const secret = (value: string) => ({ kv_type: 'string', value });

async function openKvs(): Promise<OpenedCase> {
  return openCase({
    sourceServer: await liveServer('mariadb'),
    targetServer: 'mariadb',
    source: `${kvs('')}\nINSERT INTO kvs VALUES (1, 2, 'a', 2, ${about('a2')}), (2, 2, 'b', 1, ${about('b1')});\nINSERT INTO id_generators VALUES ('kvs', 2, NULL);`,
    target: `${kvs(', tenant_id varchar(50) NOT NULL')}\nINSERT INTO kvs VALUES (1, 2, 'theirs', 1, ${about('t')}, 'else');\nINSERT INTO id_generators VALUES ('kvs', 1, NULL);`,
    tables: ['kvs'],
    settings: { migration: { ids: 'offset' } },
    secrets: { 'biz/2/a': [secret('a1'), secret('a2')], 'biz/2/b': [secret('b1')] },
    preset: secretsPreset,
  });
}

it('brings a secret before the row that names it, with the version that it gets in the target', async () => {
  const small = await openKvs();
  const copied = await small.run({ live: true });
  expect(copied.outcome).toBe('complete');
  const put = (name: string, value: string) =>
    vaultRequest('POST', `${small.mounts.source}/data/biz/2/${name}`, { data: secret(value) });
  await put('a', 'a3');
  await put('a', 'a4');
  await small.source.query(
    `UPDATE kvs SET version = 4, signature = '${digest('sha256', 'a4')}', md5 = '${digest('md5', 'a4')}' WHERE id = 1`,
  );
  await put('c', 'c1');
  await small.source.query(`INSERT INTO kvs VALUES (3, 2, 'c', 1, ${about('c1')})`);
  await small.source.query(`INSERT INTO kvs VALUES (4, 2, 'lost', 7, ${about('x')})`);
  await small.source.query('UPDATE kvs SET biz_id = 2 WHERE id = 2');
  const followed = await small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');
  expect(followed.exitCode, followed.stderr).toBe(0);
  expect(followed.stdout).toMatch(/"secret-problem".*"key":"lost"/);
  const [rows] = (await small.target.query(
    "SELECT name, version FROM kvs WHERE tenant_id = 'acme' ORDER BY name",
  )) as unknown as [{ name: string; version: number }[]];
  const values: Record<string, unknown> = {};
  for (const { name, version } of rows.filter((row) => row.name !== 'lost')) {
    const answer = (await vaultRequest(
      'GET',
      `${small.mounts.target}/data/biz/2/${name}?version=${version}`,
    )) as {
      data: { data: { value: string } };
    };
    values[name] = answer.data.data.value;
  }
  expect(values).toEqual({ a: 'a4', b: 'b1', c: 'c1' });
  const again = await small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');
  expect(again.exitCode).toBe(0);
  await small.source.query('DELETE FROM kvs WHERE id = 4');
  expect((await small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up')).exitCode).toBe(
    0,
  );
  const validated = await small.cli('validate', '--level', 'full');
  expect(validated.exitCode, validated.stdout).toBe(0);
  const taken = await small.cli('rollback', '--run', copied.runId, '--confirm', small.targetDatabase);
  expect(taken.exitCode, taken.stdout).toBe(0);
  const left = await vaultRequest('GET', `${small.mounts.target}/metadata/biz/2/c`).catch(() => null);
  expect(left).toBeNull();
});

it('looks again for a version that the source did not have when its row came', async () => {
  const small = await openKvs();
  await small.run({ live: true });
  const put = (value: string) =>
    vaultRequest('POST', `${small.mounts.source}/data/biz/2/late`, { data: secret(value) });
  const follow = () => small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');
  await put('late1');
  await small.source.query(`INSERT INTO kvs VALUES (3, 2, 'late', 2, ${about('late2')})`);
  const first = await follow();
  expect(first.exitCode, first.stderr).toBe(0);
  expect(first.stdout).toMatch(/"secret-problem".*"key":"late"/);
  await put('late2');
  const second = await follow();
  expect(second.exitCode, second.stderr).toBe(0);
  const [[row]] = (await small.target.query(
    "SELECT version FROM kvs WHERE tenant_id = 'acme' AND name = 'late'",
  )) as unknown as [[{ version: number }]];
  const answer = await vaultRequest('GET', `${small.mounts.target}/data/biz/2/late?version=${row.version}`);
  expect(answer).toMatchObject({ data: { data: { value: 'late2' } } });
  const validated = await small.cli('validate', '--level', 'full');
  expect(validated.exitCode, validated.stdout).toBe(0);
});

it('waits for a Vault that was killed, says so, and goes on when it is back', async () => {
  const small = await openKvs();
  const vault = await startVault();
  onTestFinished(() => vault.remove());
  await vault.mountKv('home');
  const yaml = load(await readFile(small.configFile, 'utf8')) as { target: Record<string, unknown> };
  yaml.target.vault = { address: vault.address, token: vault.rootToken, mount: 'home' };
  await writeFile(small.configFile, dump(yaml));
  const copied = await small.cli('run', '--live');
  expect(copied.exitCode, copied.stderr).toBe(0);
  const write = async (id: number, value: string) => {
    await vaultRequest('POST', `${small.mounts.source}/data/biz/2/${value}`, { data: secret(value) });
    await small.source.query(`INSERT INTO kvs VALUES (${id}, 2, '${value}', 1, ${about(value)})`);
  };
  const names = async () => {
    const [rows] = await small.target.query("SELECT name FROM kvs WHERE tenant_id = 'acme' ORDER BY name");
    return (rows as { name: string }[]).map(({ name }) => name);
  };
  const retries: string[] = [];
  const start = () => {
    let end = () => undefined as unknown;
    const ended = runTool(
      ['follow', '-c', small.configFile, '--confirm', small.targetDatabase],
      (event, kill) => {
        end = () => kill('SIGINT');
        if (event.type === 'retry') retries.push(JSON.stringify(event));
      },
    );
    return { ended, stop: () => end() };
  };
  const first = start();
  await write(3, 'before');
  await expect.poll(names).toContain('before');
  await vault.kill();
  await write(4, 'meanwhile');
  await expect.poll(() => retries.length).toBeGreaterThan(1);
  expect(retries[0]).toContain('Vault');
  expect(await names()).not.toContain('meanwhile');
  await vault.start();
  await expect.poll(names).toContain('meanwhile');
  expect(await vault.request('GET', 'home/data/biz/2/meanwhile')).toMatchObject({
    data: { data: { value: 'meanwhile' } },
  });
  // Told to stop while it is away again: it ends, and the row waits for the next start.
  await vault.kill();
  await write(5, 'again');
  const before = retries.length;
  await expect.poll(() => retries.length).toBeGreaterThan(before);
  first.stop();
  expect((await first.ended).code).toBe(130);
  expect(await names()).not.toContain('again');
  await vault.start();
  expect((await small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up')).exitCode).toBe(
    0,
  );
  expect(await names()).toContain('again');
});

it('brings new versions back to the source, on top of what its paths hold', async () => {
  const server = await liveServer('mariadb');
  const small = await openCase({
    sourceServer: server,
    targetServer: server,
    source: `${kvs('')}\nINSERT INTO kvs VALUES (1, 2, 'a', 3, ${about('a3')}), (2, 2, 'b', 1, ${about('b1')});\nINSERT INTO id_generators VALUES ('kvs', 2, NULL);`,
    target: `${kvs(', tenant_id varchar(50) NOT NULL')}\nINSERT INTO kvs VALUES (1, 2, 'theirs', 1, ${about('t')}, 'else');\nINSERT INTO id_generators VALUES ('kvs', 1, NULL);`,
    tables: ['kvs'],
    settings: {
      migration: { ids: 'offset' },
      options: {
        live: { quiet_seconds: 1, max_lag_seconds: 30, max_pause_seconds: 120, fence: { command: 'true' } },
      },
    },
    secrets: { 'biz/2/a': [secret('a1'), secret('a2'), secret('a3')], 'biz/2/b': [secret('b1')] },
    preset: secretsPreset,
  });
  const sourceDatabase = small.context.config.source.mysql.database;
  await small.run({ live: true });
  const cut = await small.cli('cutover', '--confirm', small.targetDatabase);
  expect(cut.exitCode, cut.stdout).toBe(0);
  const put = async (name: string, value: string) => {
    const path = `${small.mounts.target}/data/biz/2/${name}`;
    const made = await vaultRequest('POST', path, { data: secret(value) });
    return (made as { data: { version: number } }).data.version;
  };
  const ours = "tenant_id = 'acme'";
  for (const value of ['a4', 'a5']) {
    const version = await put('a', value);
    await small.target.query(
      `UPDATE kvs SET version = ${version}, signature = '${digest('sha256', value)}', md5 = '${digest('md5', value)}' WHERE name = 'a' AND ${ours}`,
    );
  }
  await small.target.query(`UPDATE kvs SET byte_size = byte_size WHERE name = 'b' AND ${ours}`);
  const made = await put('d', 'd1');
  await small.target.query("UPDATE id_generators SET max_id = max_id + 1 WHERE resource = 'kvs'");
  await small.target.query(
    `INSERT INTO kvs SELECT max_id, 2, 'd', ${made}, ${about('d1')}, 'acme' FROM id_generators WHERE resource = 'kvs'`,
  );
  const back = await small.cli('back', '--confirm', sourceDatabase);
  expect(back.exitCode, back.stdout + back.stderr).toBe(0);
  const [rows] = (await small.source.query('SELECT name, version FROM kvs ORDER BY name')) as unknown as [
    { name: string; version: number }[],
  ];
  const values: Record<string, unknown> = {};
  for (const { name, version } of rows) {
    const path = `${small.mounts.source}/data/biz/2/${name}?version=${version}`;
    const answer = (await vaultRequest('GET', path)) as { data: { data: { value: string } } };
    values[name] = answer.data.data.value;
  }
  expect(values).toEqual({ a: 'a5', b: 'b1', d: 'd1' });
  // What its paths held before is still there.
  const first = (await vaultRequest('GET', `${small.mounts.source}/data/biz/2/a?version=1`)) as {
    data: { data: { value: string } };
  };
  expect(first.data.data.value).toBe('a1');
});
