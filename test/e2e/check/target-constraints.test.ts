import { expect, test } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { runPreflight } from '../../../src/preflight/run-preflight.js';
import { expectChineseFindings } from '../../text/expect-chinese.js';
import { blockers } from '../support/check/fixture.js';
import { controls } from '../support/journey/journey.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const servers = [
  ['mysql', 'mysql'],
  ['mariadb', 'mariadb'],
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const;

const own = 'id int unsigned NOT NULL PRIMARY KEY, biz_id int NOT NULL DEFAULT 2';
const tenant = "tenant_id varchar(50) NOT NULL DEFAULT 'default'";

/** What stands in the way: code, table and count of each, with all words in both languages. */
async function inTheWay({ context }: OpenedCase): Promise<readonly string[]> {
  const { findings } = await runPreflight(context, () => undefined);
  expectChineseFindings(findings);
  return blockers(findings).map(
    ({ code, table, count, params }) => `${code} ${table} ${params?.constraint ?? ''} ${count}`,
  );
}

const rolledBack = (opened: OpenedCase, runId: string) =>
  operations.rollback(
    opened.context,
    { runId, confirm: opened.targetDatabase, dryRun: false, includeChanged: false },
    () => undefined,
    controls().control,
  );

const wrongOf = async (opened: OpenedCase, runId: string) => {
  const { checks } = await operations.validate(opened.context, { level: 'checksum', runId }, () => undefined);
  return checks.filter(({ ok }) => !ok).map(({ check, table, detail }) => `${check} ${table}: ${detail}`);
};

test.each(servers)(
  'CHECKs of the target, counted by the target before the first write, from %s to %s',
  async (sourceServer, targetServer) => {
    const opened = await openCase({
      source: `CREATE TABLE limits (${own}, n int, s varchar(10), d date);
      INSERT INTO limits (id, n, s, d) VALUES (1, 1, 'a', '2020-01-01'), (2, 300, 'b', '2020-01-01'), (3, NULL, 'it''s', '1999-01-01'), (4, 5, '', NULL), (5, 400, '', NULL);`,
      target: `CREATE TABLE limits (${own}, n int, s varchar(10), d date, extra int NOT NULL DEFAULT 7, ${tenant},
        CONSTRAINT small CHECK (n < 100), CONSTRAINT filled CHECK (s <> ''), CONSTRAINT odd CHECK (s <> 'it''s' OR d > '2000-01-01'),
        CONSTRAINT seven CHECK (extra = 7), CONSTRAINT ours CHECK (tenant_id <> 'nobody'));`,
      tables: ['limits'],
      sourceServer,
      targetServer,
    });
    expect(await inTheWay(opened)).toEqual(
      expect.arrayContaining([
        'conflict.check limits small 2',
        'conflict.check limits filled 2',
        'conflict.check limits odd 1',
      ]),
    );
    expect(await inTheWay(opened)).toHaveLength(3);
    await opened.source.query('DELETE FROM limits WHERE id > 1');
    expect(await inTheWay(opened)).toEqual([]);
    expect(await opened.run()).toMatchObject({ outcome: 'complete' });
  },
);

