import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { catalogues } from '../../../src/ui/text/index.js';
import { usersCase } from '../keys/users-case.js';
import { openCase } from '../support/small-case.js';
import { closeWizards, openWizard } from '../support/wizard/steps.js';

const { en, zh } = catalogues;

afterEach(closeWizards);

describe.each(['mariadb', 'mysql'] as const)('in the wizard on %s', (flavour) => {
  const numberOf = async (target: Awaited<ReturnType<typeof openCase>>['target'], sql: string) => {
    const [[row]] = (await target.query(sql)) as unknown as [{ n: number }[]];
    return Number(row?.n);
  };

  it('keys are made, values encrypted anew, and a version retired once nothing names it', async () => {
    const opened = await openCase(usersCase(flavour));
    const { configFile, target, targetDatabase: database, cli } = opened;
    expect((await cli('run')).exitCode).toBe(0);
    const wizard = openWizard({ folder: dirname(configFile), configFile }, { columns: 110, rows: 36 });
    await wizard.see(en.start.choices.validate.title);
    wizard.type('\r');
    await wizard.see(en.validate.title);
    wizard.type('K');
    await wizard.see(`Data keys of ${database}`);
    wizard.type('\r');
    await wizard.see(/✓ 1 +active +2,376 values/);
    await wizard.see('Version 1 is the active one');
    wizard.type('n');
    await wizard.see('Make a new data key');
    wizard.type(`${database}\r`);
    await wizard.see(/✓ 2 +active +0 values/);
    wizard.type('k');
    await wizard.see('Version 1 cannot be retired: 2,376 values name it');
    // Somebody holds a row of the middle: so far it comes, and waits.
    await target.query('START TRANSACTION');
    await target.query('SELECT id FROM users WHERE id = 650 FOR UPDATE');
    wizard.type('w');
    await wizard.see('Encrypt values anew under the newest data key');
    wizard.type(`${database}\r`);
    await wizard.see(/Encrypting values anew users: [1-6]00 of 1,200/);
    wizard.type('s');
    await wizard.see('It ends behind the rows in hand');
    await target.query('ROLLBACK');
    await wizard.see(/values in [1-7]00 rows are encrypted anew/);
    const done = await numberOf(target, "SELECT COUNT(*) AS n FROM users WHERE name_encrypted LIKE '2:%'");
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThanOrEqual(700);
    wizard.type('w');
    await wizard.see('Encrypt values anew under the newest data key');
    wizard.type(`${database}\r`);
    await wizard.see(`values in ${1_200 - done} rows are encrypted anew`);
    await wizard.see('Retires version 1');
    wizard.type('x');
    await wizard.see('Retire a version of the data key');
    wizard.type(`${database}\r`);
    await wizard.see(/1 +retired +0 values/);
    wizard.type('\u001b');
    await wizard.see(en.validate.title);
    wizard.type('q');
    await wizard.see(en.quit.title);
    wizard.type('x');
    expect(await wizard.exit).toBe(0);
    expect((await cli('validate', '--level', 'full')).exitCode).toBe(0);
    expect(wizard.output()).not.toContain('canary');
  });

  it('schema files are applied, one is gone on with after its fault, and a run brings those that came since', async () => {
    const dir = await mkdtemp(join(inject('folder'), 'migrations-'));
    await mkdir(dir, { recursive: true });
    const write = (name: string, sql: string) => writeFile(join(dir, `${name}.up.sql`), sql);
    await write('0001_extra', 'CREATE TABLE extra (id INT PRIMARY KEY);\nINSERT INTO extra VALUES (1);');
    await write('0002_more', 'ALTER TABLE extra ADD COLUMN a INT;\nALTER TABLE missing ADD COLUMN b INT;');
    const opened = await openCase({
      source: 'CREATE TABLE users (id int PRIMARY KEY);\nINSERT INTO users VALUES (1);',
      target: 'CREATE TABLE users (id int PRIMARY KEY, tenant_id varchar(50) NOT NULL);',
      tables: ['users'],
      sourceServer: flavour,
      targetServer: flavour,
      settings: { schema: { dir, on_run: 'up' } },
    });
    const { configFile, target, targetDatabase: database } = opened;
    const wizard = openWizard(
      { folder: dirname(configFile), configFile },
      { columns: 110, rows: 36, args: ['-c', configFile, '--lang', 'zh'] },
    );
    // Its last lines: while the file is read, its name is on the screen already.
    await wizard.see('出错时');
    wizard.type('\r');
    await wizard.see(zh.keys.details.label);
    wizard.type('\r');
    await wizard.see(zh.schema.pending('2', '2'));
    await wizard.see('ALTER TABLE missing');
    wizard.type('s');
    await wizard.see(zh.schema.ask.up);
    wizard.type(`${database}\r`);
    await wizard.see(/0002_more.up.sql/);
    await wizard.see(zh.schema.state['half-up']);
    expect(await numberOf(target, 'SELECT COUNT(*) AS n FROM extra')).toBe(1);
    await target.query('CREATE TABLE missing (id INT PRIMARY KEY)');
    wizard.type('f');
    await wizard.see(zh.schema.ask.continue);
    wizard.type(`${database}\r`);
    await wizard.see(zh.schema.upToDate);
    await write('0003_last', 'CREATE TABLE last_one (id INT PRIMARY KEY);');
    wizard.type('r');
    await wizard.see(zh.schema.brings);
    wizard.type('\r');
    await wizard.see('users');
    wizard.type('\r');
    await wizard.see(zh.dryRun.nothingInTheWay);
    wizard.type('\r');
    await wizard.see(zh.confirm.schemaFirst(1));
    wizard.type(`${database}\r`);
    await wizard.see('所有行均已提交');
    expect(await numberOf(target, 'SELECT COUNT(*) AS n FROM last_one')).toBe(0);
    wizard.type('q');
    await wizard.see(zh.keys.leave.label);
    wizard.type('x');
    expect(await wizard.exit).toBe(0);
  });
});
