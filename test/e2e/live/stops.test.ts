import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { parseLines } from '../../support/json-lines.js';
import { runHere, startHere } from '../support/cli/here.js';
import { startLiveServer } from '../support/live/cutover-case.js';
import { liveServer } from '../support/live/live-case.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const table = (more: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(50) NULL${more}, UNIQUE KEY by_name (${more === '' ? '' : 'tenant_id, '}name));`;

function openThings(server: DatabaseServer): Promise<OpenedCase> {
  return openCase({
    sourceServer: server,
    targetServer: server.flavour,
    source: `${table('')}\nINSERT INTO things VALUES (1, 2, 'one'), (2, 2, 'two');\nINSERT INTO id_generators VALUES ('things', 2, NULL);`,
    target: `${table(', tenant_id varchar(50) NOT NULL')}\nINSERT INTO things VALUES (1, 2, 'theirs', 'else');\nINSERT INTO id_generators VALUES ('things', 1, NULL);`,
    tables: ['things'],
    settings: { migration: { ids: 'offset' } },
  });
}

const args = (small: OpenedCase) => [
  ...['follow', '-c', small.configFile, '--json', '--confirm', small.targetDatabase],
];

const follow = (small: OpenedCase) =>
  small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');

async function names({ target }: OpenedCase): Promise<readonly string[]> {
  const [rows] = (await target.query(
    "SELECT name FROM things WHERE tenant_id = 'acme' ORDER BY name",
  )) as unknown as [{ name: string }[]];
  return rows.map(({ name }) => name);
}

const problemOf = (stdout: string) => parseLines(stdout).find(({ type }) => type === 'error');

