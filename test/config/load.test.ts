import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { RefusedError } from '../../src/core/refused.js';
import { goodConfig, load, refusalOf, temporaryFolder, writeFile } from './support.js';

describe('the documented shape', () => {
  const example = `migration: { target_tenant_id: acme, preset: bscp, ids: auto }     # ids: auto | preserve | offset
source:
  mysql: { host: h, port: 3306, database: bk_bscp, user: u, password: p }      # or endpoints: ["h:3306"]
  vault: { address: "https://v:8200", token: t, mount: bk_bscp }               # the whole vault block may be absent: phase skipped, said so
target: { mysql: { host: h2, database: d, user: u2, password: p2 }, vault: { address: "https://v2:8200/", token: t2 } }
options: { batch_size: 1000, parallel: 2, on_error: stop }           # on_error: stop | continue
skip_tables: [events, audits]
`;

  test('loads as it stands', async () => {
    const config = await load(example);
    expect(config).toMatchObject({
      tenantId: 'acme',
      preset: 'bscp',
      ids: 'auto',
      source: {
        mysql: { host: 'h', port: 3306, database: 'bk_bscp', user: 'u' },
        vault: { address: 'https://v:8200', mount: 'bk_bscp', auth: { kind: 'token' } },
        production: false,
      },
      target: {
        mysql: { host: 'h2', port: 3306, database: 'd', user: 'u2' },
        // The mount is the preset's when the file names none.
        vault: { address: 'https://v2:8200', mount: 'bk_bscp' },
      },
      options: { batchSize: 1000, parallel: 2, onError: 'stop' },
      tables: { skip: ['events', 'audits'], include: [] },
      users: {},
      targetRows: {},
      warnings: [],
    });
    expect(config.source.mysql.password?.reveal()).toBe('p');
    expect(config.bizIds).toBeUndefined();
    expect(config.tables.only).toBeUndefined();
  });

  test('every optional part', async () => {
    const folder = temporaryFolder();
    for (const name of ['ca.pem', 'cert.pem', 'key.pem']) writeFile('x', { folder, name });
    const config = await load(
      `migration: { target_tenant_id: 'a b', ids: offset, biz_ids: [2, 1, 2] }
source:
  environment: staging
  mysql: { socket: run/db.sock, database: d, user: u, tls: true }
target:
  environment: production
  mysql:
    endpoints: ["[::1]:3307"]
    database: d
    user: u
    tls: { ca: ca.pem, cert: cert.pem, key: key.pem, verify: false }
options: { vault: { history: all, max_requests_per_second: 50 } }
include_tables: [audits]
users: { old: new }
target_rows: { sharding_db_id: 3 }
`,
      {},
      folder,
    );
    expect(config).toMatchObject({
      tenantId: 'a b',
      ids: 'offset',
      bizIds: [1, 2],
      source: {
        production: false,
        mysql: { socketPath: join(folder, 'run/db.sock'), tls: { verify: true } },
      },
      target: {
        production: true,
        mysql: {
          host: '::1',
          port: 3307,
          tls: {
            ca: join(folder, 'ca.pem'),
            cert: join(folder, 'cert.pem'),
            key: join(folder, 'key.pem'),
            verify: false,
          },
        },
      },
      options: {
        batchSize: 1000,
        parallel: 4,
        onError: 'stop',
        vault: { history: 'all', maxRequestsPerSecond: 50 },
      },
      tables: { skip: [], include: ['audits'] },
      users: { old: 'new' },
      targetRows: { sharding_db_id: 3 },
    });
    expect(config.source.vault).toBeUndefined();
  });

  test('keys without a value count as absent', async () => {
    const config = await load(`${goodConfig}skip_tables:\noptions:\n  parallel:\n`);
    expect(config.tables.skip).toEqual([]);
    expect(config.options.parallel).toBe(4);
  });
});

