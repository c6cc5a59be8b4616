import { describe, expect, it } from 'vitest';
import { blockersOf, findingsOf, migrate, takeBack } from '../support/case-journey.js';
import { openCase } from '../support/small-case.js';

/** Keys that a server makes itself, so that no value of theirs is written. */

const notes = `CREATE TABLE notes (biz_id int NOT NULL DEFAULT 2, body varchar(20), n int);\n`;
const rows = `INSERT INTO notes (body, n) VALUES ('a', 1), ('a', 1), ('b', NULL), (NULL, NULL), ('c', 3);\n`;
const tenantNotes = `CREATE TABLE notes (biz_id int NOT NULL DEFAULT 2, body varchar(20), n int, tenant_id varchar(50) NOT NULL DEFAULT 'default');\nINSERT INTO notes (body, n, tenant_id) VALUES ('other', 9, 't2');\n`;
/** Without an ID nothing is handed out. */
const withoutGenerator = (table: string) => ({
  id_generators: {
    table: 'id_generators',
    resource_column: 'resource',
    max_column: 'max_id',
    without: [table],
  },
});
const invisible = (on: boolean) => `SET SESSION sql_generate_invisible_primary_key = ${on ? 'ON' : 'OFF'};\n`;

describe('the invisible key that MySQL makes', () => {
  it.each([
    ['both sides', true, true],
    ['the source', true, false],
    ['the target', false, true],
  ])('stays what it is on %s: the tables are ones without a key', async (_, from, to) => {
    const opened = await openCase({
      sourceServer: 'mysql',
      targetServer: 'mysql',
      tables: ['notes'],
      preset: withoutGenerator('notes'),
      settings: { options: { batch_size: 2 } },
      source: `${invisible(from)}${notes}${rows}`,
      target: `${invisible(to)}${tenantNotes}`,
    });
    expect(await blockersOf(opened)).toEqual([]);
    expect((await findingsOf(opened)).map(({ code }) => code)).toContain('schema.no-key');
    const runId = await migrate(opened);
    const [copied] = await opened.target.query(
      "SELECT body, n FROM notes WHERE tenant_id = 'acme' ORDER BY body, n",
    );
    expect(copied).toHaveLength(5);
    await takeBack(opened, runId);
    expect((await opened.target.query('SELECT body FROM notes'))[0]).toEqual([{ body: 'other' }]);
  });

  it('goes to MariaDB, which has none', async () => {
    const opened = await openCase({
      sourceServer: 'mysql',
      targetServer: 'mariadb',
      tables: ['notes'],
      preset: withoutGenerator('notes'),
      source: `${invisible(true)}${notes}${rows}`,
      target: tenantNotes,
    });
    expect(await blockersOf(opened)).toEqual([]);
    await takeBack(opened, await migrate(opened));
  });
});

describe.each(['mysql', 'mariadb'] as const)('columns that %s makes', (flavour) => {
  const uid =
    flavour === 'mysql'
      ? 'binary(16) GENERATED ALWAYS AS (unhex(rpad(hex(name), 32, 0))) STORED NOT NULL'
      : 'binary(16) GENERATED ALWAYS AS (unhex(rpad(hex(name), 32, 0))) PERSISTENT';
  const key = flavour === 'mysql' ? 'PRIMARY KEY (uid)' : 'UNIQUE KEY (uid)';

  it('may be the only key: the rows are copied in one pass', async () => {
    const columns = `uid ${uid}, biz_id int NOT NULL DEFAULT 2, name varchar(20) NOT NULL, double_n int AS (n * 2), n int`;
    const opened = await openCase({
      sourceServer: flavour,
      targetServer: flavour,
      tables: ['countries'],
      preset: withoutGenerator('countries'),
      settings: { options: { batch_size: 2 } },
      source: `CREATE TABLE countries (${columns}, ${key});\nINSERT INTO countries (name, n) VALUES ('a', 1), ('b', NULL), ('c', 3);\n`,
      target: `CREATE TABLE countries (${columns}, tenant_id varchar(50) NOT NULL, ${key});\nINSERT INTO countries (name, n, tenant_id) VALUES ('z', 9, 't2');\n`,
    });
    expect(await blockersOf(opened)).toEqual([]);
    expect((await findingsOf(opened)).find(({ code }) => code === 'schema.no-key')).toMatchObject({
      severity: 'warning',
      params: { hasKey: flavour === 'mysql' },
    });
    const runId = await migrate(opened);
    expect(
      (
        await opened.target.query(
          "SELECT name, n, double_n FROM countries WHERE tenant_id = 'acme' ORDER BY name",
        )
      )[0],
    ).toEqual([
      { name: 'a', n: 1, double_n: 2 },
      { name: 'b', n: null, double_n: null },
      { name: 'c', n: 3, double_n: 6 },
    ]);
    await takeBack(opened, runId);
    expect((await opened.target.query('SELECT name FROM countries'))[0]).toEqual([{ name: 'z' }]);
  });

  it('are left to it, and another key is chosen where there is one', async () => {
    const columns =
      'part int AS (id % 10) STORED, id int NOT NULL, biz_id int NOT NULL DEFAULT 2, hid int INVISIBLE DEFAULT 7, UNIQUE KEY (part), UNIQUE KEY (id)';
    const opened = await openCase({
      sourceServer: flavour,
      targetServer: flavour,
      tables: ['parts'],
      settings: { options: { batch_size: 2 } },
      source: `CREATE TABLE parts (${columns});\nINSERT INTO parts (id, hid) VALUES (1, 70), (2, NULL), (3, 0);\n`,
      target: `CREATE TABLE parts (${columns.replace(', UNIQUE KEY (part)', '')}, tenant_id varchar(50) NOT NULL);\n`,
    });
    expect(await blockersOf(opened)).toEqual([]);
    expect((await findingsOf(opened)).map(({ code }) => code)).not.toContain('schema.no-key');
    const runId = await migrate(opened);
    expect((await opened.target.query('SELECT id, part, hid FROM parts ORDER BY id'))[0]).toEqual([
      { id: 1, part: 1, hid: 70 },
      { id: 2, part: 2, hid: null },
      { id: 3, part: 3, hid: 0 },
    ]);
    await takeBack(opened, runId);
  });
});
