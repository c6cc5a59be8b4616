import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { linesOf, runBinary } from '../support/cli/binary.js';
import { startLiveServer } from '../support/live/cutover-case.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const table = (tenant: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(40) NOT NULL${tenant}, UNIQUE KEY by_name (name${tenant === '' ? '' : ', tenant_id'}));\n`;
const rows = 1_000;

const valuesOf = (name: string, first: number, count: number) =>
  Array.from({ length: count }, (_, at) => `(${first + at}, 2, '${name} ${first + at}')`).join(', ');

function openThings(server: DatabaseServer): Promise<OpenedCase> {
  return openCase({
    sourceServer: server,
    targetServer: server,
    source: `${table('')}INSERT INTO things VALUES ${valuesOf('ours', 1, rows)};
      INSERT INTO id_generators VALUES ('things', ${rows}, NULL);`,
    target: `${table(', tenant_id varchar(50) NOT NULL')}INSERT INTO things VALUES (5, 2, 'taken', 'else'), (6, 2, 'ours 1', 'else');
      INSERT INTO id_generators VALUES ('things', 6, NULL);`,
    tables: ['things'],
    settings: { migration: { ids: 'offset' }, options: { batch_size: 20, parallel: 1 } },
  });
}

const follow = (small: OpenedCase) =>
  small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');

async function names({ target }: OpenedCase, tenant: string): Promise<readonly string[]> {
  const [found] = await target.query(`SELECT name FROM things WHERE tenant_id = '${tenant}' ORDER BY name`);
  return (found as unknown as { name: string }[]).map(({ name }) => name);
}

describe.each(['mariadb', 'mysql'] as const)('guards of following on %s', (flavour) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startLiveServer(flavour);
  });
  afterAll(() => server.remove());

  it('moves newer rows aside until the end of the snapshot that a resumed copy took, and no other tenant’s', async () => {
    const small = await openThings(server);
    const begun = ['run', '--live', '-c', small.configFile, '--confirm', small.targetDatabase];
    const killed = await runBinary([...begun, '--json'], {
      endAt: { said: '"type":"chunk-committed"', signal: 'SIGKILL' },
    });
    expect(killed.exitCode).toBeNull();
    expect(await names(small, 'acme')).not.toContain(`ours ${rows}`);
    const more = (first: number, count: number) =>
      small.source.query(`INSERT INTO things VALUES ${valuesOf('more', first, count)}`);
    // The first snapshot lies in a batch of its own, which is full with these.
    await more(rows + 1, 1_999);
    await more(rows + 2_000, 1);
    // A value that a copied row gives to one that is not copied yet; more than a batch lies between.
    await small.source.query("UPDATE things SET name = 'taken' WHERE id = 1");
    await more(rows + 2_001, 2_100);
    await small.source.query("UPDATE things SET name = 'given' WHERE id = 1");
    await small.source.query(`UPDATE things SET name = 'taken' WHERE id = ${rows}`);
    const resumed = await small.cli('run', '--resume');
    expect(resumed.exitCode, resumed.stdout).toBe(0);
    const followed = await follow(small);
    expect(followed.exitCode, followed.stdout).toBe(0);
    const [wanted] = await small.source.query('SELECT name FROM things ORDER BY name');
    expect(await names(small, 'acme')).toEqual(
      (wanted as unknown as { name: string }[]).map(({ name }) => name),
    );
    expect(await names(small, 'else')).toEqual(['ours 1', 'taken']);
  });

  it('removes no row of another tenant that has an ID of ours: it stops there', async () => {
    const small = await openThings(server);
    await small.run({ live: true });
    const [[first]] = (await small.target.query(
      "SELECT id FROM things WHERE name = 'ours 1' AND tenant_id = 'acme'",
    )) as unknown as [[{ id: string }]];
    const theirs = Number(first.id) + 4_000;
    await small.target.query(`INSERT INTO things VALUES (${theirs}, 2, 'theirs', 'else')`);
    await small.source.query("UPDATE things SET name = 'before' WHERE id = 2");
    expect((await follow(small)).exitCode).toBe(0);
    await small.source.query("INSERT INTO things VALUES (4001, 2, 'same ID')");
    const stopped = await follow(small);
    expect(stopped.exitCode, stopped.stdout).toBe(4);
    expect(linesOf(stopped).at(-1)).toMatchObject({
      type: 'error',
      message: expect.stringContaining('Duplicate entry'),
    });
    expect(await names(small, 'else')).toEqual(['ours 1', 'taken', 'theirs']);
    // So it is with a row that goes.
    await small.source.query('DELETE FROM things WHERE id = 4001');
    const followed = await follow(small);
    expect(followed.exitCode, followed.stdout).toBe(0);
    expect(await names(small, 'else')).toEqual(['ours 1', 'taken', 'theirs']);
    expect(await names(small, 'acme')).toContain('before');
  });
});