describe('the older shape', () => {
  const older = `migration:
  target_tenant_id: "10001"
  batch_size: 500
  dry_run: false
  continue_on_error: true
  biz_ids: [100, 200]
source:
  mysql:
    endpoints:
      - "one:3307"
    database: bk_bscp
    user: root
    password: "p"
    dialTimeoutSec: 15
  vault:
    address: "http://one:8200"
    token: "t"
target:
  mysql:
    endpoints: ["two:3306"]
    database: bk_bscp
    user: root
    password: "p"
  vault:
    address: "http://two:8200"
    token: "t"
tables:
  - applications
  - releases
  - audits
skip_tables: [events, schema_migrations]
log:
  level: info
`;

  test('loads, with a warning for each key that has no use here', async () => {
    const path = writeFile(older);
    const config = await loadConfig(path, { env: {} });
    expect(config).toMatchObject({
      tenantId: '10001',
      bizIds: [100, 200],
      source: { mysql: { host: 'one', port: 3307 }, vault: { address: 'http://one:8200', mount: 'bk_bscp' } },
      options: { batchSize: 500, onError: 'continue' },
      tables: {
        skip: ['events', 'schema_migrations'],
        only: ['applications', 'releases', 'audits'],
        include: ['audits'],
      },
      warnings: [
        { text: `${path}:32: log has no effect in this tool` },
        { text: `${path}:14: source.mysql.dialTimeoutSec has no effect in this tool` },
      ],
    });
  });

  test('an empty Vault address means no Vault', async () => {
    const config = await load(older.replaceAll(/address: ".*"/g, 'address: ""'));
    expect(config.source.vault).toBeUndefined();
    expect(config.target.vault).toBeUndefined();
  });

  test('a dry run asked for in the file is refused, never ignored', async () => {
    const { message } = await refusalOf(older.replace('dry_run: false', 'dry_run: true'));
    expect(message).toBe(
      'FILE:4: migration.dry_run is not a setting of this tool; the dry run is: tenantferry plan',
    );
  });
});

