import { readFile, writeFile } from 'node:fs/promises';
import { dump, load } from 'js-yaml';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secretColumns } from '../../support/preset.js';
import { type Ended, linesOf } from '../support/cli/binary.js';
import { runHere } from '../support/cli/here.js';
import { uniqueName } from '../support/pair.js';
import { vaultRequest } from '../support/servers.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

/** What servers may answer is told in words that name what stands in the way, never a row's value, never as unexpected. */

const canary = 'hunter2';
const table = (
  more = '',
) => `CREATE TABLE goods (id int unsigned NOT NULL AUTO_INCREMENT, biz_id int NOT NULL DEFAULT 2,
  v varchar(50), tenant_id varchar(50) NOT NULL DEFAULT 'default', PRIMARY KEY (id)${more})`;
const filled = `${table()};
INSERT INTO goods (v) VALUES ('${canary}'), ('${canary}-2');`;

interface MigrateFile {
  target: { mysql: { user: string; password: string } };
}

/** Lets the target be reached as another account. */
async function asAccount(opened: OpenedCase, user: string, password: string): Promise<void> {
  const file = load(await readFile(opened.configFile, 'utf8')) as MigrateFile;
  file.target.mysql = { ...file.target.mysql, user, password };
  await writeFile(opened.configFile, dump(file));
}

const textOf = ({ stdout, stderr }: Ended): string => `${stdout}\n${stderr}`;

function expectWords(ended: Ended): void {
  expect(textOf(ended)).not.toMatch(/unexpected/i);
  expect(textOf(ended)).not.toContain(canary);
}

describe.each(['mariadb', 'mysql'] as const)('on %s', (flavour) => {
  const open = (target: string) =>
    openCase({
      source: filled,
      target,
      tables: ['goods'],
      sourceServer: flavour,
      targetServer: flavour,
    });

  async function openAs(clause: string, grants = 'ALL PRIVILEGES'): Promise<OpenedCase> {
    const opened = await open(`${table()};`);
    const user = uniqueName('u').slice(0, 20);
    await opened.target.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'a-pass-word' ${clause}`);
    await opened.target.query(`GRANT ${grants} ON \`${opened.targetDatabase}\`.* TO '${user}'@'%'`);
    await opened.target.query(`GRANT ALL PRIVILEGES ON tenantferry.* TO '${user}'@'%'`);
    onTestFinished(async () => void (await opened.target.query(`DROP USER '${user}'@'%'`)));
    await asAccount(opened, user, 'a-pass-word');
    return opened;
  }

  it.each([
    ['ACCOUNT LOCK', /locked/, /ACCOUNT UNLOCK/],
    ['PASSWORD EXPIRE', /expired/, /ALTER USER/],
    ['REQUIRE SSL', /refuses user|only TLS/, /tls/],
    ['REQUIRE X509', /refuses user/, /tls/],
  ])('an account with %s', async (clause, title, remedy) => {
    const opened = await openAs(clause);
    const ended = await opened.cli('check');
    expect(ended.exitCode).toBe(2);
    expectWords(ended);
    const found = linesOf(ended).flatMap(({ finding }) => (finding === undefined ? [] : [finding]));
    expect(found, textOf(ended)).toContainEqual(
      expect.objectContaining({
        severity: 'blocker',
        title: expect.stringMatching(title),
        remedy: expect.stringMatching(remedy),
      }),
    );
  });

  it('a locked account, whose remedy unlocks it', async () => {
    const opened = await openAs('ACCOUNT LOCK');
    const found = linesOf(await opened.cli('check')).map(({ finding }) => finding as { remedy?: string });
    const remedy = found.find((one) => one?.remedy?.includes('ACCOUNT UNLOCK'))?.remedy ?? '';
    const [unlock, ask] = ['ALTER USER', 'SELECT'].map(
      (word) => new RegExp(`${word} [^;]+`).exec(remedy)?.[0] ?? '',
    );
    const [rows] = await opened.target.query(ask ?? '');
    const [account] = rows as Record<string, string>[];
    await opened.target.query((unlock ?? '').replace('HOST', Object.values(account ?? {})[0] ?? ''));
    expect((await opened.cli('check')).stdout).not.toContain('ACCOUNT UNLOCK');
  });

  it.each([1, 2, 3])('an account with %i connections', async (most) => {
    const opened = await openAs(`WITH MAX_USER_CONNECTIONS ${most}`);
    for (const command of ['check', 'run']) {
      const ended = await opened.cli(command);
      expectWords(ended);
      if (ended.exitCode !== 0) expect(textOf(ended)).toMatch(/max_user_connections|connection/i);
    }
  });

  it('a trigger that quotes the row', async () => {
    const opened = await open(`${table()};`);
    await opened.target.query(
      "CREATE TRIGGER picky BEFORE INSERT ON goods FOR EACH ROW BEGIN DECLARE said varchar(100); SET said = CONCAT('not ', NEW.v); SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = said; END",
    );
    const ended = await opened.cli('run');
    expectWords(ended);
    expect(ended.exitCode).not.toBe(0);
    expect(textOf(ended)).toContain('a trigger or procedure of the server refused it');
  });

  it('a target that becomes read-only while rows are written', async () => {
    const opened = await open(`${table()};`);
    await opened.target.query(
      "CREATE TRIGGER full_disk BEFORE INSERT ON goods FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'The server is running with the --super-read-only option so it cannot execute this statement'",
    );
    const ended = await opened.cli('run');
    expectWords(ended);
    expect(textOf(ended)).toContain('--super-read-only');
    expect(textOf(ended)).toMatch(/SET GLOBAL read_only = OFF/);
    expect(textOf(ended)).toContain('--resume');
  });

  it('a disk without room', async () => {
    const opened = await open(`${table()};`);
    await opened.target.query(
      "CREATE TRIGGER full_disk BEFORE INSERT ON goods FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table ''goods'' is full'",
    );
    const ended = await opened.cli('run');
    expectWords(ended);
    expect(textOf(ended)).toContain("The table 'goods' is full");
    expect(textOf(ended)).toMatch(/make room/);
  });

  it('a rollback without the right to delete', async () => {
    const opened = await openAs('');
    const ran = await opened.cli('run');
    expect(ran.exitCode, textOf(ran)).toBe(0);
    const runId = String(linesOf(ran).at(-1)?.runId);
    const file = load(await readFile(opened.configFile, 'utf8')) as MigrateFile;
    const { user } = file.target.mysql;
    await opened.target.query(`REVOKE DELETE ON \`${opened.targetDatabase}\`.* FROM '${user}'@'%'`);
    const args = ['-c', opened.configFile, '--run', runId, '--confirm', opened.targetDatabase];
    const ended = await runHere(['rollback', ...args, '--json']);
    expectWords(ended);
    expect(ended.exitCode).not.toBe(0);
    expect(textOf(ended)).toMatch(/DELETE/);
    await opened.target.query(`GRANT DELETE ON \`${opened.targetDatabase}\`.* TO '${user}'@'%'`);
    const again = await runHere(['rollback', ...args]);
    expect(again.exitCode, textOf(again)).toBe(0);
  });
});

