import { describe, expect, it } from 'vitest';
import { openSchema } from '../support/schema-files.js';

const columns = `id INT NOT NULL PRIMARY KEY, a INT NULL, b VARCHAR(50) NOT NULL DEFAULT '', c VARCHAR(100) CHARACTER SET latin1,
  d DATETIME NOT NULL, e ENUM('x','Y'), n INT NOT NULL, x TEXT, KEY by_n (n)`;

/** Tables that differ in what they take. */
const kinds = {
  plain: `CREATE TABLE ? (${columns})`,
  made: `CREATE TABLE ? (${columns}, g INT AS (a + 1) VIRTUAL)`,
  texts: `CREATE TABLE ? (${columns}, FULLTEXT KEY by_x (x))`,
  compressed: `CREATE TABLE ? (${columns}) ROW_FORMAT=COMPRESSED`,
  pointing: `CREATE TABLE ? (${columns}, CONSTRAINT to_parent FOREIGN KEY (a) REFERENCES parents (id))`,
  other: `CREATE TABLE ? (${columns}) ENGINE=MyISAM`,
} as const;

const one = 'instant nothing';
const placed = 'in-place nothing';
const readers = 'in-place writes';
const copied = 'copy writes';
const unknown = 'unknown unknown';

/** What is said on MySQL, and on MariaDB where that differs. */
const alters: readonly (readonly [keyof typeof kinds, string, string, string?])[] = [
  ['plain', "ADD COLUMN tenant_id VARCHAR(50) NOT NULL DEFAULT ''", one],
  ['plain', 'ADD COLUMN k INT AFTER a', one],
  ['plain', "ADD COLUMN k VARCHAR(50) NOT NULL DEFAULT '', ADD KEY by_k (k, n)", placed],
  ['plain', 'ADD COLUMN k INT NOT NULL AUTO_INCREMENT UNIQUE', readers],
  ['plain', 'ADD COLUMN k SERIAL', readers],
  ['plain', 'ADD COLUMN k INT AS (a + 1) STORED', copied],
  ['plain', 'ADD COLUMN k INT AS (a + 1)', one],
  ['plain', 'ADD UNIQUE KEY by_a (a)', placed],
  ['plain', 'ADD CONSTRAINT as_child FOREIGN KEY (a) REFERENCES parents (id)', copied],
  ['pointing', 'DROP FOREIGN KEY to_parent', placed, one],
  ['plain', 'DROP PRIMARY KEY, ADD PRIMARY KEY (id, n)', placed],
  ['plain', 'DROP COLUMN d', one],
  ['plain', 'DROP COLUMN n', placed],
  ['plain', 'RENAME COLUMN d TO dd', one],
  ['plain', 'RENAME INDEX by_n TO by_m', placed, one],
  ['plain', 'ALTER COLUMN n SET DEFAULT 5', one],
  ['plain', "MODIFY b VARCHAR(60) NOT NULL DEFAULT ''", placed, one],
  ['plain', "MODIFY b VARCHAR(64) NOT NULL DEFAULT ''", copied],
  ['plain', 'MODIFY c VARCHAR(255)', copied],
  ['plain', 'MODIFY c VARCHAR(255) CHARACTER SET latin1', unknown],
  ['plain', 'MODIFY a BIGINT', copied],
  ['plain', 'MODIFY a INT(11) COMMENT "the same"', one],
  ['plain', 'MODIFY a INT NOT NULL', placed],
  ['plain', 'MODIFY a INT FIRST', placed, one],
  ['plain', "MODIFY e ENUM('x','Y','z')", one],
  ['plain', "MODIFY e ENUM('Y','x')", copied],
  ['made', 'MODIFY g INT AS (a + 2) VIRTUAL', unknown],
  ['plain', 'CHANGE a aa INT', one],
  ['plain', 'DEFAULT CHARACTER SET latin1', placed, one],
  ['plain', 'ENGINE = InnoDB', placed],
  ['texts', 'ADD COLUMN k INT', copied, readers],
  ['texts', 'ADD KEY by_a (a)', placed],
  ['compressed', 'ADD COLUMN k INT', placed],
  ['compressed', 'ALTER COLUMN n SET DEFAULT 5', one],
  ['other', 'ADD COLUMN k INT', unknown],
];

/** What a server has to take, and the lighter way that it has to refuse. */
const tries: Readonly<Record<string, readonly [takes: string, refuses: string | null]>> = {
  [one]: ['ALGORITHM=INSTANT', null],
  [placed]: ['ALGORITHM=INPLACE, LOCK=NONE', 'ALGORITHM=INSTANT'],
  [readers]: ['ALGORITHM=INPLACE, LOCK=SHARED', 'ALGORITHM=INPLACE, LOCK=NONE'],
  [copied]: ['ALGORITHM=COPY, LOCK=SHARED', 'ALGORITHM=INPLACE'],
  [unknown]: ['ALGORITHM=DEFAULT', null],
};

describe.each(['mariadb', 'mysql'] as const)('the dry run, on %s', (flavour) => {
  it('says of each ALTER what the server does', async () => {
    const own = flavour === 'mysql' ? [['plain', 'ADD INDEX by_sum ((a + 1))', readers] as const] : [];
    const all = [...alters, ...own].map(([kind, action, mysql, mariadb = mysql], index) => {
      const says = flavour === 'mysql' ? mysql : mariadb;
      return { table: `t${index}`, kind, action, says };
    });
    const file = all.map(({ table, action }) => `ALTER TABLE ${table} ${action};`).join('\n');
    const { target, up } = await openSchema(flavour, { '1_all.up.sql': file });
    await target.query('CREATE TABLE parents (id INT PRIMARY KEY)');
    for (const { table, kind } of all) await target.query(kinds[kind].replace('?', table));
    const { planned } = await up({ dryRun: true });
    const said = planned?.map(({ algorithm, locks }, index) => [all[index]?.action, `${algorithm} ${locks}`]);
    expect(said).toEqual(all.map(({ action, says }) => [action, says]));
    for (const { table, action, says } of all) {
      const [takes, refuses] = tries[says] ?? [];
      const alter = (how: string) => target.query(`ALTER TABLE ${table} ${how}, ${action}`);
      // ER_ALTER_OPERATION_NOT_SUPPORTED, and with its reason
      if (refuses) {
        const refused = await alter(refuses).catch(({ errno }: { errno: number }) => errno);
        expect([action, refused]).toEqual([action, refused === 1845 ? 1845 : 1846]);
      }
      expect([action, await alter(takes ?? '').then(() => 'taken')]).toEqual([action, 'taken']);
    }
  });
});