describe.each<Flavour>(['mariadb', 'mysql'])('following %s', (flavour) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startLiveServer(flavour);
  });
  afterAll(() => server.remove());

  it('stops at ALTER TABLE with its place, and goes on behind it once the table is as it was', async () => {
    const small = await openThings(server);
    await small.run({ live: true });
    await small.source.query("UPDATE things SET name = 'before' WHERE id = 1");
    let altered: Promise<unknown> | undefined;
    const stopped = await startHere(args(small), (text) => {
      if (text.includes('"rowEvents":1'))
        altered ??= small.source.query('ALTER TABLE things ADD COLUMN more int NULL');
    }).ended;
    await altered;
    expect(stopped.exitCode).toBe(4);
    expect(problemOf(stopped.stdout)?.message).toMatch(/ALTER TABLE on table things .*binlog\.\d+:\d+/);
    expect(await names(small)).toEqual(['before', 'two']);
    const refused = await follow(small);
    expect([refused.exitCode, problemOf(refused.stdout)?.message]).toEqual([
      2,
      expect.stringMatching(/things.*more/),
    ]);
    await small.source.query('ALTER TABLE things DROP COLUMN more');
    await small.source.query("UPDATE things SET name = 'after' WHERE id = 2");
    expect((await follow(small)).exitCode).toBe(4);
    expect((await follow(small)).exitCode).toBe(0);
    expect(await names(small)).toEqual(['after', 'before']);
  });

  it('refuses to go on while the table is altered, and after TRUNCATE for good', async () => {
    const small = await openThings(server);
    await small.run({ live: true });
    await small.source.query('ALTER TABLE things MODIFY name varchar(60) NULL');
    expect((await follow(small)).exitCode).toBe(2);
    await small.source.query('ALTER TABLE things MODIFY name varchar(50) NULL');
    expect((await follow(small)).exitCode).toBe(4);
    expect((await follow(small)).exitCode).toBe(4);
    expect((await follow(small)).exitCode).toBe(0);
    await small.source.query('TRUNCATE TABLE things');
    const stopped = await follow(small);
    expect([stopped.exitCode, (await follow(small)).exitCode]).toEqual([4, 2]);
    expect(await names(small)).toEqual(['one', 'two']);
  });

  it('stops at an ID that the target could not hold, and at a change that is logged in part', async () => {
    const small = await openThings(server);
    await small.run({ live: true });
    await small.source.query("INSERT INTO things VALUES (3, 2, 'three')");
    await small.source.query("INSERT INTO things VALUES (4294967290, 2, 'far')");
    const far = await follow(small);
    expect(far.exitCode).toBe(4);
    expect(problemOf(far.stdout)?.message).toMatch(/things: no more IDs can be reserved/);
    expect(await names(small)).toEqual(['one', 'three', 'two']);
    const other = await openThings(server);
    await other.run({ live: true });
    const [[row]] = (await other.source.query('SELECT DATABASE() AS name')) as unknown as [
      [{ name: string }],
    ];
    const client = await connectAdmin(server, row.name);
    await client.query('SET SESSION binlog_row_image = MINIMAL');
    await client.query("UPDATE things SET name = 'part' WHERE id = 1");
    await client.end();
    const part = await follow(other);
    expect(part.exitCode).toBe(4);
    expect(problemOf(part.stdout)?.message).toMatch(/MINIMAL|in part/i);
    expect(await names(other)).toEqual(['one', 'two']);
  });

  it('refuses a run that is not live, a second follower, and a log that was purged', async () => {
    const plain = await openThings(server);
    await plain.run();
    expect((await follow(plain)).exitCode).toBe(2);

    const small = await openThings(server);
    await small.run({ live: true });
    let second: Promise<number | null> | undefined;
    const first = startHere(args(small), (text) => {
      if (second || !text.includes('follow-progress')) return;
      second = runHere(args(small)).then(({ exitCode }) => {
        first.kill('SIGINT');
        return exitCode;
      });
    });
    expect([(await first.ended).exitCode, await second]).toEqual([130, 2]);
    await small.source.query('FLUSH BINARY LOGS');
    await small.source.query('FLUSH BINARY LOGS');
    const [logs] = (await small.source.query('SHOW BINARY LOGS')) as unknown as [{ Log_name: string }[]];
    // MariaDB keeps a file as long as it has not noticed that its reader is gone.
    await expect
      .poll(async () => {
        await small.source.query(`PURGE BINARY LOGS TO '${logs.at(-1)?.Log_name}'`);
        return ((await small.source.query('SHOW BINARY LOGS')) as unknown as [unknown[]])[0].length;
      })
      .toBe(1);
    const purged = await follow(small);
    expect([purged.exitCode, problemOf(purged.stdout)?.message]).toEqual([
      2,
      expect.stringMatching(/no binary log/),
    ]);
  });

  it('goes on over a source that is killed', async () => {
    const own = await liveServer(flavour);
    const small = await openThings(own);
    await small.run({ live: true });
    await small.source.query("UPDATE things SET name = 'again' WHERE id = 1");
    let text = '';
    const following = startHere(args(small), (said) => {
      text = said;
    });
    await expect.poll(() => text).toContain('"rowEvents":1');
    await own.kill();
    await own.start();
    const client = await connectAdmin(own, small.context.config.source.mysql.database);
    await client.query("UPDATE things SET name = 'later' WHERE id = 2");
    await client.end();
    await expect.poll(() => names(small)).toContain('later');
    following.kill('SIGTERM');
    expect((await following.ended).exitCode).toBe(130);
    expect(await names(small)).toEqual(['again', 'later']);
  });

  it.each([
    [{ binlog_format: 'STATEMENT' }, /SET GLOBAL binlog_format = ROW/],
    [{ binlog_row_image: 'MINIMAL' }, /SET GLOBAL binlog_row_image = FULL/],
  ])('is refused with the statement that mends it: %j', async (variables, remedy) => {
    const small = await openThings(await liveServer(flavour, variables));
    const checked = await small.cli('check', '--live');
    expect(checked.exitCode).toBe(2);
    expect(checked.stdout).toMatch(remedy);
    const run = await small.cli('run', '--live');
    expect(run.exitCode).toBe(2);
    expect(await names(small)).toEqual([]);
    expect((await small.cli('check')).exitCode).toBe(0);
  });
});
