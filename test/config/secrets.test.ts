import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { VaultEndpoint } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load.js';
import { missingSecrets, withSecrets } from '../../src/config/missing-secrets.js';
import { goodConfig, load, refusalOf, temporaryFolder, writeFile } from './support.js';

function withVault(source: string, target = 'address: "http://two:8200"'): string {
  return goodConfig.replace('target:', `  vault: { ${source} }\ntarget:`).concat(`  vault: { ${target} }\n`);
}

function tokenOf(vault: VaultEndpoint | undefined): string | undefined {
  return vault?.auth.kind === 'token' ? vault.auth.token.reveal() : undefined;
}

const reference = (name: string) => `\${${name}}`;

describe('where a secret may be kept', () => {
  test('an environment variable', async () => {
    const text = goodConfig.replace('user: reader', `user: reader\n    password: "${reference('PASS')}"`);
    const config = await load(text, { env: { PASS: 'hunter2' } });
    expect(config.source.mysql.password?.reveal()).toBe('hunter2');
  });

  test('other texts of an endpoint, too', async () => {
    const config = await load(goodConfig.replace('host: one', `host: "${reference('DB_HOST')}"`), {
      env: { DB_HOST: 'db' },
    });
    expect(config.source.mysql.host).toBe('db');
  });

  test('a file beside the config; its last line break is not part of the secret', async () => {
    const folder = temporaryFolder();
    writeFile(' hunter2 \n', { folder, name: 'pass' });
    writeFile('0123456789abcdef', { folder, name: 'key' });
    const text = goodConfig
      .replace('user: reader', 'user: reader\n    password_file: pass')
      .concat('  credential_master_key_file: key\n');
    const config = await load(text, {}, folder);
    expect(config.source.mysql.password?.reveal()).toBe(' hunter2 ');
    expect(config.target.credentialMasterKey?.reveal()).toBe('0123456789abcdef');
    expect(config.source.credentialMasterKey).toBeUndefined();
  });

  test('an AppRole, in full or in short', async () => {
    const full =
      'address: "http://one:8200", approle: { role_id: r, secret_id: s, mount: /auth-here/ }, namespace: /a/b/';
    const short = 'address: "http://two:8200", role_id: r2, secret_id: s2';
    const config = await load(withVault(full, short));
    expect(config.source.vault).toMatchObject({
      namespace: 'a/b',
      auth: { kind: 'approle', mount: 'auth-here', roleId: 'r' },
    });
    expect(config.target.vault).toMatchObject({ auth: { kind: 'approle', mount: 'approle', roleId: 'r2' } });
    const { auth } = config.target.vault ?? {};
    expect(auth?.kind === 'approle' && auth.secretId.reveal()).toBe('s2');
  });

  test.each([
    [
      'unset variable',
      `password: "${reference('PASS')}"`,
      {},
      'source.mysql.password names the environment variable PASS, which is not set',
    ],
    [
      'empty variable',
      `password: "${reference('PASS')}"`,
      { PASS: '' },
      'source.mysql.password names the environment variable PASS, which is empty',
    ],
    [
      'no variable’s name',
      `password: "${reference('not-a-name')}"`,
      {},
      `source.mysql.password begins with \${ but is not of the form ${reference('NAME')}`,
    ],
    ['no file', 'password_file: /no/file', {}, 'source.mysql.password_file: /no/file: there is no such file'],
    ['empty file', 'password_file: /dev/null', {}, 'source.mysql.password_file: the file /dev/null is empty'],
    [
      'both',
      'password: hunter2\n    password_file: /dev/null',
      {},
      'source.mysql.password and source.mysql.password_file are both given; give one of them',
    ],
    [
      'a number',
      'password: 012345',
      {},
      'source.mysql.password must be a text, found a number; put it in quotes',
    ],
  ])('%s', async (_name, line, env, message) => {
    const refusal = await refusalOf(goodConfig.replace('    user: reader', `    ${line}\n    user: reader`), {
      env,
    });
    expect(refusal.message).toMatch(/^FILE:[78]: /);
    expect(refusal.message.replace(/^FILE:\d+: /, '')).toBe(message);
  });

  test.each([
    [
      'token: t, role_id: r, secret_id: s',
      'source.vault gives both a token and an AppRole; give one of them',
    ],
    [
      'role_id: r, approle: { role_id: r }',
      'source.vault.approle and source.vault.role_id or secret_id are both given; give one of them',
    ],
    ['secret_id: s', 'source.vault.role_id is missing'],
  ])('Vault sign-in: %s', async (keys, message) => {
    const refusal = await refusalOf(withVault(`address: "http://one:8200", ${keys}`));
    expect(refusal.message).toBe(`FILE:8: ${message}`);
  });

  test.each(['one:8200', 'http://user:hunter2@one:8200', 'http://one:8200/v1'])(
    'Vault address %s',
    async (address) => {
      const message =
        'FILE:8: source.vault.address must be an address like https://vault:8200, without a path or a user';
      expect((await refusalOf(withVault(`address: "${address}"`))).message).toBe(message);
      const byVariable = await refusalOf(withVault(`address: "\${WHERE}", token: t`), {
        env: { WHERE: address },
      });
      expect(byVariable.message).toBe(message);
    },
  );
});