test.each(servers)(
  'partitions that some rows belong to none of, from %s to %s',
  async (sourceServer, targetServer) => {
    const made = (name: string, key: string, side: 'source' | 'target', by: string) =>
      `CREATE TABLE ${name} (id int unsigned NOT NULL, biz_id int NOT NULL DEFAULT 2, d date NOT NULL, s varchar(9) NOT NULL${side === 'target' ? `, ${tenant}` : ''}, PRIMARY KEY (${key}))${side === 'target' ? ` PARTITION BY ${by}` : ''};\n`;
    const tables: readonly (readonly [string, string, string])[] = [
      [
        'by_day',
        'id, d',
        "RANGE (TO_DAYS(d)) (PARTITION p0 VALUES LESS THAN (TO_DAYS('2024-01-01')), PARTITION p1 VALUES LESS THAN (TO_DAYS('2025-01-01')))",
      ],
      [
        'by_columns',
        'id, d, s',
        "RANGE COLUMNS (s, d) (PARTITION p0 VALUES LESS THAN ('a', '2020-01-01'), PARTITION p1 VALUES LESS THAN ('b', '2024-06-01'))",
      ],
      ['by_list', 'id', 'LIST (id % 3) (PARTITION p0 VALUES IN (0, NULL), PARTITION p1 VALUES IN (1))'],
      [
        'by_names',
        'id, s',
        "LIST COLUMNS (s) (PARTITION p0 VALUES IN ('a', 'b,c'), PARTITION p1 VALUES IN ('b'))",
      ],
      [
        'open_end',
        'id, d',
        "RANGE (TO_DAYS(d)) (PARTITION p0 VALUES LESS THAN (TO_DAYS('2000-01-01')), PARTITION p1 VALUES LESS THAN MAXVALUE)",
      ],
      ['by_hash', 'id', 'HASH (id) PARTITIONS 3'],
    ];
    const rows =
      "VALUES (1, '2023-01-01', 'a'), (2, '2024-05-05', 'b'), (3, '2025-05-05', 'b,c'), (4, '2024-07-01', 'b')";
    const opened = await openCase({
      source: tables
        .map(([name, key, by]) => `${made(name, key, 'source', by)}INSERT INTO ${name} (id, d, s) ${rows};\n`)
        .join(''),
      target: tables.map(([name, key, by]) => made(name, key, 'target', by)).join(''),
      tables: tables.map(([name]) => name),
      sourceServer,
      targetServer,
    });
    const found = (await inTheWay(opened)).map((line) => line.replace(/^(\S+ \S+).* (\d+)$/, '$1 $2'));
    expect(found).toEqual([
      'conflict.partition by_day 1',
      'conflict.partition by_columns 2',
      'conflict.partition by_list 1',
    ]);
  },
);

test.each(servers)(
  'foreign keys of the target: parents that move, that are there, and that are nowhere, from %s to %s',
  async (sourceServer, targetServer) => {
    const opened = await openCase({
      source: `CREATE TABLE regions (id int unsigned NOT NULL PRIMARY KEY, name varchar(20));
      CREATE TABLE parents (${own}, code varchar(9), part int, UNIQUE KEY (code, part));
      CREATE TABLE kids (${own}, region_id int unsigned, code varchar(9), part int, boss int unsigned);
      INSERT INTO parents (id, code, part) VALUES (91, 'a', 1), (92, 'b', 1);
      INSERT INTO kids (id, region_id, code, part, boss) VALUES (1, 7, 'a', 1, NULL), (2, 8, 'b', 2, 1), (3, 7, 'old', 9, 9), (4, NULL, 'c', NULL, 2);`,
      target: `CREATE TABLE regions (id int unsigned NOT NULL PRIMARY KEY, name varchar(20));
      CREATE TABLE parents (${own}, code varchar(9), part int, ${tenant}, UNIQUE KEY (code, part));
      CREATE TABLE kids (${own}, region_id int unsigned, code varchar(9), part int, boss int unsigned, ${tenant},
        CONSTRAINT kids_region FOREIGN KEY (region_id) REFERENCES regions (id),
        CONSTRAINT kids_parent FOREIGN KEY (code, part) REFERENCES parents (code, part) ON DELETE CASCADE,
        CONSTRAINT kids_boss FOREIGN KEY (boss) REFERENCES kids (id));
      INSERT INTO regions VALUES (8, 'SOUTH');
      INSERT INTO parents (id, code, part) VALUES (90, 'old', 9);`,
      // Children before their parents: the copy's order must not matter.
      tables: ['kids', 'parents'],
      levels: { parents: 2 },
      sourceServer,
      targetServer,
    });
    expect((await inTheWay(opened)).toSorted()).toEqual([
      'conflict.foreign-key kids kids_boss (boss) 1',
      'conflict.foreign-key kids kids_parent (code, part) 1',
      'conflict.foreign-key kids kids_region (region_id) 2',
    ]);
    await opened.source.query('UPDATE kids SET boss = 1, part = 1 WHERE id = 2');
    await opened.source.query('UPDATE kids SET boss = NULL WHERE id = 3');
    await opened.target.query("INSERT INTO regions VALUES (7, 'north')");
    expect(await inTheWay(opened)).toEqual([]);
    const { runId, outcome } = await opened.run();
    expect(outcome).toBe('complete');
    expect(await wrongOf(opened, runId)).toEqual([]);
    await opened.target.query('SET foreign_key_checks = 0');
    await opened.target.query('DELETE FROM regions WHERE id = 7');
    expect(await wrongOf(opened, runId)).toEqual([
      'orphans kids: region_id → regions (foreign key kids_region): 2 rows without a parent',
    ]);
    await opened.target.query("INSERT INTO regions VALUES (7, 'north')");
    expect(await rolledBack(opened, runId)).toMatchObject({ done: true, rows: { kids: 4, parents: 2 } });
    const [left] = await opened.target.query('SELECT id FROM parents');
    expect(left).toEqual([{ id: 90 }]);
  },
);

