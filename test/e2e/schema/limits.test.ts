import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RefusedError } from '../../../src/core/refused.js';
import { Secret } from '../../../src/core/secret.js';
import { operations } from '../../../src/operations/index.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import type { SchemaStopped } from '../../../src/schema/stopped.js';
import { linesOf } from '../support/cli/binary.js';
import { controls } from '../support/journey/journey.js';
import { openSchema } from '../support/schema-files.js';
import { sharedServer } from '../support/servers.js';

describe.each(['mariadb', 'mysql'] as const)('schema files on %s', (flavour) => {
  it('end with their exit codes: a file that fails, a lock, too long a statement, an account that may not', async () => {
    const schema = await openSchema(
      flavour,
      {
        '0001_t.up.sql': `CREATE TABLE t (id INT PRIMARY KEY, n INT);
DELIMITER $$
CREATE PROCEDURE fill() BEGIN INSERT INTO t VALUES (1, 1); INSERT INTO t VALUES (2, 2); END$$
DELIMITER ;
CALL fill();`,
        '0003_wide.up.sql': 'ALTER TABLE t ADD COLUMN a INT;',
        '0004_slow.up.sql': "UPDATE t SET n = SLEEP(3) + LENGTH('secret-canary');",
        '0004_slow.down.sql': 'SELECT 1;',
      },
      { lock_wait_seconds: 1, max_statement_seconds: 1 },
    );
    const { targetDatabase: database, target, cli, context } = schema;
    const up = (...flags: readonly string[]) => cli('schema', 'up', '--confirm', database, ...flags);

    const [user, password] = [database.slice(0, 30), 'p'];
    await target.query(`CREATE USER '${user}'@'%' IDENTIFIED BY '${password}'`);
    onTestFinished(async () => {
      const admin = await connectAdmin(sharedServer(flavour));
      await admin.query(`DROP USER '${user}'@'%'`);
      await admin.end();
    });
    await target.query(`GRANT SELECT ON \`${database}\`.* TO '${user}'@'%'`);
    const { config } = context;
    const mysql = { ...config.target.mysql, user, password: new Secret(password) };
    const weak = { ...context, config: { ...config, target: { ...config.target, mysql } } };
    const move = { confirm: database, dryRun: false };
    const asWeak = () => operations.schemaUp(weak, move, () => undefined, controls().control);
    const refused = await asWeak().catch((error: RefusedError) => error);
    expect(refused).toMatchObject({ because: { code: 'schema.privilege' } });
    // What is advised is enough for the files; the ledger is told of by itself.
    await target.query((refused as RefusedError).remedy ?? '');
    await expect(asWeak()).rejects.toMatchObject({ because: { code: 'schema.no-ledger' } });
    expect(await schema.values('SHOW TABLES')).toEqual(['id_generators']);

    const { warnings } = await schema.status();
    expect(warnings.map(({ code }) => code)).toEqual([
      'schema.gap',
      'schema.no-down-file',
      'schema.no-down-file',
    ]);
    await schema.write({ '0003_other.up.sql': 'SELECT 1' });
    expect(linesOf(await up()).at(-1)).toMatchObject({ exitCode: 2, because: { code: 'schema.duplicate' } });
    await rm(join(config.schema?.dir ?? '', '0003_other.up.sql'));

    const holder = await connectAdmin(sharedServer(flavour));
    // By itself, as all but the slow file: of two limits of a second, either may come first.
    const patient = config.schema && { ...config.schema, statementSeconds: null };
    const waiting = { ...context, config: { ...config, schema: patient } };
    const next = () =>
      operations.schemaUp(waiting, { ...move, steps: 1 }, () => undefined, controls().control);
    await next();
    await holder.query(`USE \`${database}\``);
    await holder.query('START TRANSACTION');
    await holder.query('SELECT * FROM t');
    const waited = await next().catch((error: SchemaStopped) => error);
    await holder.query('COMMIT');
    await holder.end();
    expect(waited).toMatchObject({
      message: expect.stringMatching(/0003_wide.up.sql: statement 1 of 1 \(line 1\) failed: .*1205/),
      // Nothing of it is done, so it can be taken back without a .down.sql.
      remedy: { text: expect.stringContaining('--take-back') },
    });
    await schema.repair({ go: 'take-back' });
    await next();

    const slow = await up();
    expect(slow.exitCode).toBe(4);
    expect(slow.stdout).toContain('it took longer than schema.max_statement_seconds (1)');
    expect(slow.stdout + slow.stderr).not.toContain('secret-canary');
    expect(await schema.states()).toEqual(['1 applied', '3 applied', '4 half-up']);
    expect(await schema.values('SELECT n FROM t ORDER BY id')).toEqual([1, 2]);
    expect((await cli('schema', 'status')).exitCode).toBe(3);
    await schema.repair({ go: 'take-back' });
  });
});
