import { describe, expect, it } from 'vitest';
import { migrate, takeBack } from '../support/case-journey.js';
import { linesOf } from '../support/cli/binary.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

/**
 * Tables whose key names a row only together with the tenant: names of settings, codes of countries. Other tenants have rows of the same
 * keys, often equal in all but the tenant.
 */
const shapes = [
  {
    of: 'names of a business',
    columns: 'biz_id int NOT NULL, name varchar(20) NOT NULL, value varchar(20)',
    key: 'biz_id, name',
    first: "name = 'theme'",
  },
  {
    of: 'numbers that each tenant counts anew',
    columns: 'id int unsigned NOT NULL, biz_id int NOT NULL, name varchar(20) NOT NULL, value varchar(20)',
    key: 'id',
    first: 'id = 1',
  },
] as const;

const values = (columns: string, tenant?: string, changed = 'en') =>
  [
    ['theme', 'light'],
    ['lang', changed],
    ['size', '10'],
  ]
    .map(([name, value], index) => {
      const id = columns.startsWith('id') ? `${index + 1}, ` : '';
      return `(${id}2, '${name}', '${value}'${tenant === undefined ? '' : `, '${tenant}'`})`;
    })
    .join(', ');

const rowsOf = async ({ target }: OpenedCase, condition: string) =>
  (await target.query(`SELECT * FROM prefs WHERE ${condition} ORDER BY tenant_id, name`))[0];

describe.each(['mariadb', 'mysql'] as const)('on %s, keys that other tenants have, too:', (flavour) => {
  it.each(shapes)('$of', async ({ columns, key, first }) => {
    const opened = await openCase({
      sourceServer: flavour,
      targetServer: flavour,
      tables: ['prefs'],
      generators: false,
      preset: { id_generators: undefined },
      source: `CREATE TABLE prefs (${columns}, PRIMARY KEY (${key}));\nINSERT INTO prefs VALUES ${values(columns)};\n`,
      // One is before ours in the order of tenants and one behind, one of them with a value of its own.
      target: `CREATE TABLE prefs (${columns}, tenant_id varchar(50) NOT NULL, PRIMARY KEY (tenant_id, ${key}));
INSERT INTO prefs VALUES ${values(columns, 'aaa')}, ${values(columns, 'zzz', 'de')};
`,
      settings: { migration: { ids: 'preserve' } },
    });
    const others = await rowsOf(opened, "tenant_id <> 'acme'");
    const runId = await migrate(opened);
    const ours = await rowsOf(opened, "tenant_id = 'acme'");

    await opened.target.query(`DELETE FROM prefs WHERE tenant_id = 'acme' AND ${first}`);
    await opened.target.query("UPDATE prefs SET value = 'xx' WHERE tenant_id = 'acme' AND name = 'lang'");
    await opened.target.query("UPDATE prefs SET value = '11' WHERE tenant_id = 'acme' AND name = 'size'");
    expect((await opened.cli('validate', '--level', 'full')).exitCode).toBe(3);
    const repaired = await opened.cli('validate', '--repair', '--confirm', opened.targetDatabase);
    expect(linesOf(repaired).filter(({ type }) => type === 'repair')).toMatchObject(
      Array.from({ length: 3 }, () => ({ action: 'recopy-row', state: 'repaired' })),
    );
    expect(repaired.exitCode).toBe(0);
    expect(await rowsOf(opened, "tenant_id = 'acme'")).toEqual(ours);
    expect(await rowsOf(opened, "tenant_id <> 'acme'")).toEqual(others);

    await takeBack(opened, runId);
    expect(await rowsOf(opened, 'TRUE')).toEqual(others);
  });
});