test.each(['mysql', 'mariadb'] as const)(
  'a rollback leaves rows of others their parents, and says whose they are, on %s',
  async (flavour) => {
    const rules = ['CASCADE', 'SET NULL', 'RESTRICT'] as const;
    const opened = await openCase({
      source: `CREATE TABLE parents (${own}, name varchar(20));
      CREATE TABLE kids (${own}, parent_id int unsigned NOT NULL);
      INSERT INTO parents (id, name) VALUES (1, 'p1'), (2, 'p2');
      INSERT INTO kids (id, parent_id) VALUES (1, 1), (2, 2);`,
      target: `CREATE TABLE parents (${own}, name varchar(20), ${tenant});
      CREATE TABLE kids (${own}, parent_id int unsigned NOT NULL, ${tenant}, CONSTRAINT f FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE);
      ${rules.map((rule, index) => `CREATE TABLE extras${index} (id int PRIMARY KEY, parent_id int unsigned, CONSTRAINT g${index} FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE ${rule});`).join('\n')}`,
      tables: ['parents', 'kids'],
      references: { parent_id: 'parents' },
      levels: { kids: 2 },
      sourceServer: flavour,
      targetServer: flavour,
      settings: { options: { batch_size: 1 } },
    });
    const { runId } = await opened.run();
    for (const [index] of rules.entries())
      await opened.target.query(`INSERT INTO extras${index} VALUES (1, 2), (2, NULL)`);
    await opened.target.query('INSERT INTO kids (id, biz_id, parent_id) VALUES (50, 9, 1)');
    const refused = rolledBack(opened, runId);
    await expect(refused).rejects.toThrow(
      /extras0: 1 row \(foreign key g0 \(parent_id\) → parents, ON DELETE CASCADE\).*extras1: 1 row .*ON DELETE SET NULL.*extras2: 1 row .*kids: 1 row/s,
    );
    const count = async (table: string) =>
      (await opened.target.query(`SELECT COUNT(*) AS n FROM ${table}`))[0];
    expect(await count('parents')).toEqual([{ n: '2' }]);
    expect(await count('kids')).toEqual([{ n: '3' }]);
    const told = await opened.cli('rollback', '--run', runId, '--confirm', opened.targetDatabase);
    expect(told.exitCode).toBe(2);
    for (const [index] of rules.entries())
      await opened.target.query(`DELETE FROM extras${index} WHERE parent_id IS NOT NULL`);
    await opened.target.query('DELETE FROM kids WHERE id = 50');
    expect(await rolledBack(opened, runId)).toMatchObject({ done: true });
    expect(await count('parents')).toEqual([{ n: '0' }]);
  },
);

test.each(['mysql', 'mariadb'] as const)(
  'a CHECK that takes a member as a number is not called broken by rows that it takes, on %s',
  async (server) => {
    const opened = await openCase({
      source:
        "CREATE TABLE kinds (id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, k enum('a','b','c'));\nINSERT INTO kinds (id, k) VALUES (1, 'a'), (2, 'c');",
      target:
        "CREATE TABLE kinds (id int PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, k enum('a','b','c'), tenant_id varchar(50) NOT NULL DEFAULT 'default', CONSTRAINT known CHECK (k + 0 >= 1));",
      tables: ['kinds'],
      sourceServer: server,
      targetServer: server,
    });
    const findings = await operations.check(opened.context, () => undefined);
    expect(findings.filter(({ severity }) => severity === 'blocker')).toEqual([]);
    expect(findings.map(({ code }) => code)).toContain('conflict.rule-not-checked');
    expectChineseFindings(findings);
    expect((await opened.run()).outcome).toBe('complete');
  },
);
