import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.js';
import { blockersOf, findingsOf, migrate } from '../support/case-journey.js';
import { openCase, type SmallCase } from '../support/small-case.js';

/** Two columns without a place in the target: one that is not there, one that the target computes itself. */
const small: SmallCase = {
  sourceServer: 'mysql',
  targetServer: 'mariadb',
  tables: ['apps'],
  source: `CREATE TABLE apps (id int unsigned PRIMARY KEY, biz_id int NOT NULL, Old_Name varchar(10), price int, total int);
INSERT INTO apps VALUES (1, 2, 'a', 3, 7), (2, 2, 'b', 4, 8);
`,
  target: `CREATE TABLE apps (id int unsigned PRIMARY KEY, biz_id int NOT NULL, price int, total int AS (price * 2) STORED, tenant_id varchar(50) NOT NULL);
`,
};

describe('values that would stay behind', () => {
  it('refuse the run, until the setting that the remedy prints is in the config', async () => {
    const opened = await openCase(small);
    const found = await blockersOf(opened);
    expect(found).toMatchObject([
      { code: 'schema.source-column-lost', table: 'apps', params: { columns: 'Old_Name, total' } },
    ]);
    const refused = await opened.cli('run');
    expect(refused.exitCode).toBe(2);
    expect((await opened.target.query('SELECT * FROM apps'))[0]).toEqual([]);

    const [setting] = /left_behind: \{.*\}/.exec(found[0]?.remedy ?? '') ?? [];
    await writeFile(opened.configFile, `${await readFile(opened.configFile, 'utf8')}\n${setting}\n`);
    const again = { ...opened, context: { ...opened.context, config: await loadConfig(opened.configFile) } };
    expect(await blockersOf(again)).toEqual([]);
    expect((await opened.cli('run')).exitCode).toBe(0);
    expect((await opened.cli('validate', '--level', 'full')).exitCode).toBe(0);
    expect((await opened.target.query('SELECT id, total FROM apps ORDER BY id'))[0]).toEqual([
      { id: 1, total: 6 },
      { id: 2, total: 8 },
    ]);
    const report = await opened.cli('report', '--format', 'md');
    expect(report.stdout).toContain('Old_Name');
    expect(report.stdout).toContain('left_behind of the config names the column');
  });

  it('may stay behind for the reason of the preset, in any spelling, and the plan says it', async () => {
    const reason = { en: 'nobody reads it', zh: '无人使用' };
    const opened = await openCase({
      ...small,
      preset: { left_behind: { apps: [{ column: 'old_name', reason }, 'TOTAL'] } },
    });
    expect((await findingsOf(opened)).filter(({ code }) => code === 'schema.left-behind')).toMatchObject([
      { title: 'the values of apps.old_name stay behind: nobody reads it', severity: 'info' },
      { column: 'TOTAL' },
    ]);
    await migrate(opened);
    const plan = await opened.cli('plan');
    expect(plan.stdout).toContain('nobody reads it');
  });

  it('are carried over once the target has a place for them, whatever is named', async () => {
    const opened = await openCase({
      ...small,
      settings: { left_behind: { apps: ['old_name', 'total'] } },
      target: `CREATE TABLE apps (id int unsigned PRIMARY KEY, biz_id int NOT NULL, OLD_NAME varchar(10), price int, total int, tenant_id varchar(50) NOT NULL);\n`,
    });
    expect((await findingsOf(opened)).map(({ code }) => code)).toContain('schema.not-left-behind');
    await migrate(opened);
    expect((await opened.target.query('SELECT OLD_NAME, total FROM apps ORDER BY id'))[0]).toEqual([
      { OLD_NAME: 'a', total: 7 },
      { OLD_NAME: 'b', total: 8 },
    ]);
  });
});
