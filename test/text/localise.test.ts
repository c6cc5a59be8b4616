import { describe, expect, it } from 'vitest';
import { say as sayConfig } from '../../src/config/words.js';
import { type Finding, finding } from '../../src/core/finding.js';
import { Secret } from '../../src/core/secret.js';
import { say as sayYaml } from '../../src/core/yaml/words.js';
import { chooseIds } from '../../src/plan/choose-ids.js';
import { connectProblem } from '../../src/preflight/mysql/connect-problem.js';
import { parseGrants } from '../../src/preflight/mysql/grants.js';
import { parseAccount, privilegeFindings } from '../../src/preflight/mysql/privileges.js';
import { settingDifferences, settingFindings } from '../../src/preflight/mysql/settings.js';
import { versionFinding } from '../../src/preflight/mysql/version.js';
import { localise, localiseIds, localiseJob } from '../../src/text/localise.js';
import { VaultError, type VaultErrorKind } from '../../src/vault/errors.js';
import { blockerOf } from '../../src/vault/probe/subject.js';
import { database } from '../preflight/support/facts.js';
import { tableIds } from '../support/table-ids.js';

const han = /\p{Script=Han}/u;

function expectChinese(found: readonly Finding[]): void {
  expect(found.length).toBeGreaterThan(0);
  for (const finding of found) {
    const chinese = localise(finding, 'zh');
    if (/^mysql\.(version|max-allowed-packet)$/.test(finding.code) && finding.severity === 'ok') continue;
    expect(chinese.title, finding.title).toMatch(han);
    expect(chinese.title).not.toMatch(/undefined|null|NaN/);
    expect(chinese.remedy === undefined).toBe(finding.remedy === undefined);
    expect(localise(finding, 'en')).toBe(finding);
  }
}

const endpoint = { host: 'db.example', port: 3306, database: 'bk_bscp', user: 'mover' };

