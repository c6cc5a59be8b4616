import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.js';
import { Secret } from '../../../src/core/secret.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import {
  asUser,
  blockers,
  type CheckFixture,
  openCheckFixture,
  startServer,
} from '../support/check/fixture.js';

const password = 'a-pass-word';

/** A port on which nothing listens: port 1 is reserved and never served here. */
const closedPort = 1;

describe.each(['mariadb', 'mysql'] as const)('connections to %s', (flavour) => {
  let server: DatabaseServer;
  let fixture: CheckFixture;
  let account: string;

  beforeAll(async () => {
    server = await startServer(flavour);
  });
  afterAll(async () => {
    await server.remove();
  });
  beforeEach(async () => {
    fixture = await openCheckFixture(server, server);
    account = `u_${fixture.targetName.slice(-8)}`;
  });
  afterEach(async () => {
    await fixture.target.query(`DROP USER IF EXISTS ${account}@'127.0.0.1'`);
    await fixture.target.query('DROP ROLE IF EXISTS migrator');
    await fixture.remove();
  });

  const mysql =
    (side: 'source' | 'target', change: Partial<Config['source']['mysql']>) =>
    (config: Config): Config => ({
      ...config,
      [side]: { ...config[side], mysql: { ...config[side].mysql, ...change } },
    });

  async function createUser(...grants: readonly string[]): Promise<void> {
    await fixture.target.query(`CREATE USER ${account}@'127.0.0.1' IDENTIFIED BY '${password}'`);
    for (const grant of grants) {
      await fixture.target.query(
        grant.replaceAll('DB', fixture.targetName).replaceAll('ME', `${account}@'127.0.0.1'`),
      );
    }
  }

  test('one that works says version, latency, privileges and settings', async () => {
    const findings = await fixture.check();
    expect(blockers(findings)).toEqual([]);
    const codes = findings.filter(({ subject }) => subject === 'target-mysql').map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining([
        'mysql.connect',
        'mysql.version',
        'mysql.latency',
        'mysql.privileges',
        'mysql.local-infile',
        'mysql.settings',
      ]),
    );
  });

  test.each([
    ['a wrong password', { password: new Secret('wrong-pass-word') }, 'mysql.auth', /wrong password/],
    ['no password', { password: undefined }, 'mysql.auth', /no password was given/],
    ['an unknown user', { user: 'nobody_here' }, 'mysql.auth', /refuses user nobody_here/],
    [
      'an unknown host',
      { host: 'no-such-host.invalid' },
      'mysql.unknown-host',
      /no-such-host\.invalid cannot be resolved/,
    ],
    ['a closed port', { port: closedPort }, 'mysql.refused', /nothing listens on 127\.0\.0\.1:1/],
    [
      'a missing database',
      { database: 'no_such_database' },
      'mysql.database',
      /no_such_database does not exist/,
    ],
    ['a missing socket', { socketPath: '/nonexistent/mysqld.sock' }, 'mysql.socket', /does not exist/],
  ] as const)('%s is one blocker with a remedy', async (_, change, code, title) => {
    for (const side of ['source', 'target'] as const) {
      const found = blockers(await fixture.check(mysql(side, change as Partial<Config['source']['mysql']>)));
      expect(found).toMatchObject([{ code, subject: `${side}-mysql`, title: expect.stringMatching(title) }]);
      expect(found[0]?.remedy).toContain(side === 'source' ? 'source.mysql' : 'target.mysql');
      expect(JSON.stringify(found)).not.toContain('wrong-pass-word');
    }
  });

  test('a missing tenant column and a missing table', async () => {
    await fixture.target.query('ALTER TABLE apps DROP KEY by_name, DROP COLUMN tenant_id');
    await fixture.target.query('DROP TABLE items');
    expect(blockers(await fixture.check())).toMatchObject([
      { code: 'schema.tenant-column', table: 'apps' },
      { code: 'schema.missing-table', table: 'items', subject: 'target-mysql' },
    ]);
  });

  test('a table that the target keeps in an engine without transactions', async () => {
    await fixture.target.query('ALTER TABLE credentials ENGINE = MyISAM');
    expect(blockers(await fixture.check())).toMatchObject([{ code: 'schema.engine', table: 'credentials' }]);
  });

  test('a read-only server', async () => {
    await createUser('GRANT ALL PRIVILEGES ON DB.* TO ME');
    await fixture.target.query('SET GLOBAL read_only = 1');
    try {
      expect(blockers(await fixture.check(asUser('target', account, password)))).toMatchObject([
        { code: 'mysql.read-only' },
      ]);
    } finally {
      await fixture.target.query('SET GLOBAL read_only = 0');
    }
  });

  test('a user that may only read the target: one finding names all it lacks, and its GRANT cures it', async () => {
    await createUser('GRANT SELECT ON DB.* TO ME');
    const found = blockers(await fixture.check(asUser('target', account, password)));
    expect(found).toMatchObject([
      {
        code: 'mysql.privilege',
        title: expect.stringContaining('lacks INSERT, UPDATE, DELETE on the tables of'),
        remedy: `GRANT INSERT, UPDATE, DELETE, CREATE ON \`${fixture.targetName}\`.* TO \`${account}\`@\`127.0.0.1\`;`,
      },
    ]);
    await fixture.target.query(found[0]?.remedy ?? '');
    expect(blockers(await fixture.check(asUser('target', account, password)))).toEqual([]);
    await fixture.target.query(`REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${account}@'127.0.0.1'`);
  });

  test.each(['SELECT', 'INSERT', 'UPDATE', 'DELETE'])(
    'a target user without %s on one table',
    async (privilege) => {
      const others = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].filter((one) => one !== privilege);
      await createUser(
        'GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON tenantferry.* TO ME',
        ...['apps', 'credentials', 'id_generators'].map(
          (table) => `GRANT SELECT, INSERT, UPDATE, DELETE ON DB.${table} TO ME`,
        ),
        `GRANT ${others.join(', ')} ON DB.items TO ME`,
      );
      const found = blockers(await fixture.check(asUser('target', account, password)));
      expect(found).toMatchObject([
        {
          code: 'mysql.privilege',
          table: 'items',
          remedy: `GRANT ${privilege} ON \`${fixture.targetName}\`.\`items\` TO \`${account}\`@\`127.0.0.1\`;`,
        },
      ]);
    },
  );

  test('a source user without SELECT on one table, and without a sight of transactions', async () => {
    await createUser('GRANT SELECT ON DB.apps TO ME');
    const asSource = (config: Config) =>
      asUser('source', account, password)(mysql('source', { database: fixture.targetName })(config));
    const findings = await fixture.check(asSource);
    expect(blockers(findings)).toMatchObject([
      {
        code: 'mysql.privilege',
        subject: 'source-mysql',
        params: { privileges: 'SELECT' },
        samples: ['credentials', 'items', 'id_generators'],
      },
    ]);
    expect(findings.find(({ code }) => code === 'mysql.snapshot-privilege')?.remedy).toContain(
      `GRANT PROCESS ON *.* TO \`${account}\`@\`127.0.0.1\``,
    );
  });

  test('privileges that come from a role', async () => {
    await fixture.target.query('CREATE ROLE migrator');
    await createUser(
      'GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON DB.* TO migrator',
      'GRANT migrator TO ME',
      flavour === 'mariadb' ? 'SET DEFAULT ROLE migrator FOR ME' : 'SET DEFAULT ROLE migrator TO ME',
    );
    expect(blockers(await fixture.check(asUser('target', account, password)))).toEqual([]);
  });
});