describe('mistakes', () => {
  const correct = 'Correct the file; docs/config.md lists every key.';

  test.each([
    [
      'unknown key',
      '  target_tenant_id: acme',
      '  target_tenant_id: acme\n  batchsize: 5',
      3,
      'unknown key "batchsize" in migration; did you mean "batch_size"?',
      'migration.batchsize',
    ],
    [
      'unknown key at the top',
      'source:',
      'sorce:',
      3,
      'unknown key "sorce"; did you mean "source"?',
      'sorce',
    ],
    [
      'unknown key near none',
      'source:',
      'zzz: 1\nsource:',
      3,
      'unknown key "zzz"; known keys: migration, source, target, credential_master_keys, options, schema, keys, skip_tables, include_tables, only_tables, tables, left_behind, users, target_rows, probes, watch, switch',
      'zzz',
    ],
    [
      'a store of another kind',
      'source:',
      'source:\n  files: { type: bkrep }',
      4,
      'source.files.type must be bkrepo, cos or none, found "bkrep"; did you mean "bkrepo"?',
      'source.files.type',
    ],
    [
      'a store of no kind',
      'source:',
      'source:\n  files: { url: "https://bkrepo.example" }',
      4,
      'source.files.type is missing',
      'source.files.type',
    ],
    [
      'unknown key deep down',
      '    host: one',
      '    host: one\n    tls: { verfy: false }',
      6,
      'unknown key "verfy" in source.mysql.tls; did you mean "verify"?',
      'source.mysql.tls.verfy',
    ],
    [
      'missing key',
      '  target_tenant_id: acme',
      '  ids: auto',
      1,
      'migration.target_tenant_id is missing',
      'migration.target_tenant_id',
    ],
    [
      'missing host',
      '    host: one\n',
      '',
      4,
      'source.mysql.host is missing (or endpoints, or socket)',
      'source.mysql',
    ],
    [
      'wrong type',
      '    host: one',
      '    host: [one]',
      5,
      'source.mysql.host must be a text, found a list',
      'source.mysql.host',
    ],
    [
      'number where a text is due',
      'acme',
      '10001',
      2,
      'migration.target_tenant_id must be a text, found a number; put it in quotes',
      'migration.target_tenant_id',
    ],
    [
      'text where a number is due',
      '    host: one',
      '    host: one\n    port: many',
      6,
      'source.mysql.port must be a number, found a text',
      'source.mysql.port',
    ],
    [
      'fraction',
      '    host: one',
      '    host: one\n    port: 1.5',
      6,
      'source.mysql.port must be a whole number, found a number with a fraction',
      'source.mysql.port',
    ],
    [
      'too small',
      '    host: one',
      '    host: one\n    port: 0',
      6,
      'source.mysql.port must be at least 1',
      'source.mysql.port',
    ],
    [
      'too big',
      '    host: one',
      '    host: one\n    port: 65536',
      6,
      'source.mysql.port must be at most 65535',
      'source.mysql.port',
    ],
    [
      'unknown choice',
      '  target_tenant_id: acme',
      '  target_tenant_id: acme\n  ids: offest',
      3,
      'migration.ids must be auto, preserve or offset, found "offest"; did you mean "offset"?',
      'migration.ids',
    ],
    [
      'misspelt production',
      'target:',
      'target:\n  environment: prodution',
      9,
      'target.environment must be production, staging, test or development, found "prodution"; did you mean "production"?',
      'target.environment',
    ],
    [
      'block of another kind',
      '  mysql:\n    host: one\n    database: bk_bscp\n    user: reader',
      '  mysql: one',
      4,
      'source.mysql must be a block of keys, found a text',
      'source.mysql',
    ],
    [
      'TLS of no kind',
      '    host: one',
      '    host: one\n    tls: 3',
      6,
      'source.mysql.tls must be true or false or a block of keys, found a number',
      'source.mysql.tls',
    ],
    [
      'half a TLS pair',
      '    host: one',
      '    host: one\n    tls: { cert: /dev/null }',
      6,
      'source.mysql.tls.cert and source.mysql.tls.key belong together; give both or neither',
      'source.mysql.tls',
    ],
    [
      'TLS file that is not there',
      '    host: one',
      '    host: one\n    tls: { ca: /no/ca.pem }',
      6,
      'source.mysql.tls.ca: /no/ca.pem: there is no such file',
      'source.mysql.tls.ca',
    ],
    [
      'several endpoints',
      '    host: one',
      '    endpoints: [a, b]',
      5,
      'source.mysql.endpoints lists 2 servers; name the one to use',
      'source.mysql.endpoints[1]',
    ],
    [
      'endpoint and host',
      '    host: one',
      '    host: one\n    endpoints: [a]',
      6,
      'source.mysql.endpoints and source.mysql.host or port are both given; give one of them',
      'source.mysql.endpoints',
    ],
    [
      'endpoint of no form',
      '    host: one',
      '    endpoints: ["a:b:c"]',
      5,
      'source.mysql.endpoints[0] must be of the form host:port',
      'source.mysql.endpoints[0]',
    ],
    [
      'endpoint with a port out of range',
      '    host: one',
      '    endpoints: ["a:70000"]',
      5,
      'source.mysql.endpoints[0] must be of the form host:port',
      'source.mysql.endpoints[0]',
    ],
    [
      'Vault on one side',
      'target:',
      '  vault: { address: "http://v:8200" }\ntarget:',
      8,
      'source.vault is given, but target.vault is not; give both or neither',
      'source.vault',
    ],
    [
      'spaces around the tenant',
      'acme',
      '" acme"',
      2,
      'migration.target_tenant_id must be a tenant ID without spaces around it and without control characters',
      'migration.target_tenant_id',
    ],
    [
      'tenant too long',
      'acme',
      'a'.repeat(256),
      2,
      'migration.target_tenant_id must be at most 255 characters long',
      'migration.target_tenant_id',
    ],
    [
      'unknown table',
      'source:',
      'skip_tables: [audit]\nsource:',
      3,
      'skip_tables names table audit, which preset bscp does not know; did you mean "audits"?',
      'skip_tables[0]',
    ],
    [
      'table that must stay',
      'source:',
      'include_tables:\n  - events\nsource:',
      4,
      'include_tables names table events, which must not be migrated',
      'include_tables[0]',
    ],
    [
      'both spellings of a list',
      'source:',
      'only_tables: [hooks]\ntables: [hooks]\nsource:',
      4,
      'tables and only_tables are both given; give one of them',
      'tables',
    ],
    [
      'both spellings of a number',
      'source:',
      '  batch_size: 5\noptions: { batch_size: 6 }\nsource:',
      3,
      'migration.batch_size and options.batch_size are both given; give one of them',
      'migration.batch_size',
    ],
    [
      'empty list of businesses',
      'source:',
      '  biz_ids: []\nsource:',
      3,
      'migration.biz_ids needs at least 1 item',
      'migration.biz_ids',
    ],
  ])('%s', async (_name, from, to, line, message, key) => {
    const text = goodConfig.replace(from, to);
    expect(text).not.toBe(goodConfig);
    const refusal = await refusalOf(text);
    expect(refusal).toMatchObject({ message: `FILE:${line}: ${message}`, line, key, remedy: correct });
  });

  test('all of them at once, in the order of the lines', async () => {
    const { message } = await refusalOf(
      'migration: { target_tenant_id: 1, ids: x }\nsource: 3\ntarget: []\n',
    );
    expect(message.split('\n')).toEqual([
      'FILE:1: migration.target_tenant_id must be a text, found a number; put it in quotes',
      'FILE:1: migration.ids must be auto, preserve or offset, found "x"',
      'FILE:2: source must be a block of keys, found a number',
      'FILE:3: target must be a block of keys, found a list',
    ]);
  });

  test('an empty file', async () => {
    expect((await refusalOf('# nothing\n')).message).toBe(
      'FILE:1: the file must be a block of keys, found nothing',
    );
  });

  test('no file', async () => {
    const path = join(temporaryFolder(), 'none.yaml');
    await expect(loadConfig(path)).rejects.toMatchObject({
      message: `there is no config file ${path}`,
      remedy: 'Make one with: tenantferry init',
    });
  });

  test('a folder instead of a file', async () => {
    const path = join(temporaryFolder(), 'folder');
    mkdirSync(path);
    await expect(loadConfig(path)).rejects.toThrow(`the config file ${path} cannot be read (EISDIR)`);
  });

  test('an unknown preset', async () => {
    const { error } = await refusalOf(
      goodConfig.replace('target_tenant_id: acme', 'target_tenant_id: acme\n  preset: bscpp'),
    );
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toMatch(/^preset "bscpp" is neither built in nor a readable file/);
    expect(error.remedy).toBe('Did you mean "bscp"?');
  });
});

