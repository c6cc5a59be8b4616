import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/core/refused.js';
import { operations } from '../../../src/operations/index.js';
import { SchemaStopped } from '../../../src/schema/stopped.js';
import { localise } from '../../../src/text/localise.js';
import { openSchema, type SchemaCase } from '../support/schema-files.js';

const check = ({ context }: SchemaCase) => operations.check(context, () => undefined);

const files = {
  '0001_users.up.sql': `-- the first table; with a semicolon
CREATE TABLE users (id INT NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL DEFAULT 'a;b');
CREATE TRIGGER stamp BEFORE INSERT ON users FOR EACH ROW BEGIN
  IF NEW.name = '' THEN SET NEW.name = 'none;'; END IF;
END;
INSERT INTO users (id, name) VALUES (1, 'ann'), (2, '');`,
  '0001_users.down.sql': 'DROP TABLE users;',
  '0002_tenant.up.sql': `SET @tenant = 'acme';
ALTER TABLE users ADD COLUMN tenant_id VARCHAR(50) NOT NULL DEFAULT '', ADD KEY by_tenant (tenant_id);
START TRANSACTION;
UPDATE users SET tenant_id = @tenant WHERE id = 1;
UPDATE users SET tenant_id = @tenant WHERE id = 2;
COMMIT;`,
  '0002_tenant.down.sql': 'ALTER TABLE users DROP KEY by_tenant, DROP COLUMN tenant_id;',
};

