import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fallbackVersion, startFallbackVault } from '../../../src/sandbox/vault/fallback/server.js';
import { startVault, type VaultServer } from '../../../src/sandbox/vault/server.js';
import { openVault, type VaultClient } from '../../../src/vault/client.js';
import { probeVault } from '../../../src/vault/probe.js';
import { endpoint } from '../../vault/support/copying.js';

const value = (text: string) => Buffer.from(JSON.stringify({ kv_type: 'string', value: text }));
const quick = { retry: { patienceMs: 0, firstWaitMs: 0, longestWaitMs: 0 } };

/** What the product relies on, held against the real server and the demo's stand-in for it. */
describe.each([
  ['the real Vault', () => startVault()],
  ['the stand-in', () => startFallbackVault()],
])('%s', (_, start) => {
  let server: VaultServer;
  let client: VaultClient;
  const at = (token = server.rootToken, mount = 'kv') => endpoint(server.address, token, mount);

  beforeAll(async () => {
    server = await start();
    await server.mountKv('kv');
    client = await openVault(at(), quick);
  });
  afterAll(async () => {
    await client.close();
    await server.remove();
  });

  it('passes the check', async () => {
    const findings = await probeVault({ endpoint: at(), role: 'target', samplePaths: ['biz/1/a'] });
    expect(findings.filter(({ severity }) => severity === 'blocker' || severity === 'warning')).toEqual([]);
  });

  it('keeps versions and gives each as it came', async () => {
    expect(await client.readMetadata('a/b')).toBeNull();
    expect(await client.readSecret('a/b')).toEqual({ state: 'missing' });
    expect(await client.writeSecret('a/b', value('配置 😀 <&>'), 0)).toEqual({ kind: 'written', version: 1 });
    expect(await client.writeSecret('a/b', value('two'), 1)).toEqual({ kind: 'written', version: 2 });
    expect(await client.readSecret('a/b', 2)).toEqual({
      state: 'live',
      version: 2,
      data: value('two'),
      customMetadata: {},
    });
    const first = await client.readSecret('a/b', 1);
    expect(first.state === 'live' && JSON.parse(first.data.toString()).value).toBe('配置 😀 <&>');
    expect(await client.readSecret('a/b')).toMatchObject({ version: 2 });
    expect(await client.readSecret('a/b', 3)).toEqual({ state: 'missing' });
  });

  it('writes only over the version that check-and-set names', async () => {
    expect(await client.writeSecret('cas', value('x'), 1)).toEqual({
      kind: 'cas-mismatch',
      uncertain: false,
    });
    expect(await client.writeSecret('cas', value('x'), 0)).toMatchObject({ kind: 'written' });
    expect(await client.writeSecret('cas', value('x'), 0)).toMatchObject({ kind: 'cas-mismatch' });
  });

  it('tells deleted from destroyed', async () => {
    for (const cas of [0, 1, 2]) await client.writeSecret('gone', value(`v${cas}`), cas);
    await server.request('POST', 'kv/delete/gone', { versions: [1] });
    await client.destroyVersions('gone', [2]);
    expect(await client.readSecret('gone', 1)).toEqual({ state: 'deleted' });
    expect(await client.readSecret('gone', 2)).toEqual({ state: 'destroyed' });
    const metadata = await client.readMetadata('gone');
    expect(metadata?.versions.map(({ state }) => state)).toEqual(['deleted', 'destroyed', 'live']);
  });

  it('keeps settings, and drops the oldest version over the limit', async () => {
    await client.writeMetadata('set', { maxVersions: 2, casRequired: true, customMetadata: { a: '中' } });
    for (const cas of [0, 1, 2]) await client.writeSecret('set', value(`v${cas}`), cas);
    expect(await client.readMetadata('set')).toMatchObject({
      currentVersion: 3,
      maxVersions: 2,
      casRequired: true,
      deleteVersionAfter: '0s',
      customMetadata: { a: '中' },
      versions: [{ version: 2 }, { version: 3 }],
    });
    expect(await client.readSecret('set', 1)).toEqual({ state: 'missing' });
  });

  it('lists and removes paths', async () => {
    for (const path of ['l/a', 'l/b/c', 'l/b/d']) await client.writeSecret(path, value('x'), 0);
    expect(await client.list('l')).toEqual(['a', 'b/']);
    expect(await client.list('l/b/')).toEqual(['c', 'd']);
    await client.deleteMetadata('l/a');
    expect(await client.readMetadata('l/a')).toBeNull();
    expect(await client.list('l/none')).toEqual([]);
    expect(await client.list('')).toEqual(['a/', 'cas', 'gone', 'l/', 'set']);
  });

  it('refuses a wrong token, a missing mount and work while it is sealed', async () => {
    await expect(openVault(at('wrong'), quick)).rejects.toMatchObject({
      kind: expect.stringMatching(/denied|token/),
    });
    const lost = await openVault(at(undefined, 'none'), quick);
    await expect(lost.readMetadata('a')).rejects.toMatchObject({ kind: 'not-found' });
    await lost.close();
    await server.seal();
    await expect(client.readMetadata('a/b')).rejects.toMatchObject({ kind: 'sealed' });
    await server.unseal();
    expect(await client.readMetadata('a/b')).not.toBeNull();
  });

  it('is there again after a crash', async () => {
    await server.kill();
    expect(server.pid).toBe(0);
    await expect(client.readMetadata('a/b')).rejects.toMatchObject({ kind: 'unreachable' });
    await server.start();
    expect(await client.readMetadata('a/b')).toMatchObject({ currentVersion: 2 });
  });
});

describe('the stand-in', () => {
  it('does not pass for a Vault', async () => {
    const server = await startFallbackVault();
    const [finding] = await probeVault({
      endpoint: endpoint(server.address, server.rootToken, 'kv'),
      role: 'source',
      samplePaths: [],
    });
    expect(finding?.params?.version).toBe(fallbackVersion);
    await server.remove();
  });

  it('hands numbers on with every digit', async () => {
    const server = await startFallbackVault();
    await server.mountKv('kv');
    const client = await openVault(endpoint(server.address, server.rootToken, 'kv'), quick);
    const exact = Buffer.from(String.raw`{"value":1.0,"big":12345678901234567890,"e":1E400, "u":"\u4e2d\/"}`);
    await client.writeSecret('n', exact, 0);
    const read = await client.readSecret('n', 1);
    expect(read.state === 'live' && read.data.toString()).toBe(exact.toString());
    await client.close();
    await server.remove();
  });
});
