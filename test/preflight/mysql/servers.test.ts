import { describe, expect, it } from 'vitest';
import { formatSetting } from '../../../src/core/format.js';
import { Secret } from '../../../src/core/secret.js';
import { checkHeadroom } from '../../../src/preflight/mysql/activity.js';
import { connectProblem } from '../../../src/preflight/mysql/connect-problem.js';
import { parseGrants } from '../../../src/preflight/mysql/grants.js';
import { parseAccount, privilegeFindings } from '../../../src/preflight/mysql/privileges.js';
import { settingDifferences, settingFindings } from '../../../src/preflight/mysql/settings.js';
import { versionFinding } from '../../../src/preflight/mysql/version.js';
import { database } from '../support/facts.js';

const endpoint = {
  host: 'db.example',
  port: 3306,
  database: 'bk_bscp',
  user: 'mover',
  password: new Secret('pw'),
};

describe('connectProblem', () => {
  const problem = (code: string, message = '') => connectProblem({ code, message }, endpoint, 'target');

  it.each([
    ['ENOTFOUND', 'mysql.unknown-host', 'target.mysql.host'],
    ['EAI_AGAIN', 'mysql.unknown-host', 'target.mysql.host'],
    ['ECONNREFUSED', 'mysql.refused', 'target.mysql.port'],
    ['ETIMEDOUT', 'mysql.timeout', 'firewall'],
    ['ER_BAD_DB_ERROR', 'mysql.database', 'target.mysql.database'],
    ['ER_HOST_NOT_PRIVILEGED', 'mysql.host-not-allowed', 'CREATE USER'],
    ['ER_CON_COUNT_ERROR', 'mysql.connections', 'max_connections'],
    ['ER_SECURE_TRANSPORT_REQUIRED', 'mysql.tls', 'target.mysql.tls'],
    ['HANDSHAKE_NO_SSL_SUPPORT', 'mysql.tls', 'TLS'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'mysql.tls', 'tls.ca'],
    ['ER_MUST_CHANGE_PASSWORD', 'mysql.auth', 'ALTER USER'],
    ['ER_WEIRD', 'mysql.connect', 'error log'],
  ])('%s is %s', (code, expected, remedy) => {
    const finding = problem(code);
    expect(finding).toMatchObject({ code: expected, severity: 'blocker', subject: 'target-mysql' });
    expect(finding.remedy).toContain(remedy);
  });

  it('names the address the server saw, and tells no password from a wrong one', () => {
    const wrong = problem(
      'ER_ACCESS_DENIED_ERROR',
      "Access denied for user 'mover'@'10.0.0.7' (using password: YES)",
    );
    expect(wrong.title).toBe(
      'db.example:3306 refuses user mover from 10.0.0.7: wrong password, or no such user for that address',
    );
    const none = problem(
      'ER_ACCESS_DENIED_ERROR',
      "Access denied for user 'mover'@'10.0.0.7' (using password: NO)",
    );
    expect(none.title).toContain('no password was given');
  });

  it('gives the GRANT for the account the server named', () => {
    const message = "Access denied for user 'mover'@'10.0.%' to database 'bk_bscp'";
    expect(problem('ER_DBACCESS_DENIED_ERROR', message).remedy).toContain(
      "ON `bk_bscp`.* TO 'mover'@'10.0.%';",
    );
  });
});

describe('privilegeFindings', () => {
  const input = {
    account: parseAccount('mo@ver@10.0.%'),
    rules: { ignoreCase: false, literalNames: false },
    database: 'bk_bscp',
    tables: ['apps', 'items'],
  };

  it('keeps an @ in the user name', () => {
    expect(input.account).toEqual({ user: 'mo@ver', host: '10.0.%' });
  });

  it('names what is missing in one finding, with the statements', () => {
    const grants = parseGrants([
      'GRANT SELECT, INSERT ON `bk_bscp`.* TO `mo@ver`@`10.0.%`',
      'GRANT UPDATE ON `bk_bscp`.`apps` TO `mo@ver`@`10.0.%`',
    ]);
    const missing = privilegeFindings({ ...input, role: 'target', grants }).filter(
      ({ severity }) => severity === 'blocker',
    );
    expect(missing.map(({ remedy }) => remedy?.split('; '))).toEqual([
      [
        'GRANT DELETE ON `bk_bscp`.* TO `mo@ver`@`10.0.%`',
        'GRANT UPDATE ON `bk_bscp`.`items` TO `mo@ver`@`10.0.%`',
        'GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON `tenantferry`.* TO `mo@ver`@`10.0.%`;',
      ],
    ]);
  });

  it('wants to read, and only to read, tables that are looked up', () => {
    const grants = parseGrants(
      input.tables
        .map((table) => `GRANT SELECT, INSERT, UPDATE, DELETE ON \`bk_bscp\`.\`${table}\` TO \`u\`@\`%\``)
        .concat('GRANT ALL PRIVILEGES ON `tenantferry`.* TO `u`@`%`'),
    );
    const missing = privilegeFindings({ ...input, role: 'target', grants, lookedUp: ['sharding_dbs'] });
    expect(missing.filter(({ severity }) => severity === 'blocker')).toMatchObject([
      { table: 'sharding_dbs', params: { privileges: 'SELECT' } },
    ]);
  });
});

