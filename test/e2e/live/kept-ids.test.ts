import { expect, it } from 'vitest';
import { liveServer } from '../support/live/live-case.js';
import { openCase } from '../support/small-case.js';

const table = (more: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(50) NOT NULL${more});`;

it('follows the businesses that move, with their IDs kept, and repairs and takes back what came', async () => {
  const server = await liveServer('mysql');
  const small = await openCase({
    sourceServer: server,
    targetServer: 'mysql',
    source: `${table('')}\nINSERT INTO things VALUES (1, 2, 'stays'), (2, 5, 'comes'), (3, 2, 'goes'), (4, 5, 'never');\nINSERT INTO id_generators VALUES ('things', 4, NULL);`,
    target: table(', tenant_id varchar(50) NOT NULL'),
    tables: ['things'],
    settings: { migration: { ids: 'preserve', biz_ids: [2] } },
  });
  const copied = await small.run({ live: true });
  const follow = () => small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');
  const rows = async () => {
    const [found] = (await small.target.query(
      "SELECT id, biz_id, name FROM things WHERE tenant_id = 'acme' ORDER BY id",
    )) as unknown as [{ id: string; biz_id: number; name: string }[]];
    return found.map(({ id, biz_id, name }) => `${id} ${biz_id} ${name}`);
  };
  await small.source.query('UPDATE things SET biz_id = 2 WHERE id = 2');
  await small.source.query('UPDATE things SET biz_id = 5 WHERE id = 3');
  await small.source.query("UPDATE things SET name = 'still never' WHERE id = 4");
  await small.source.query("UPDATE id_generators SET max_id = 5 WHERE resource = 'things'");
  await small.source.query("INSERT INTO things VALUES (5, 2, 'new'), (6, 5, 'not ours')");
  expect((await follow()).exitCode).toBe(0);
  expect(await rows()).toEqual(['1 2 stays', '2 2 comes', '5 2 new']);
  const [[generator]] = (await small.target.query(
    "SELECT max_id FROM id_generators WHERE resource = 'things'",
  )) as unknown as [[{ max_id: string }]];
  expect(Number(generator.max_id)).toBeGreaterThan(100_000);

  await small.target.query("UPDATE things SET name = 'damaged' WHERE id = 5");
  expect((await small.cli('validate', '--level', 'full')).exitCode).toBe(3);
  const repaired = await small.cli('validate', '--repair', '--confirm', small.targetDatabase);
  expect(repaired.exitCode, repaired.stdout).toBe(0);
  await small.source.query("UPDATE things SET name = 'newer' WHERE id = 5");
  expect((await follow()).exitCode).toBe(0);
  expect(await rows()).toEqual(['1 2 stays', '2 2 comes', '5 2 newer']);

  await small.target.query("INSERT INTO things VALUES (900000, 5, 'their own', 'acme')");
  const taken = await small.cli('rollback', '--run', copied.runId, '--confirm', small.targetDatabase);
  expect(taken.exitCode, taken.stdout).toBe(0);
  expect(await rows()).toEqual(['900000 5 their own']);
});

it.each(['offset', 'preserve'])('follows into a table that was empty, with mode %s', async (ids) => {
  const server = await liveServer('mariadb');
  const small = await openCase({
    sourceServer: server,
    targetServer: 'mariadb',
    source: table(''),
    target: table(', tenant_id varchar(50) NOT NULL'),
    tables: ['things'],
    settings: { migration: { ids } },
  });
  const copied = await small.run({ live: true });
  await small.source.query("INSERT INTO things VALUES (1, 2, 'first'), (700, 2, 'later')");
  const followed = await small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');
  expect(followed.exitCode, followed.stderr).toBe(0);
  expect((await small.cli('validate', '--level', 'full')).exitCode).toBe(0);
  const taken = await small.cli('rollback', '--run', copied.runId, '--confirm', small.targetDatabase);
  expect(taken.exitCode, taken.stdout).toBe(0);
  const [rows] = await small.target.query('SELECT id FROM things');
  expect(rows).toEqual([]);
});