describe('flags of the command line', () => {
  test('add to skip, replace only and biz_ids', async () => {
    const text = `${goodConfig}skip_tables: [hooks]\nonly_tables: [groups]\n`.replace(
      'acme',
      'acme\n  biz_ids: [1]',
    );
    const config = await load(text, { skip: ['kvs'], only: ['kvs', 'audits'], bizIds: [5, 6] });
    expect(config.tables).toEqual({ skip: ['hooks', 'kvs'], only: ['kvs', 'audits'], include: ['audits'] });
    expect(config.bizIds).toEqual([5, 6]);
  });

  test.each([
    [{ only: ['kv'] }, '--only names table kv, which preset bscp does not know', 'Did you mean "kvs"?'],
    [{ only: ['events'] }, '--only names table events, which must not be migrated', 'Leave it out.'],
    [
      { skip: ['zzzz'] },
      '--skip names table zzzz, which preset bscp does not know',
      expect.stringContaining('Known tables:'),
    ],
  ])('%o', async (overrides, message, remedy) => {
    const refusal = await refusalOf(goodConfig, overrides);
    expect(refusal).toMatchObject({ message, remedy });
  });
});

test('one database on both sides is a warning', async () => {
  const config = await load(goodConfig.replace('host: two', 'host: one'));
  expect(config.warnings?.map(({ text }) => text)).toEqual([
    'source.mysql and target.mysql name the same database',
  ]);
});

test('a preset file is found beside the config, and stays found from elsewhere', async () => {
  const folder = temporaryFolder();
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(new URL('../../presets/bscp.yaml', import.meta.url), 'utf8');
  const preset = writeFile(text, { folder, name: 'mine.yaml' });
  const config = await load(goodConfig.replace('acme', 'acme\n  preset: mine.yaml'), {}, folder);
  expect(config.preset).toBe(preset);
});