describe('settings', () => {
  const good = { read_only: 'OFF', local_infile: 'ON', max_allowed_packet: '67108864', time_zone: 'SYSTEM' };
  const bad = (variables: Record<string, string>) =>
    settingFindings({ ...good, ...variables }, 'target')
      .filter(({ severity }) => severity === 'blocker' || severity === 'warning')
      .map(({ code, severity }) => `${severity} ${code}`);

  it('finds nothing wrong with good ones', () => {
    expect(bad({})).toEqual([]);
  });

  it.each([
    [{ read_only: 'ON' }, 'blocker mysql.read-only'],
    [{ super_read_only: 'ON', read_only: 'ON' }, 'blocker mysql.read-only'],
    [{ innodb_read_only: '1' }, 'blocker mysql.read-only'],
    [{ offline_mode: 'ON' }, 'blocker mysql.read-only'],
    [{ local_infile: 'OFF' }, 'warning mysql.local-infile'],
    [{ max_allowed_packet: '1048576' }, 'warning mysql.max-allowed-packet'],
    [{ innodb_flush_log_at_trx_commit: '2' }, 'warning mysql.durability'],
    [{ log_bin: 'ON', binlog_format: 'STATEMENT' }, 'warning mysql.binlog-format'],
  ])('%j: %s', (variables, expected) => {
    expect(bad(variables)).toEqual([expected]);
  });

  it('refuses source and target that are the same database', () => {
    expect(settingDifferences(database([]), database([]))).toMatchObject([
      { code: 'mysql.same-server', severity: 'blocker' },
    ]);
    expect(settingDifferences(database([]), database([], { database: 'other' }))).toMatchObject([
      { severity: 'info' },
    ]);
    expect(settingDifferences(database([]), database([], { serverIdentity: 'other' }))).toEqual([]);
  });

  it('prints sizes as people read them', () => {
    expect([512, 1024, 1_572_864, 67_108_864, 1_073_741_824].map(formatSetting)).toEqual([
      '512 bytes',
      '1 KiB',
      '1.5 MiB',
      '64 MiB',
      '1 GiB',
    ]);
  });
});

describe('free connections', () => {
  const answer = { query: async () => [{ Variable_name: 'Threads_connected', Value: '100' }] };

  it.each([
    [4, 116, 'ok'],
    [4, 115, 'warning'],
    [64, 172, 'ok'],
    [64, 171, 'warning'],
  ])('%d pairs with a limit of %d: %s', async (parallel, limit, severity) => {
    const [finding] = await checkHeadroom(answer, { max_connections: String(limit) }, 'target', parallel);
    expect(finding).toMatchObject({ code: 'mysql.connections', severity });
  });
});

describe('versionFinding', () => {
  it.each([
    ['mysql', '9.7.4-2', 'ok'],
    ['mysql', '8.0.36', 'ok'],
    ['mysql', '5.7.44-log', 'warning'],
    ['mysql', '5.6.51', 'blocker'],
    ['mariadb', '10.11.14-MariaDB-0+deb12u2', 'ok'],
    ['mariadb', '5.5.5-10.4.32-MariaDB', 'warning'],
    ['mariadb', '10.1.48-MariaDB', 'blocker'],
    ['mariadb', '11.8.2-MariaDB', 'ok'],
  ] as const)('%s %s: %s', (flavour, version, severity) => {
    expect(versionFinding({ flavour, version }, 'source').severity).toBe(severity);
  });
});
