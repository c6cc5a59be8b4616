import { describe, expect, it } from 'vitest';
import { runPreflight } from '../../../src/preflight/run-preflight.js';
import { expectChineseFindings } from '../../text/expect-chinese.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const servers = [
  ['mysql', 'mysql'],
  ['mariadb', 'mariadb'],
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const;

const tenant = 'tenant_id varchar(50) NOT NULL';

/** What the check says of the unique keys, and how many rows or groups, with the words in both languages. */
async function toldOf({ context }: OpenedCase): Promise<readonly string[]> {
  const { findings } = await runPreflight(context, () => undefined);
  expectChineseFindings(findings);
  return findings
    .filter(({ code, severity }) => code.startsWith('conflict.') && severity !== 'ok')
    .map(({ code, params, count, samples }) =>
      [code, params?.key ?? params?.constraint, params?.with, count, ...(samples ?? [])]
        .filter((one) => one !== undefined)
        .join(' '),
    )
    .toSorted();
}

describe.each(servers)(
  'a unique key over a generated column, from %s to %s',
  (sourceServer, targetServer) => {
    it('is judged by the target before the first write: collations, spaces, NULL, one column from another', async () => {
      const columns = `id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, code varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      gone int NOT NULL DEFAULT 0, amount decimal(10,3) NOT NULL DEFAULT 0`;
      const opened = await openCase({
        sourceServer,
        targetServer,
        tables: ['orders'],
        source: `CREATE TABLE orders (${columns});
INSERT INTO orders (id, code, gone, amount) VALUES (1, 'Ä', 0, 1.111), (2, 'ä', 0, 2), (3, 'b', 1, 3), (4, 'B', 1, 4), (5, 'c', 0, 1.114), (6, 'd ', 0, 7), (7, 'D', 0, 8);
`,
        target: `CREATE TABLE orders (${columns}, ${tenant},
        low varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci AS (lower(code)) VIRTUAL,
        living varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci AS (if(gone = 0, low, NULL)) VIRTUAL,
        cents decimal(10,2) AS (amount) STORED,
        UNIQUE KEY one_living (tenant_id, living), UNIQUE KEY one_amount (cents));
INSERT INTO orders (id, code, amount, tenant_id) VALUES (90, 'A', 7.004, 'other');
`,
      });
      expect(await toldOf(opened)).toEqual([
        'conflict.unique one_amount source 1 id=1 and id=5',
        'conflict.unique one_amount target 1 id=6 (tenant other)',
        'conflict.unique one_living source 2 id=1 and id=2 id=6 and id=7',
      ]);
      await opened.source.query('UPDATE orders SET gone = 1, amount = id WHERE id IN (2, 5, 6)');
      await opened.source.query('UPDATE orders SET amount = 60 WHERE id = 6');
      expect(await toldOf(opened)).toEqual([]);
      expect(await opened.run()).toMatchObject({ outcome: 'complete' });
    });

    it('needs no look where the key holds what the source keeps apart', async () => {
      const columns = 'id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, n int NOT NULL';
      const opened = await openCase({
        sourceServer,
        targetServer,
        tables: ['parts'],
        source: `CREATE TABLE parts (${columns});\nINSERT INTO parts (id, n) VALUES (1, 11), (2, 21);\n`,
        target: `CREATE TABLE parts (${columns}, ${tenant}, digit int AS (n % 10) STORED, UNIQUE KEY (digit, id));\n`,
      });
      expect(await toldOf(opened)).toEqual([]);
      expect(await opened.run()).toMatchObject({ outcome: 'complete' });
    });
  },
);

describe.each(['mysql', 'mariadb'] as const)(
  'a unique key of MySQL over an expression, from %s',
  (sourceServer) => {
    it('is judged by the target, JSON, prefixes and other tenants included', async () => {
      const columns = `id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, code varchar(40) CHARACTER SET latin1 NOT NULL, data json NULL`;
      const opened = await openCase({
        sourceServer,
        targetServer: 'mysql',
        tables: ['orders'],
        source: `CREATE TABLE orders (${columns});
INSERT INTO orders (id, code, data) VALUES (1, 'A', '{"n": 1}'), (2, 'a', '{"n": "1"}'), (3, 'it''s 1', NULL), (4, 'it''s 2', NULL), (5, 'Zé', '{"n": 9}');
`,
        target: `CREATE TABLE orders (${columns}, ${tenant}, UNIQUE KEY low (tenant_id, (lower(code))),
        UNIQUE KEY number ((CAST(json_unquote(data->'$.n') AS UNSIGNED))), UNIQUE KEY begins ((if(code like 'it''s%', 'quoted', NULL)), tenant_id));
INSERT INTO orders (id, code, data, tenant_id) VALUES (90, 'zÉ', '{"n": 9}', 'other');
`,
      });
      expect(await toldOf(opened)).toEqual([
        'conflict.unique begins source 1 id=3 and id=4',
        'conflict.unique low source 1 id=1 and id=2',
        'conflict.unique number source 1 id=1 and id=2',
        'conflict.unique number target 1 id=5 (tenant other)',
      ]);
      await opened.source.query('DELETE FROM orders WHERE id IN (2, 4, 5)');
      expect(await toldOf(opened)).toEqual([]);
      expect(await opened.run()).toMatchObject({ outcome: 'complete' });
    });

    it('is only told where the migration does not write what it goes by', async () => {
      const columns = "id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, kind enum('x', 'y') NOT NULL";
      const opened = await openCase({
        sourceServer,
        targetServer: 'mysql',
        tables: ['orders'],
        source: `CREATE TABLE orders (${columns});\nINSERT INTO orders (id, kind) VALUES (1, 'x'), (2, 'y');\n`,
        target: `CREATE TABLE orders (${columns}, made datetime(6) DEFAULT CURRENT_TIMESTAMP(6), ${tenant},
        UNIQUE KEY by_second ((date_format(made, '%f')), id), UNIQUE KEY by_kind ((kind + 0)));\n`,
      });
      expect(await toldOf(opened)).toEqual([
        'conflict.key-not-checked by_kind',
        'conflict.key-not-checked by_second',
      ]);
    });
  },
);

describe.each(['mysql', 'mariadb'] as const)('a generated column of %s', (targetServer) => {
  it('that cannot hold what is computed for some rows is told before the first write', async () => {
    const columns =
      'id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, code varchar(20) NULL, n int NOT NULL';
    const opened = await openCase({
      sourceServer: 'mysql',
      targetServer,
      tables: ['orders'],
      source: `CREATE TABLE orders (${columns});\nINSERT INTO orders (id, code, n) VALUES (1, 'abcdef', 1), (2, 'abc   ', 100), (3, NULL, 3);\n`,
      target: `CREATE TABLE orders (${columns}, ${tenant}, short varchar(3) AS (code) STORED, tens tinyint AS (n * 10) STORED,
        share decimal(3,1) AS (n * 1.26) STORED, named varchar(20) AS (coalesce(code, 'none')) STORED, asked tinyint AS (n * 100) VIRTUAL);\n`,
    });
    const told = await toldOf(opened);
    expect(told).toEqual(
      ['asked 2', 'share 1', `short ${targetServer === 'mysql' ? 2 : 1}`, 'tens 1']
        .filter((one) => targetServer === 'mysql' || one !== 'asked 2')
        .map((one) => `conflict.generated ${one}`),
    );
    await opened.source.query("UPDATE orders SET code = 'x ' WHERE id < 3");
    await opened.source.query('UPDATE orders SET n = 1');
    expect(await toldOf(opened)).toEqual([]);
    expect(await opened.run()).toMatchObject({ outcome: 'complete' });
  });
});