describe('a secret that the source does not have', () => {
  const columns =
    'id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, k varchar(40), version int, kv_type varchar(10), signature char(64), md5 char(32), byte_size int';
  const row = (id: number, k: string) => `(${id}, 2, '${k}', 1, 'string', '', '', 1)`;
  const entry = {
    table: 'goods',
    path: 'goods/{k}',
    ...secretColumns,
  };

  it.each([
    ['en', 'the source has no secret at this path', '--resume'],
    ['zh', 'goods/gone', 'on_error: continue'],
  ])('ends the run in part, named, and a resumed one goes on (%s)', async (lang, message, remedy) => {
    const opened = await openCase({
      tables: ['goods'],
      preset: { secrets: { mount: 'bk', entries: [entry] } },
      secrets: { 'goods/there': [{ kv_type: 'string', value: canary }] },
      source: `CREATE TABLE goods (${columns});\nINSERT INTO goods VALUES ${row(1, 'gone')}, ${row(2, 'there')};\n`,
      target: `CREATE TABLE goods (${columns}, tenant_id varchar(50) NOT NULL);\n`,
    });
    const ended = await opened.cli('run', '--lang', lang);
    expectWords(ended);
    expect(textOf(ended)).not.toMatch(/意外|SecretCopyStopped/);
    expect(ended.exitCode).toBe(4);
    expect(textOf(ended)).toContain(message);
    expect(textOf(ended)).toContain(remedy);
    const { source } = opened.mounts;
    await vaultRequest('POST', `${source}/data/goods/gone`, { data: { kv_type: 'string', value: canary } });
    const resumed = await opened.cli('run', '--resume');
    expect(resumed.exitCode, textOf(resumed)).toBe(0);
  });
});
