import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { lintPreset } from '../../src/preset/lint.js';
import { goodConfig, load, refusalOf, temporaryFolder, writeFile } from './support.js';

const withVaults = goodConfig
  .replace(
    '    user: reader\n',
    '    user: reader\n    password: x\n  vault: { address: "https://v:8200", token: t }\n',
  )
  .replace('    user: writer\n', '    user: writer\n  vault: { address: "https://v2:8200", token: t }\n');

describe('the bytes of the file', () => {
  test.each([
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['both', (text: string) => `\ufeff${text.replaceAll('\n', '\r\n')}`],
  ])('%s changes nothing', async (_, change) => {
    expect({ ...(await load(change(goodConfig))), path: '' }).toEqual({
      ...(await load(goodConfig)),
      path: '',
    });
  });

  test('a text that is not UTF-8 is refused, not read with other letters', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'migrate.yaml');
    writeFileSync(path, Buffer.from(`# caf\u00e9\n${goodConfig}`, 'latin1'), { mode: 0o600 });
    await expect(loadConfig(path, { env: {} })).rejects.toMatchObject({
      name: 'RefusedError',
      message: expect.stringContaining('is not UTF-8'),
    });
    await expect(lintPreset(path)).rejects.toMatchObject({
      message: expect.stringContaining('is not UTF-8'),
    });
  });

  test('an alias of the block it stands in is refused', async () => {
    const { message, line } = await refusalOf(`${goodConfig}\nusers: &u\n  a: *u\n`);
    expect(message).toMatch(/stands within itself/);
    expect(line).toBe(goodConfig.split('\n').length + 2);
    const preset = writeFile('a: &a\n  b: [1, *a]\n', { name: 'preset.yaml' });
    expect(await lintPreset(preset)).toMatchObject([
      { message: expect.stringMatching(/stands within itself/) },
    ]);
  });

  test('a byte order mark is no part of a secret', async () => {
    const folder = temporaryFolder();
    writeFile('\ufefffrom a file\r\n', { folder, name: 'pw.txt' });
    const text = withVaults.replace('password: x', 'password_file: pw.txt');
    expect((await load(text, {}, folder)).source.mysql.password?.reveal()).toBe('from a file');
  });
});

describe('the tenant', () => {
  test('may come from the environment', async () => {
    const text = goodConfig.replace('acme', `"\${TENANT}"`);
    expect((await load(text, { env: { TENANT: 'umbrella' } })).tenantId).toBe('umbrella');
    expect((await refusalOf(text)).message).toContain('TENANT, which is not set');
    expect((await refusalOf(text, { env: { TENANT: ' padded' } })).message).toContain(
      'without spaces around it',
    );
  });

  test.each(['a\\0b', 'a\\tb', 'a\\x7fb', 'a\\u2028b'])('%s has a control character', async (tenant) => {
    expect((await refusalOf(goodConfig.replace('acme', `"${tenant}"`))).message).toContain(
      'target_tenant_id',
    );
  });
});

test('the mount and the namespace may come from the environment', async () => {
  const text = withVaults.replace('token: t', 'token: t, mount: "$${MOUNT}", namespace: "$${SPACE}"');
  const { source } = await load(text, { env: { MOUNT: 'kv/', SPACE: '/team-b/' } });
  expect(source.vault).toMatchObject({ mount: 'kv', namespace: 'team-b' });
});

test('a misspelt column in target_rows is refused, not passed over', async () => {
  const { message } = await refusalOf(`${goodConfig}\ntarget_rows: { sharding_dbs_id: 2 }\n`);
  expect(message).toMatch(/target_rows.*sharding_dbs_id.*did you mean "sharding_db_id"/);
});

test.each(['https://v:8200?x=1', 'https://v:8200#x'])('%s is no address of a Vault', async (address) => {
  const text = withVaults.replace('https://v:8200', address);
  expect((await refusalOf(text)).message).toContain('without a path');
});