describe('a token from the environment', () => {
  const text = withVault('address: "http://one:8200/"');

  test.each([
    ['VAULT', { VAULT_ADDR: 'http://one:8200', VAULT_TOKEN: 'a' }, 'a', ''],
    ['BAO', { BAO_ADDR: 'http://two:8200/', BAO_TOKEN: 'b' }, '', 'b'],
    [
      'one each',
      { VAULT_ADDR: 'http://one:8200', VAULT_TOKEN: 'a', BAO_ADDR: 'http://two:8200', BAO_TOKEN: 'b' },
      'a',
      'b',
    ],
    ['another server', { VAULT_ADDR: 'http://three:8200', VAULT_TOKEN: 'a' }, '', ''],
    ['no server named', { VAULT_TOKEN: 'a' }, '', ''],
    [
      'two tokens for one server',
      { VAULT_ADDR: 'http://one:8200', VAULT_TOKEN: 'a', BAO_ADDR: 'http://one:8200', BAO_TOKEN: 'b' },
      '',
      '',
    ],
  ])('%s', async (_name, env, source, target) => {
    const config = await load(text, { env });
    expect(tokenOf(config.source.vault)).toBe(source);
    expect(tokenOf(config.target.vault)).toBe(target);
  });

  test('the file that the command line leaves, for the server that the environment names', async () => {
    const home = temporaryFolder();
    writeFile('from-file\n', { folder: home, name: '.vault-token' });
    const config = await load(text, { env: { HOME: home, VAULT_ADDR: 'http://two:8200' } });
    expect(tokenOf(config.source.vault)).toBe('');
    expect(tokenOf(config.target.vault)).toBe('from-file');
  });
});

describe('secrets that are left open', () => {
  test('are listed in order, and filled by key', async () => {
    const config = await load(
      withVault('address: "http://one:8200"', 'address: "http://two:8200", role_id: r'),
    );
    const missing = missingSecrets(config);
    expect(missing.map(({ key }) => key)).toEqual([
      'source.mysql.password',
      'source.vault.token',
      'target.mysql.password',
      'target.vault.secret_id',
    ]);
    expect(missing[0]?.title.en).toBe('Password of reader@one:3306 (source MySQL)');
    const filled = withSecrets(
      config,
      Object.fromEntries(missing.map(({ key }) => [key, `answer to ${key}`])),
    );
    expect(missingSecrets(filled)).toEqual([]);
    expect(filled.source.mysql.password?.reveal()).toBe('answer to source.mysql.password');
    expect(tokenOf(filled.source.vault)).toBe('answer to source.vault.token');
    expect(missingSecrets(config)).toHaveLength(4);
  });

  test('an empty answer is a password; a socket needs none', async () => {
    const config = await load(goodConfig.replace('host: one', 'socket: /run/db.sock'));
    expect(missingSecrets(config).map(({ key }) => key)).toEqual(['target.mysql.password']);
    expect(missingSecrets(withSecrets(config, { 'target.mysql.password': '' }))).toEqual([]);
  });
});

test('a file with secrets that others can read is warned of', async () => {
  const text = goodConfig.replace('user: reader', 'user: reader\n    password: hunter2');
  const open = writeFile(text, { mode: 0o644 });
  expect((await loadConfig(open, { env: {} })).warnings?.map(({ text }) => text)).toEqual([
    `${open} holds secrets (source.mysql.password) and other users can read it (mode 0644); run: chmod 600 ${open}`,
  ]);
  const closed = writeFile(text, { mode: 0o600 });
  expect((await loadConfig(closed, { env: {} })).warnings).toEqual([]);
  const without = writeFile(goodConfig, { mode: 0o644 });
  expect((await loadConfig(without, { env: {} })).warnings).toEqual([]);
});

test('a printed config shows no secret', async () => {
  const config = await load(withVault('address: "http://one:8200", token: hunter2'));
  expect(inspect(config, { depth: 20 })).not.toContain('hunter2');
  expect(JSON.stringify(config)).not.toContain('hunter2');
});

test.each([
  ['a key glued to its value', '    { user: u, password:hunter2 }'],
  ['a number', '    password: 12345678'],
  ['a list', '    password: [hunter2]'],
  ['a block', '    password: { hunter2: 1 }'],
  ['an unknown key', '    passwrd: hunter2'],
  ['an alias', '    password: *hunter2'],
  ['a tag', '    password: !hunter2 x'],
  ['a broken quote', '    password: "hunter2'],
  ['a colon', '    password: hunter2: x'],
  ['a token in the address', '    host: one\n    endpoints: ["u:hunter2@one:1"]'],
])('no refusal quotes a secret: %s', async (_name, line) => {
  const { error } = await refusalOf(goodConfig.replace('    host: one', line));
  const everything = `${inspect(error, { depth: 20 })} ${error.message} ${error.remedy} ${JSON.stringify(error.where)}`;
  expect(everything).not.toContain('hunter2');
  expect(everything).not.toContain('12345678');
});
