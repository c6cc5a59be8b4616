import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { linesOf } from '../support/cli/binary.js';
import { openCase } from '../support/small-case.js';

const columns = 'id bigint unsigned PRIMARY KEY, biz_id bigint unsigned NOT NULL, name varchar(20) NOT NULL';

describe.each(['mariadb', 'mysql'] as const)('a plan that was looked at, on %s', (server) => {
  it('is carried out as it was, or refused with what has changed', async () => {
    const small = await openCase({
      sourceServer: server,
      targetServer: server,
      tables: ['apps', 'kvs'],
      source: `CREATE TABLE apps (${columns});
        CREATE TABLE kvs (${columns});
        INSERT INTO apps VALUES (1, 1, 'a');
        INSERT INTO kvs VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 1, 'c'), (4, 1, 'd');
        INSERT INTO id_generators VALUES ('apps', 1, NULL), ('kvs', 4, NULL);`,
      target: `CREATE TABLE apps (${columns}, tenant_id varchar(50) NOT NULL);
        CREATE TABLE kvs (${columns}, tenant_id varchar(50) NOT NULL);
        INSERT INTO id_generators VALUES ('apps', 100, NULL), ('kvs', 100, NULL);`,
      settings: { migration: { ids: 'offset' } },
    });
    const file = join(inject('folder'), `plan-${server}.json`);
    expect((await small.cli('plan', '--out', file)).exitCode).toBe(0);

    await small.source.query(`INSERT INTO kvs VALUES (5, 1, 'e')`);
    await small.target.query('UPDATE id_generators SET max_id = 200');
    const refused = await small.cli('run', '--plan', file);
    expect(refused.exitCode).toBe(2);
    const differences = linesOf(refused).filter(({ type }) => type === 'plan-difference');
    expect(differences).toMatchObject([
      { kind: 'ids', accepted: true },
      { kind: 'rows', table: 'kvs', accepted: false, message: expect.stringContaining('+1 row in kvs') },
    ]);
    expect(linesOf(refused).at(-1)).toMatchObject({
      type: 'error',
      code: 'refused',
      message: expect.stringMatching(/\n\+1 row in kvs \(4 when it was looked at, 5 now\)$/),
    });
    const written = await small.target.query(
      `SELECT (SELECT COUNT(*) FROM apps) + (SELECT COUNT(*) FROM kvs) + (SELECT SUM(max_id <> 200) FROM id_generators) AS n`,
    );
    expect(written[0]).toMatchObject([{ n: expect.toSatisfy((n) => Number(n) === 0) }]);

    // What is written otherwise is never accepted, whatever else is.
    const all = ['--accept-rows', '100%', '--accept-warnings', '99'];
    const other = await small.cli('run', '--plan', file, ...all, '--only', 'apps');
    expect(other.exitCode).toBe(2);
    expect(linesOf(other).at(-1)?.message).toContain('tables were taken out: kvs');

    const done = await small.cli('run', '--plan', file, '--accept-rows', '25%');
    expect(done.exitCode).toBe(0);
    const [kept] = await small.target.query(`SELECT MIN(id) AS first, COUNT(*) AS n FROM kvs`);
    expect(kept).toMatchObject([{ first: '201', n: '5' }]);
    const report = await small.cli('report', '--format', 'json');
    expect(report.stdout).toMatch(/plan-kept.*accepted: .*\+1 row in kvs/);
    const again = await small.cli('run', '--plan', file, '--resume');
    expect(linesOf(again).at(-1)).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('own plan'),
    });
  });
});
