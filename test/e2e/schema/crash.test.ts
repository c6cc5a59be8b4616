import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/core/refused.js';
import { Secret } from '../../../src/core/secret.js';
import { operations } from '../../../src/operations/index.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { SchemaStopped } from '../../../src/schema/stopped.js';
import { runBinary } from '../support/cli/binary.js';
import { controls } from '../support/journey/journey.js';
import { openSchema, type SchemaCase } from '../support/schema-files.js';

const files = {
  '1_t.up.sql': 'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL);\nINSERT INTO t VALUES (1, 0);',
  '2_more.up.sql': `ALTER TABLE t ADD COLUMN a INT;
UPDATE t SET n = n + 1;
ALTER TABLE t ADD COLUMN b INT;
START TRANSACTION;
UPDATE t SET n = n + 10;
UPDATE t SET n = n + 100;
COMMIT;`,
};

describe.each([
  { flavour: 'mariadb', start: startMariadb },
  { flavour: 'mysql', start: startMysql },
] as const)('schema files and crashes on $flavour', ({ start }) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.remove());

  const untilFree = async ({ values, targetDatabase }: SchemaCase) => {
    // MySQL tells it as a BIGINT, which comes as a text.
    while (Number((await values(`SELECT IS_FREE_LOCK('tenantferry:${targetDatabase}') AS v`))[0]) !== 1);
  };

  /** The built tool, killed soon after it says that the statement began, which waits for the holder. */
  const killed = ({ configFile, targetDatabase }: SchemaCase, words: readonly string[], statement: number) =>
    runBinary(['schema', ...words, '-c', configFile, '--confirm', targetDatabase, '--json'], {
      onStdout: (text, child) => {
        const said = text.split('\n').filter((line) => line.includes('"schema-statement"'));
        const isThere = said.some((line) => {
          const event = line.endsWith('}') ? JSON.parse(line) : {};
          return event.file === '2_more.up.sql' && event.statement === statement && event.state === 'began';
        });
        if (isThere) child.kill('SIGKILL');
      },
    });

  /** The built tool, which goes on with the files and dies as soon as it says this of the statement. */
  const killedAt = ({ configFile, targetDatabase }: SchemaCase, statement: number, state: 'began' | 'done') =>
    runBinary(['schema', 'repair', '--continue', '-c', configFile, '--confirm', targetDatabase, '--json'], {
      endAt: { said: `"2_more.up.sql".*"statement":${statement},.*"state":"${state}"`, signal: 'SIGKILL' },
    });

  it('lose nothing and do nothing twice, wherever the process dies', async () => {
    const schema = await openSchema(server, files);
    await schema.up({ steps: 1 });
    const holder = await connectAdmin(server);
    await holder.query(`USE \`${schema.targetDatabase}\``);
    const hold = async () => {
      await holder.query('START TRANSACTION');
      await holder.query('SELECT * FROM t FOR UPDATE');
    };

    // Within an ALTER, which waits for the holder: the server goes on with it, and nobody else may begin.
    await hold();
    expect((await killed(schema, ['up'], 1)).exitCode).toBeNull();
    await holder.query('COMMIT');
    await untilFree(schema);
    expect((await schema.status()).half?.doubt).toMatchObject({ statement: 1, state: 'began' });
    await expect(schema.up()).rejects.toThrow('half done');

    // Within an UPDATE, which waits for the holder's row.
    const again = (await schema.status()).half?.doubt?.verdict === 'not-done';
    await hold();
    // A server that let the ALTER go has to do it again first, which the holder would keep from that.
    const within = again ? killedAt(schema, 2, 'began') : killed(schema, ['repair', '--continue'], 2);
    if (again) await holder.query('COMMIT');
    expect((await within).exitCode).toBeNull();
    await holder.query('COMMIT');
    await untilFree(schema);

    // Between two statements.
    expect((await killedAt(schema, 3, 'done')).exitCode).toBeNull();
    await untilFree(schema);

    // Within a transaction of the file's own.
    await hold();
    expect((await killed(schema, ['repair', '--continue'], 5)).exitCode).toBeNull();
    await holder.query('COMMIT');
    await untilFree(schema);
    expect(await schema.values('SELECT n FROM t')).toEqual([1]);
    await schema.repair({ go: 'continue' });
    expect(await schema.values("SELECT CONCAT_WS(' ', n, a IS NULL, b IS NULL) AS v FROM t")).toEqual([
      '111 1 1',
    ]);
    expect(await schema.states()).toEqual(['1 applied', '2 applied']);
    await holder.end();
  });

  it('lose nothing and do nothing twice, killed before and behind each statement', async () => {
    const schema = await openSchema(server, files);
    const { configFile, targetDatabase } = schema;
    await schema.up({ steps: 1 });
    let words: readonly string[] = ['up'];
    for (let statement = 1; statement <= 7; statement += 1) {
      for (const state of ['began', 'done']) {
        const { exitCode, stdout } = await runBinary(
          ['schema', ...words, '-c', configFile, '--confirm', targetDatabase, '--json'],
          {
            endAt: {
              said: `"2_more.up.sql".*"statement":${statement},.*"state":"${state}"`,
              signal: 'SIGKILL',
            },
          },
        );
        // A transaction of the file's own begins again as a whole; else each place comes once.
        expect([statement, state, exitCode, stdout]).toEqual([statement, state, null, expect.any(String)]);
        await untilFree(schema);
        expect(await schema.states()).toEqual(['1 applied', '2 half-up']);
        words = ['repair', '--continue'];
      }
    }
    await schema.repair({ go: 'continue' });
    expect(await schema.values("SELECT CONCAT_WS(' ', n, a IS NULL, b IS NULL) AS v FROM t")).toEqual([
      '111 1 1',
    ]);
    expect(await schema.states()).toEqual(['1 applied', '2 applied']);
  });

  it('are not gone on with where a value of the connection is missed', async () => {
    const made = 'SET @n = (SELECT COUNT(*) FROM t);\nINSERT INTO t VALUES (2, 0);\n';
    const schema = await openSchema(server, {
      ...files,
      '2_more.up.sql': `${made}INSERT INTO t VALUES (2, 0);\nUPDATE t SET n = @n;`,
    });
    await expect(schema.up()).rejects.toThrow(SchemaStopped);
    await schema.write({ '2_more.up.sql': `${made}UPDATE t SET n = @n;` });
    await expect(schema.repair({ go: 'continue' })).rejects.toThrow('statement 3 of 2_more.up.sql needs @n');
    await schema.write({ '2_more.up.sql': `${made}SET @n = 1;\nUPDATE t SET n = @n;` });
    await schema.repair({ go: 'continue' });
    expect(await schema.values('SELECT n FROM t')).toEqual([1, 1]);

    // A way back that is half done is gone on with by either word.
    const back = 'SET @n = UUID_SHORT();\nDROP TABLE u;\n';
    await schema.write({
      '3_u.up.sql': 'CREATE TABLE u (id INT);\nCREATE TABLE t (id INT);',
      '3_u.down.sql': `${back}UPDATE t SET missing = @n;`,
    });
    await expect(schema.up()).rejects.toThrow(SchemaStopped);
    await expect(schema.repair({ go: 'take-back' })).rejects.toThrow(SchemaStopped);
    for (const go of ['take-back', 'continue'] as const)
      await expect(schema.repair({ go })).rejects.toThrow('statement 3 of 3_u.down.sql needs @n');
    await schema.write({ '3_u.down.sql': `${back}UPDATE t SET n = 5;` });
    await schema.repair({ go: 'take-back' });
    expect(await schema.values('SELECT n FROM t')).toEqual([5, 5]);
    expect(await schema.states()).toEqual(['1 applied', '2 applied', '3 pending']);
  });

  it('end with what happened where the server takes no writes any more', async () => {
    const schema = await openSchema(server, {
      '1_t.up.sql': 'CREATE TABLE t (id INT);\nCALL no_writes();\nCREATE TABLE u (id INT);',
    });
    const { target, targetDatabase: database, context } = schema;
    const writes = (isOn: boolean) => target.query(`SET GLOBAL read_only = ${isOn ? 0 : 1}`);
    await target.query('CREATE PROCEDURE no_writes() SET GLOBAL read_only = 1');
    await target.query("CREATE USER 'plain'@'%' IDENTIFIED BY 'p'");
    for (const name of [database, 'tenantferry'])
      await target.query(`GRANT ALL ON \`${name}\`.* TO 'plain'@'%'`);
    const { config } = context;
    const mysql = { ...config.target.mysql, user: 'plain', password: new Secret('p') };
    const plain = { ...context, config: { ...config, target: { ...config.target, mysql } } };
    const move = { confirm: database, dryRun: false };
    const up = () => operations.schemaUp(plain, move, () => undefined, controls().control);
    try {
      await schema.status();
      await writes(false);
      await expect(up()).rejects.toMatchObject({ errno: 1290 });
      expect(await schema.values('SHOW TABLES')).toEqual(['id_generators']);
      await writes(true);
      const failed = await up().catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(SchemaStopped);
      expect((failed as SchemaStopped).message).toMatch(
        /1_t.up.sql: statement 2 of 3 .* carried out, and .* not be noted: .*1290/,
      );
    } finally {
      await writes(true);
    }
    expect((await schema.status()).half).toMatchObject({ done: 1, doubt: { verdict: 'unknown' } });
    await schema.repair({ word: 'done' });
    await schema.repair({ go: 'continue' });
    expect(await schema.states()).toEqual(['1 applied']);
  });

  it('are told where a file that is half done is gone', async () => {
    const schema = await openSchema(server, {
      ...files,
      '2_more.up.sql': 'CREATE TABLE u (id INT);\nNONSENSE;',
    });
    await expect(schema.up()).rejects.toThrow(SchemaStopped);
    const file = join(schema.context.config.schema?.dir ?? '', '2_more.up.sql');
    await rm(file);
    for (const act of [schema.up, schema.down])
      await expect(act()).rejects.toThrow('2_more was broken off half-way, and its file is gone');
    await schema.write({ '2_more.up.sql': 'CREATE TABLE u (id INT);\nSELECT 1;' });
    await schema.repair({ go: 'continue', word: 'not-done' });
    expect(await schema.states()).toEqual(['1 applied', '2 applied']);
  });

  it('take a file of hundreds of statements', async () => {
    const rows = Array.from({ length: 500 }, (_, id) => `INSERT INTO t VALUES (${id + 2}, 0)`);
    const schema = await openSchema(server, { ...files, '2_more.up.sql': `${rows.join(';\n')};` });
    await schema.up();
    expect((await schema.values('SELECT COUNT(*) AS n FROM t')).map(Number)).toEqual([501]);
  });

  it('are brought once by two processes at the same time', async () => {
    const schema = await openSchema(server, files);
    const both = await Promise.allSettled([schema.up(), schema.up()]);
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(RefusedError);
    expect(both.flatMap((one) => (one.status === 'fulfilled' ? one.value.changed : []))).toHaveLength(2);
    expect(await schema.values('SELECT n FROM t')).toEqual([111]);
  });

  it('tell what became of an ALTER within which the server was killed', async () => {
    const schema = await openSchema(server, files);
    await schema.up({ steps: 1 });
    const holder = await connectAdmin(server);
    holder.on('error', () => undefined);
    await holder.query(`USE \`${schema.targetDatabase}\``);
    await holder.query('START TRANSACTION');
    await holder.query('SELECT * FROM t FOR UPDATE');
    let dying: Promise<void> | undefined;
    const failed = await schema
      .up({}, (event) => {
        if (event.type === 'schema-statement' && event.state === 'began') dying ??= server.kill();
      })
      .catch((error: unknown) => error);
    await dying;
    await server.start();
    expect(failed).toBeInstanceOf(SchemaStopped);
    expect((failed as SchemaStopped).message).toContain('the connection was lost within statement 1 of 7');
    expect((await schema.status()).half?.doubt).toMatchObject({ statement: 1, verdict: 'not-done' });
    await schema.repair({ go: 'continue' });
    expect(await schema.states()).toEqual(['1 applied', '2 applied']);
    const after = await connectAdmin(server);
    const [rows] = await after.query(`SELECT n FROM \`${schema.targetDatabase}\`.t`);
    expect(rows).toEqual([{ n: 111 }]);
    await after.query(`DROP DATABASE \`${schema.targetDatabase}\``);
    await after.end();
  });
});