describe('localise', () => {
  it('says what is wrong with a file, too', () => {
    const subject = 'config' as const;
    const same = sayConfig('config.same-database', { one: 'source.mysql', other: 'target.mysql' });
    const shape = sayYaml('yaml.form', { key: sayYaml('kind.file'), wanted: sayYaml('kind.block') });
    expectChinese([
      { code: 'config.warning', severity: 'warning', subject, title: same.text, params: { said: same } },
      {
        code: 'preset.problem',
        severity: 'blocker',
        subject,
        title: `x.yaml:1: ${shape.text}`,
        params: { file: 'x.yaml', line: 1, said: shape },
      },
    ]);
  });

  it.each([
    ['ENOTFOUND', ''],
    ['EAI_AGAIN', ''],
    ['EHOSTUNREACH', ''],
    ['EACCES', ''],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', ''],
    ['HOSTNAME_MISMATCH', ''],
    ['ER_ACCESS_DENIED_ERROR', "Access denied for user 'mover'@'10.0.0.1' (using password: NO)"],
    ['ER_ACCESS_DENIED_NO_PASSWORD_ERROR', ''],
    ['ER_DBACCESS_DENIED_ERROR', ''],
    ['ER_TOO_MANY_USER_CONNECTIONS', ''],
    ['ER_USER_LIMIT_REACHED', ''],
    ['ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK', ''],
    ['ER_MUST_CHANGE_PASSWORD_LOGIN', ''],
    ['ER_PLUGIN_IS_NOT_LOADED', ''],
    ['AUTH_SWITCH_PLUGIN_ERROR', ''],
    ['ECONNREFUSED', ''],
    ['ETIMEDOUT', ''],
    ['ENOENT', ''],
    ['CERT_HAS_EXPIRED', ''],
    ['HANDSHAKE_NO_SSL_SUPPORT', ''],
    ['ER_SECURE_TRANSPORT_REQUIRED', ''],
    ['ER_ACCESS_DENIED_ERROR', "Access denied for user 'mover'@'10.0.0.1' (using password: YES)"],
    ['ER_HOST_NOT_PRIVILEGED', ''],
    ['ER_HOST_IS_BLOCKED', ''],
    ['ER_BAD_DB_ERROR', ''],
    ['ER_DBACCESS_DENIED_ERROR', "Access denied for user 'mover'@'%' to database 'bk_bscp'"],
    ['ER_CON_COUNT_ERROR', ''],
    ['ER_ACCOUNT_HAS_BEEN_LOCKED', ''],
    ['ER_MUST_CHANGE_PASSWORD', ''],
    ['ER_NOT_SUPPORTED_AUTH_MODE', ''],
    ['ER_SERVER_OFFLINE_MODE', ''],
    ['SOMETHING_ELSE', 'odd'],
  ])('says why a connection failed with %s', (code, message) => {
    const withPassword = { ...endpoint, password: new Secret('pw') };
    for (const side of ['source', 'target'] as const) {
      expectChinese([connectProblem({ code, message }, withPassword, side)]);
      expectChinese([connectProblem({ code, message }, endpoint, side)]);
    }
  });

  it.each<[Record<string, string>]>([
    [{ read_only: 'ON', local_infile: 'OFF', max_allowed_packet: '1048576', sql_require_primary_key: 'ON' }],
    [{ innodb_flush_log_at_trx_commit: '2', log_bin: 'ON', binlog_format: 'STATEMENT', sql_mode: '' }],
    [{ read_only: 'OFF', local_infile: 'ON', max_allowed_packet: '67108864', time_zone: 'SYSTEM' }],
  ])('says the settings %j', (variables) => {
    expectChinese(settingFindings({ character_set_server: 'utf8mb4', ...variables }, 'target'));
  });

  it('says how two servers differ, and how old one is', () => {
    expectChinese(settingDifferences(database([]), database([])));
    expectChinese(settingDifferences(database([]), database([], { database: 'other' })));
    expectChinese([
      versionFinding({ flavour: 'mysql', version: '5.6.51' }, 'source'),
      versionFinding({ flavour: 'mysql', version: '5.7.44' }, 'source'),
    ]);
  });

  it.each([[[]], [['GRANT SELECT ON `b`.* TO `u`@`%`']], [['GRANT ALL PRIVILEGES ON *.* TO `u`@`%`']]])(
    'says what an account with %j may not do, with the same statements',
    (lines) => {
      for (const role of ['source', 'target'] as const) {
        const found = privilegeFindings({
          role,
          account: parseAccount('u@%'),
          grants: parseGrants(lines),
          rules: { ignoreCase: false, literalNames: false },
          database: 'b',
          tables: ['apps', 'items'],
        });
        expectChinese(found);
        for (const finding of found) {
          const statement = /GRANT [^;]+;/.exec(finding.remedy ?? '')?.[0] ?? '';
          expect(localise(finding, 'zh').remedy ?? '').toContain(statement);
        }
      }
    },
  );

  it.each<VaultErrorKind>([
    'denied',
    'token',
    'sealed',
    'unreachable',
    'unknown-host',
    'tls',
    'throttled',
    'server',
    'not-found',
    'malformed',
    'rejected',
  ])('says a trouble with a Vault of kind %s', (kind) => {
    const error = new VaultError(kind, 'x', { status: 500, code: 'ECODE' });
    for (const code of ['vault.reachable', 'vault.tls', 'vault.sealed', 'vault.token']) {
      const [severity, name, said] = blockerOf(code, error);
      expectChinese([finding(severity, 'source-vault', name, said)]);
    }
  });

  it('keeps the English text of a finding that an older version stored without its values', () => {
    const old: Finding = {
      code: 'mysql.read-only',
      severity: 'blocker',
      subject: 'target-mysql',
      title: 'the server is read-only',
      remedy: 'SET GLOBAL read_only = OFF;',
    };
    expect(localise(old, 'zh')).toEqual(old);
    expect(localise({ ...old, code: 'no.such-code' }, 'zh').title).toBe(old.title);
  });
});

describe('localiseJob', () => {
  it('says figures as they are', () => {
    const result = {
      detail: '5 rows expected, 4 found',
      code: 'row-counts.different',
      params: { expected: 5, actual: 4 },
    };
    expect(localiseJob(result, 'zh')).toBe('应有 5 行，实有 4 行');
    expect(localiseJob(result, 'en')).toBe(result.detail);
    expect(localiseJob({ detail: 'as stored' }, 'zh')).toBe('as stored');
  });
});

describe('localiseIds', () => {
  it.each([
    ['preserve', true, '配置要求如此'],
    ['offset', true, '配置要求如此'],
    ['auto', false, '目标环境在源环境的 ID 范围内没有已用的 ID'],
    ['auto', true, '目标环境有 1 张表在源环境的 ID 范围内已有 ID（apps）'],
  ] as const)('%s, occupied %s', (mode, occupied, reason) => {
    const { decision } = chooseIds({ mode, max: 10_000, tables: [tableIds('apps', { occupied })] });
    expect(localiseIds(decision, 'zh')).toBe(reason);
    expect(localiseIds(decision, 'en')).toBe(decision.reason);
  });
});