describe.each(['mariadb', 'mysql'] as const)('schema files on %s', (flavour) => {
  it('go up and down, and are refused where something is wrong', async () => {
    const schema = await openSchema(flavour, files);
    const { targetDatabase: database } = schema;
    expect(await schema.states()).toEqual(['1 pending', '2 pending']);
    await expect(schema.up({ confirm: 'other' })).rejects.toThrow(RefusedError);

    const { planned } = await schema.up({ dryRun: true, confirm: undefined });
    expect(planned?.map(({ file, statement, kind }) => `${file} ${statement} ${kind}`)).toEqual([
      ...['0001_users 1 structure', '0001_users 2 structure', '0001_users 3 rows', '0002_tenant 1 session'],
      ...['0002_tenant 2 structure', '0002_tenant 3 begin', '0002_tenant 4 rows', '0002_tenant 5 rows'],
      '0002_tenant 6 commit',
    ]);
    expect(await schema.values('SHOW TABLES')).toEqual(['id_generators']);

    const report = await schema.up();
    expect(report.changed.map(({ name }) => name)).toEqual(['0001_users', '0002_tenant']);
    expect(await schema.states()).toEqual(['1 applied', '2 applied']);
    expect(await schema.values("SELECT CONCAT(name, '@', tenant_id) AS v FROM users ORDER BY id")).toEqual([
      'ann@acme',
      'none;@acme',
    ]);
    expect((await schema.up()).changed).toEqual([]);
    expect((await schema.up({ dryRun: true })).planned).toEqual([]);

    await schema.write({ '0001_users.up.sql': `${files['0001_users.up.sql']} ` });
    expect(await schema.states()).toEqual(['1 applied edited', '2 applied']);
    await expect(schema.up()).rejects.toThrow(/edited after it was applied.*[0-9a-f]{64}.*[0-9a-f]{64}/);
    await schema.write({ '0001_users.up.sql': files['0001_users.up.sql'] });

    await expect(schema.down({ steps: 3 })).rejects.toThrow(/3 files .* 2 are applied/);
    expect((await schema.down()).changed).toEqual([{ name: '0002_tenant', direction: 'down' }]);
    expect(await schema.states()).toEqual(['1 applied', '2 pending']);
    await schema.up({ steps: 1 });
    await schema.down({ steps: 2 });
    expect(await schema.states()).toEqual(['1 pending', '2 pending']);
    expect(await schema.values('SHOW TABLES')).toEqual(['id_generators']);

    await schema.write({ '0003_other.up.sql': 'CREATE TABLE mysql.mine (id INT);' });
    await expect(schema.up()).rejects.toThrow(`0003_other.up.sql:1: the statement works on database mysql`);
    await schema.write({ '0003_other.up.sql': `USE \`${database}\`;\nLOCK TABLES users WRITE;` });
    await expect(schema.up()).rejects.toThrow('0003_other.up.sql:2: LOCK may not stand in a schema file');
    expect(await schema.states()).toEqual(['1 pending', '2 pending', '3 pending']);
  });

  it('stop at a statement that fails; repair goes on or takes back', async () => {
    const schema = await openSchema(flavour, {
      '1_a.up.sql': `CREATE TABLE a (id INT PRIMARY KEY);
INSERT INTO a VALUES (1);
INSERT INTO a VALUES (2), (1);
CREATE TABLE b (id INT);`,
      '1_a.down.sql': 'DROP TABLE b;\nDROP TABLE a;',
    });
    const failed = await schema.up().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(SchemaStopped);
    expect((failed as SchemaStopped).message).toMatch(
      /1_a.up.sql: statement 3 of 4 \(line 3\) failed: .*1062/,
    );
    expect((failed as SchemaStopped).remedy.text).toContain('schema repair --continue');
    const { half, problems } = await schema.status();
    expect(half).toMatchObject({ name: '1_a', direction: 'up', done: 2, statements: 4 });
    expect(half?.doubt).toMatchObject({ statement: 3, state: 'failed', verdict: 'not-done' });
    expect(problems).toHaveLength(1);
    expect(await schema.values('SELECT id FROM a')).toEqual([1]);
    await expect(schema.up()).rejects.toThrow('1_a.up.sql is half done');
    await expect(schema.down()).rejects.toThrow('1_a.up.sql is half done');

    await schema.repair({ go: 'take-back' });
    expect(await schema.states()).toEqual(['1 pending']);
    expect(await schema.values('SHOW TABLES')).toEqual(['id_generators']);

    await expect(schema.up()).rejects.toThrow(SchemaStopped);
    const fixed = (third: string, first = 'CREATE TABLE a (id INT PRIMARY KEY)') => ({
      '1_a.up.sql': `${first};\nINSERT INTO a VALUES (1);\n${third};\nCREATE TABLE b (id INT);`,
    });
    await schema.write(fixed('INSERT INTO a VALUES (2)', 'CREATE TABLE a (id BIGINT PRIMARY KEY)'));
    await expect(schema.repair({ go: 'continue' })).rejects.toThrow(
      'statement 1 of 1_a.up.sql was done and has been',
    );
    await schema.write(fixed('INSERT INTO a VALUES (2)'));
    await schema.repair({ go: 'continue' });
    expect(await schema.states()).toEqual(['1 applied']);
    expect(await schema.values('SELECT id FROM a ORDER BY id')).toEqual([1, 2]);
    await expect(schema.repair({ go: 'continue' })).rejects.toThrow('no file is half done');
    await expect(schema.repair({})).rejects.toThrow('needs one word');
  });

  it('decide by the schema what became of a statement whose end is not noted, and ask where that cannot', async () => {
    const statements = {
      // Both are gone at the end, and as they were before.
      'CREATE TABLE other (id INT)': 'not-done',
      'CREATE TABLE made (id INT)': 'not-done',
      'ALTER TABLE t ADD COLUMN a INT': 'done',
      'ALTER TABLE t ADD CONSTRAINT few CHECK (id < 10)': 'done',
      'CREATE INDEX by_a ON t (a)': 'done',
      'CREATE OR REPLACE VIEW v AS SELECT id FROM t': 'done',
      'CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1': 'done',
      'CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END': 'done',
      'RENAME TABLE made TO named': 'done',
      'DROP TABLE other': 'done',
      'TRUNCATE TABLE t': 'unknown',
      'INSERT INTO t (id) VALUES (5)': 'not-done',
    } as const;
    const schema = await openSchema(flavour, {
      '1_t.up.sql': `CREATE TABLE t (id INT);${Object.keys(statements).join(';\n')};`,
      '1_t.down.sql': 'DROP TABLE t;',
    });
    await schema.up();
    const noted = async (state: string, number: number) =>
      schema.target.query(
        `UPDATE tenantferry.schema_statements SET state = '${state}' WHERE target_database = ? AND statement = ${number}`,
        [schema.targetDatabase],
      );
    await schema.target.query(
      `UPDATE tenantferry.schema_files SET state = 'going-up' WHERE target_database = ?`,
      [schema.targetDatabase],
    );
    for (const [index, verdict] of Object.values(statements).entries()) {
      // Each as if the process had died behind it.
      await noted('began', index + 1);
      const { half } = await schema.status();
      const sql = Object.keys(statements)[index];
      expect([sql, half?.doubt?.verdict]).toEqual([sql, verdict]);
      await noted('done', index + 1);
    }
    await noted('began', Object.keys(statements).indexOf('TRUNCATE TABLE t') + 1);
    await expect(schema.repair({ go: 'continue' })).rejects.toThrow('nothing tells whether it was done');
    await expect(schema.repair({ go: 'continue' })).rejects.toMatchObject({
      remedy: expect.stringContaining('schema repair --done'),
    });
    await schema.repair({ word: 'done' });
    expect((await schema.status()).half).toMatchObject({ done: 13, doubt: null });
    await noted('began', 3);
    await expect(schema.repair({ go: 'continue', word: 'not-done' })).rejects.toThrow(
      'the schema shows otherwise',
    );
    await noted('done', 3);
    await schema.repair({ go: 'continue' });
    expect(await schema.states()).toEqual(['1 applied']);
    expect(await schema.values('SELECT id FROM t')).toEqual([5]);
  });

  it('keep golang-migrate’s table in step, and explain what it left', async () => {
    const schema = await openSchema(flavour, {
      '1_a.up.sql': 'CREATE TABLE a (id INT);',
      '1_a.down.sql': 'DROP TABLE a;',
      '2_b.up.sql': 'CREATE TABLE b (id INT);',
      '2_b.down.sql': 'DROP TABLE b;',
      '3_c.up.sql': 'CREATE TABLE c (id INT);\nCREATE TABLE b (id INT);',
      '3_c.down.sql': 'DROP TABLE c;',
    });
    await schema.target.query(
      'CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null)',
    );
    await schema.target.query('INSERT INTO schema_migrations VALUES (1, 0)');
    await schema.target.query('CREATE TABLE a (id INT)');
    const version = () => schema.values("SELECT CONCAT(version, ' ', dirty) AS v FROM schema_migrations");
    expect(await schema.status()).toMatchObject({
      golangMigrate: { version: 1, isDirty: false },
      files: [{ state: 'applied', by: 'golang-migrate' }, { state: 'pending' }, { state: 'pending' }],
    });
    await schema.up({ steps: 1 });
    expect(await version()).toEqual(['2 0']);
    await expect(schema.up()).rejects.toThrow(SchemaStopped);
    expect(await version()).toEqual(['3 1']);
    await schema.repair({ go: 'take-back' });
    expect(await version()).toEqual(['2 0']);
    await schema.down({ steps: 2 });
    expect(await version()).toEqual([]);

    await schema.target.query('INSERT INTO schema_migrations VALUES (1, 1)');
    await expect(schema.up()).rejects.toThrow('golang-migrate stopped within file 1');
    await schema.repair({ word: 'not-done' });
    expect(await version()).toEqual([]);
    await schema.up({ steps: 2 });
    await schema.target.query('UPDATE schema_migrations SET version = 1');
    await expect(schema.down()).rejects.toThrow('schema_migrations says 1, and 2_b is applied');
    await schema.repair({ word: 'done' });
    expect(await version()).toEqual(['2 0']);

    await schema.target.query('ALTER TABLE schema_migrations ADD COLUMN note TEXT');
    await schema.down();
    expect((await schema.status()).golangMigrate).toBeNull();
    expect(await version()).toEqual(['2 0']);
  });

  it('come before a run, or refuse it, as configured', async () => {
    const files = {
      '1_users.up.sql':
        'CREATE TABLE users (id INT PRIMARY KEY, biz_id INT NOT NULL, tenant_id VARCHAR(50));',
    };
    for (const on_run of ['refuse', 'up']) {
      const schema = await openSchema(flavour, files, { on_run });
      await schema.source.query('CREATE TABLE users (id INT PRIMARY KEY, biz_id INT NOT NULL)');
      await schema.source.query('INSERT INTO users VALUES (1, 2)');
      // Told before a run meets with it, in both languages.
      const told = (await check(schema)).filter(({ code }) => code === 'schema-files.state');
      expect(told.map(({ severity }) => severity)).toEqual([on_run === 'refuse' ? 'blocker' : 'info']);
      for (const one of told)
        expect(localise(one, 'zh').title).toMatch(/尚缺 1 个表结构文件，第一个是 1_users/);
      if (on_run === 'refuse') {
        await expect(schema.run()).rejects.toThrow('lacks 1 schema file, it is 1_users');
        expect(await schema.states()).toEqual(['1 pending']);
        await schema.up();
      }
      expect((await schema.run()).outcome).toBe('complete');
      expect(await schema.states()).toEqual(['1 applied']);
      expect(await schema.values('SELECT tenant_id FROM users')).toEqual(['acme']);
      expect((await check(schema)).filter(({ code }) => code === 'schema-files.state')).toMatchObject([
        { severity: 'ok', title: '1 schema file is applied' },
      ]);
    }
  });
});
