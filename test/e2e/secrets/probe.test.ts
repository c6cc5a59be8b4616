import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TlsOptions, VaultEndpoint } from '../../../src/config/config.js';
import type { Finding } from '../../../src/core/finding.js';
import { Secret } from '../../../src/core/secret.js';
import { startVault, type VaultServer } from '../../../src/sandbox/vault/server.js';
import { openVault } from '../../../src/vault/client.js';
import { probeVault } from '../../../src/vault/probe.js';
import { expectChineseFindings } from '../../text/expect-chinese.js';
import { createAuthority } from '../../vault/support/certificates.js';
import { endpoint } from '../../vault/support/copying.js';
import { type Fault, type FaultyProxy, startProxy } from '../../vault/support/proxy.js';

let server: VaultServer;
const samplePaths = ['biz/2/apps/1/kvs/a', 'biz/2/apps/1/kvs/中文 key'];
const open: FaultyProxy[] = [];
const folder = mkdtempSync(join(tmpdir(), 'vault-check-'));
const authority = createAuthority('test CA');

beforeAll(async () => {
  server = await startVault();
  await server.mountKv('bk_bscp');
  await server.mountKv('old', 1);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((proxy) => proxy.close()));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.remove();
});

async function proxy(...args: Parameters<typeof startProxy>): Promise<FaultyProxy> {
  const started = await startProxy(...args);
  open.push(started);
  return started;
}

function check(
  at: VaultEndpoint,
  role: 'source' | 'target' = 'target',
  more: { forecastSeconds?: number; timeouts?: { connectMs: number; silenceMs: number } } = {},
): Promise<Finding[]> {
  return probeVault({ endpoint: at, role, samplePaths, ...more });
}

function here(token = server.rootToken, mount = 'bk_bscp'): VaultEndpoint {
  return endpoint(server.address, token, mount);
}

/** Codes of everything that is not fine, each with a remedy. */
function troubles(findings: readonly Finding[]): readonly string[] {
  expectChineseFindings(findings);
  const bad = findings.filter(({ severity }) => severity === 'blocker' || severity === 'warning');
  for (const finding of bad) expect(finding.remedy, finding.title).toBeTruthy();
  return bad.map(({ code, severity }) => `${severity} ${code}`);
}

function pem(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const scoped = (kinds: Record<string, string>) =>
  Object.entries(kinds)
    .map(([kind, rights]) => `path "bk_bscp/${kind}/biz/*" { capabilities = [${rights}] }`)
    .join('\n');

describe('checking a Vault', () => {
  it('finds everything well with a root token, and says what it measured', async () => {
    const findings = await check(here());
    expect(troubles(findings)).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual([
      'vault.reachable',
      'vault.sealed',
      'vault.token',
      'vault.root-token',
      'vault.mount',
      'vault.kv-version',
      'vault.capabilities',
    ]);
    expect(findings[0]?.params).toMatchObject({
      latencyMs: expect.any(Number),
      version: expect.stringMatching(/^\d/),
    });
    expect(findings.every(({ subject }) => subject === 'target-vault')).toBe(true);
  });

  it('is content with exactly the policy it proposes', async () => {
    const token = await server.createToken({ rules: scoped({ metadata: '"list"' }) });
    const missing = (await check(here(token))).find(({ code }) => code === 'vault.capabilities');
    expect(missing?.severity).toBe('blocker');
    const rules = (missing?.remedy ?? '').split('\n').slice(1).join('\n');
    expect(rules).toContain('path "bk_bscp/data/biz/*" { capabilities = ["create", "update", "read"] }');
    const better = await server.createToken({ rules });
    expect(troubles(await check(here(better)))).toEqual([]);
  });

  it('finds the rights on paths of any name', async () => {
    const samplePaths = [
      'p/tail ',
      'p/tail\t',
      'p/a,b',
      'p/ lead',
      'p/100%',
      'p/密钥\u3000',
      'p/*',
      'p/a+b',
      'p/\u00a0',
    ];
    for (const role of ['source', 'target'] as const)
      expect(troubles(await probeVault({ endpoint: here(), role, samplePaths }))).toEqual([]);
  });

  it('lets a source be read-only, and says what a target lacks', async () => {
    const token = await server.createToken({ rules: scoped({ data: '"read"', metadata: '"read"' }) });
    expect(troubles(await check(here(token), 'source'))).toEqual([]);
    expect(troubles(await check(here(token), 'target'))).toEqual(['blocker vault.capabilities']);
  });

  it('warns when only path settings and rollback would not work', async () => {
    const token = await server.createToken({
      rules: scoped({ data: '"create", "update", "read"', metadata: '"read"' }),
    });
    expect(troubles(await check(here(token)))).toEqual(['warning vault.optional-capabilities']);
  });

  it('weighs the life of the token against the forecast', async () => {
    const rules = scoped({ data: '"read"', metadata: '"read"' });
    const short = await server.createToken({ rules, ttl: '10m', renewable: false });
    expect(troubles(await check(here(short), 'source', { forecastSeconds: 60 }))).toEqual([]);
    expect(troubles(await check(here(short), 'source', { forecastSeconds: 6000 }))).toEqual([
      'blocker vault.token',
    ]);
    const renewable = await server.createToken({ rules, ttl: '10m' });
    expect(troubles(await check(here(renewable), 'source', { forecastSeconds: 6000 }))).toEqual([]);
  });

  it('refuses a wrong token', async () => {
    expect(troubles(await check(here('hvs.canary-token')))).toEqual(['blocker vault.token']);
    expect(JSON.stringify(await check(here('hvs.canary-token')))).not.toContain('canary');
  });

  it('refuses KV version 1, a missing mount, and a mount of another type', async () => {
    expect(troubles(await check(here(undefined, 'old')))).toEqual(['blocker vault.kv-version']);
    const missing = await check(here(undefined, 'bk_bcsp'));
    expect(troubles(missing)).toEqual(['blocker vault.mount']);
    expect(missing.at(-1)?.remedy).toContain('bk_bscp');
    expect(troubles(await check(here(undefined, 'cubbyhole')))).toEqual(['blocker vault.mount']);
    const narrow = await server.createToken({ rules: scoped({ data: '"read"' }) });
    expect(troubles(await check(here(narrow, 'elsewhere')))).toEqual(['blocker vault.mount']);
  });

  it('refuses a target whose mount lets every version die by itself', async () => {
    await server.mountKv('fleeting');
    expect(troubles(await check(here(undefined, 'fleeting')))).toEqual([]);
    await server.request('POST', 'fleeting/config', { delete_version_after: '1h' });
    const at = here(undefined, 'fleeting');
    expect(troubles(await check(at))).toEqual(['blocker vault.expiry']);
    expect(troubles(await check(at, 'source'))).toEqual([]);
    await server.request('POST', 'fleeting/config', { delete_version_after: '-1s' });
    expect(troubles(await check(at))).toEqual([]);
  });

  it('knows a wrong token also where the server calls it a lack of rights', async () => {
    // OpenBao's words for a token it does not know are those for one that may not look itself up.
    const { address } = await proxy(server.address, ({ headers }) =>
      headers['x-vault-token'] === 'wrong'
        ? { kind: 'status', status: 403, body: '{"errors":["permission denied"]}' }
        : { kind: 'pass' },
    );
    expect(troubles(await check(endpoint(address, 'wrong', 'bk_bscp')))).toEqual(['blocker vault.token']);
  });

  it('lets a token pass that may not look itself up', async () => {
    const created = (await server.request('POST', 'auth/token/create', {
      policies: ['none'],
      no_default_policy: true,
    })) as { auth: { client_token: string } };
    const [first, ...others] = troubles(await check(here(created.auth.client_token)));
    expect(first).toBe('warning vault.token');
    expect(others).not.toContain('blocker vault.token');
  });

  it('tells a token or namespace that cannot be sent from a server that is away', async () => {
    for (const token of ['hvs.“quoted”', 'hvs.two\nlines']) {
      const findings = await check(here(token));
      expect(troubles(findings)).toEqual(['blocker vault.token']);
      expect(JSON.stringify(findings)).not.toMatch(/quoted|lines/);
      await expect(openVault(here(token))).rejects.toMatchObject({ kind: 'token', retryable: false });
    }
    const unsendable = { ...here(), namespace: '团队' };
    expect(troubles(await check(unsendable))).toContain('blocker vault.namespace');
    await expect(openVault(unsendable)).rejects.toMatchObject({ retryable: false });
  });

  it('asks for the health outside of the namespace: OpenBao and Enterprise refuse it within', async () => {
    const { address, seen } = await proxy(server.address, ({ headers, path }) =>
      path.startsWith('/v1/sys/health') && headers['x-vault-namespace'] !== undefined
        ? { kind: 'status', status: 400, body: '{"errors":["operation unavailable in namespaces"]}' }
        : { kind: 'pass' },
    );
    const findings = await check({ ...endpoint(address, server.rootToken, 'bk_bscp'), namespace: 'team-a' });
    expect(findings).toContainEqual(expect.objectContaining({ code: 'vault.reachable', severity: 'ok' }));
    const login = seen.find(({ path }) => path.startsWith('/v1/auth/token/lookup-self'));
    expect(login?.headers['x-vault-namespace']).toBe('team-a');
  });

  it('names a DR secondary and a performance standby', async () => {
    const answering = (status: number, more: object) =>
      proxy(server.address, ({ path }) =>
        path.startsWith('/v1/sys/health')
          ? {
              kind: 'status',
              status,
              body: JSON.stringify({
                initialized: true,
                sealed: false,
                standby: true,
                version: '1.21.0',
                ...more,
              }),
            }
          : { kind: 'pass' },
      );
    const secondary = await answering(472, { replication_dr_mode: 'secondary' });
    expect(troubles(await check(endpoint(secondary.address, server.rootToken, 'bk_bscp')))).toEqual([
      'blocker vault.dr-secondary',
    ]);
    const standby = await answering(473, { performance_standby: true });
    expect(await check(endpoint(standby.address, server.rootToken, 'bk_bscp'))).toContainEqual(
      expect.objectContaining({ code: 'vault.performance-standby', severity: 'info' }),
    );
    const bare = await proxy(server.address, () => ({ kind: 'status', status: 472 }));
    const [found] = await check(endpoint(bare.address, server.rootToken, 'bk_bscp'));
    expect(found).toMatchObject({ severity: 'blocker', title: expect.stringContaining('DR secondary') });
  });

  it('says how many uses a token has left, and how many the copy needs', async () => {
    const tokenWith = async (uses: number) => {
      const created = (await server.request('POST', 'auth/token/create', {
        policies: ['root'],
        num_uses: uses,
      })) as { auth: { client_token: string } };
      return endpoint(server.address, created.auth.client_token, 'bk_bscp');
    };
    const usesOf = async (uses: number) =>
      (
        await probeVault({
          endpoint: await tokenWith(uses),
          role: 'target',
          samplePaths: [],
          forecastRequests: 100,
        })
      ).filter(({ code }) => code === 'vault.token-uses');
    expect(await usesOf(0)).toEqual([]);
    expect(await usesOf(50)).toMatchObject([{ severity: 'blocker', params: { requests: 100 } }]);
    expect(await usesOf(150)).toMatchObject([
      {
        severity: 'warning',
        title: expect.stringMatching(/has 1[45]\d uses left; the copy needs about 100/),
      },
    ]);
    expect(await usesOf(1000)).toMatchObject([{ severity: 'ok' }]);
  });

  it('reports a namespace the server does not have', async () => {
    expect(troubles(await check({ ...here(), namespace: 'team-a' }))).toEqual([
      // Vault without Enterprise ignores the setting; OpenBao has namespaces.
      server.product === 'openbao' ? 'blocker vault.namespace' : 'warning vault.namespace',
    ]);
    // Only Enterprise and OpenBao look at the header.
    const { address } = await proxy(server.address, ({ headers, path }) =>
      path.startsWith('/v1/auth') && headers['x-vault-namespace'] === 'team-a'
        ? { kind: 'status', status: 404, body: '{"errors":["namespace not found"]}' }
        : { kind: 'pass' },
    );
    const findings = await check({ ...endpoint(address, server.rootToken, 'bk_bscp'), namespace: 'team-a' });
    expect(troubles(findings)).toContain('blocker vault.namespace');
  });

  it('reports a sealed server, and finds it well when it is unsealed', async () => {
    await server.seal();
    try {
      expect(troubles(await check(here()))).toEqual(['blocker vault.sealed']);
    } finally {
      await server.unseal();
    }
    expect(troubles(await check(here()))).toEqual([]);
  });

  it('reports nobody at the address, an unknown host, a web server and a stall', async () => {
    const closed = await startProxy(server.address);
    await closed.close();
    expect(troubles(await check(endpoint(closed.address, 't', 'bk_bscp')))).toEqual([
      'blocker vault.reachable',
    ]);
    const unknown = await check(endpoint('http://vault.invalid:8200', 't', 'bk_bscp'));
    expect(troubles(unknown).filter((trouble) => trouble.startsWith('blocker'))).toEqual([
      'blocker vault.reachable',
    ]);
    expect(unknown[0]?.title).toMatch(/host name is not known|did not answer/);
    for (const fault of [
      { kind: 'status', status: 200, body: '<html>' },
      { kind: 'stall' },
      { kind: 'half' },
    ] satisfies Fault[]) {
      const { address } = await proxy(server.address, () => fault);
      const findings = await check(endpoint(address, 't', 'bk_bscp'), 'target', {
        timeouts: { connectMs: 500, silenceMs: 500 },
      });
      expect(troubles(findings), fault.kind).toEqual(['blocker vault.reachable']);
    }
    expect(troubles(await check(endpoint('vault:8200', 't', 'bk_bscp')))).toEqual(['blocker vault.address']);
  });

  it('logs in with AppRole, and refuses a wrong secret ID', async () => {
    await server.request('POST', 'sys/auth/approle', { type: 'approle' });
    await server.request('PUT', 'sys/policies/acl/reader', {
      policy: scoped({ data: '"read"', metadata: '"read"' }),
    });
    await server.request('POST', 'auth/approle/role/ferry', { token_policies: ['reader'], token_ttl: '20m' });
    const role = (await server.request('GET', 'auth/approle/role/ferry/role-id')) as {
      data: { role_id: string };
    };
    const secret = (await server.request('POST', 'auth/approle/role/ferry/secret-id')) as {
      data: { secret_id: string };
    };
    const at = (secretId: string): VaultEndpoint => ({
      ...here(),
      auth: { kind: 'approle', mount: 'approle', roleId: role.data.role_id, secretId: new Secret(secretId) },
    });
    const findings = await check(at(secret.data.secret_id), 'source');
    expect(troubles(findings)).toEqual([]);
    expect(findings.find(({ code }) => code === 'vault.token')?.params).toMatchObject({ renewable: true });
    const refused = await check(at('canary-secret-id'), 'source');
    expect(troubles(refused)).toEqual(['blocker vault.token']);
    expect(JSON.stringify(refused)).not.toContain('canary');
  });
});

describe('checking a Vault behind TLS', () => {
  const { cert, key } = authority.issue({ name: '127.0.0.1', usage: 'server' });
  const secure = (address: string, tls: TlsOptions): VaultEndpoint => ({
    ...endpoint(address, server.rootToken, 'bk_bscp'),
    tls,
  });

  it('asks for the CA of a self-made certificate, and is content with it', async () => {
    const { address } = await proxy(server.address, undefined, { cert, key });
    const unknown = await check(secure(address, { verify: true }));
    expect(troubles(unknown)).toEqual(['blocker vault.tls']);
    expect(unknown[0]?.remedy).toContain('tls.ca');
    expect(
      troubles(await check(secure(address, { verify: true, ca: pem('ca.pem', authority.cert) }))),
    ).toEqual([]);
    expect(troubles(await check(secure(address, { verify: false })))).toEqual(['warning vault.tls']);
  });

  it('names the setting of a certificate file that is not there', async () => {
    const { address } = await proxy(server.address, undefined, { cert, key });
    const findings = await check(secure(address, { verify: true, ca: join(folder, 'none.pem') }));
    expect(troubles(findings)).toEqual(['blocker vault.tls']);
    expect(findings[0]?.title).toContain('tls.ca');
  });

  it('presents a client certificate where the server wants one', async () => {
    const { address } = await proxy(server.address, undefined, {
      cert,
      key,
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const ca = pem('ca.pem', authority.cert);
    const without = await check(secure(address, { verify: true, ca }));
    expect(troubles(without)).toEqual(['blocker vault.tls']);
    expect(without[0]?.remedy).toContain('tls.cert');
    const client = authority.issue({ name: 'ferry', usage: 'client' });
    const files = { cert: pem('client.pem', client.cert), key: pem('client.key', client.key) };
    expect(troubles(await check(secure(address, { verify: true, ca, ...files })))).toEqual([]);
  });

  it('names what has expired: the server’s certificate, or the one that it is shown', async () => {
    const ca = pem('ca.pem', authority.cert);
    const old = await proxy(
      server.address,
      undefined,
      authority.issue({ name: '127.0.0.1', usage: 'server', ended: true }),
    );
    const findings = await check(secure(old.address, { verify: true, ca }));
    expect(troubles(findings)).toEqual(['blocker vault.tls']);
    expect(findings[0]?.remedy).toContain('Renew the server certificate');
    const asking = { cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
    const { address } = await proxy(server.address, undefined, asking);
    const client = authority.issue({ name: 'ferry', usage: 'client', ended: true });
    const files = { cert: pem('old.pem', client.cert), key: pem('old.key', client.key) };
    const refused = await check(secure(address, { verify: true, ca, ...files }));
    expect(troubles(refused)).toEqual(['blocker vault.tls']);
    expect(refused[0]?.remedy).toMatch(/tls\.cert.*(when that ends|expired)/);
  });

  it('notices http where https is spoken, and the other way round', async () => {
    const { address } = await proxy(server.address, undefined, { cert, key });
    expect(troubles(await check(endpoint(address.replace('https', 'http'), 't', 'bk_bscp')))).toEqual([
      'blocker vault.reachable',
    ]);
    expect(troubles(await check(endpoint(server.address.replace('http', 'https'), 't', 'bk_bscp')))).toEqual([
      'blocker vault.tls',
    ]);
  });
});

it('warns of settings of paths that the preset does not know of', async () => {
  await server.request('POST', 'bk_bscp/data/settings/own', { data: { value: 'x' } });
  await server.request('POST', 'bk_bscp/data/settings/none', { data: { value: 'x' } });
  await server.request('POST', 'bk_bscp/metadata/settings/own', { max_versions: 3, cas_required: true });
  const source = {
    endpoint: endpoint(server.address, server.rootToken, 'bk_bscp'),
    role: 'source',
    samplePaths: ['settings/own', 'settings/none', 'settings//odd', 'settings/absent'],
  } as const;
  const settingsIn = async (pathsHaveSettings: boolean) =>
    (await probeVault({ ...source, pathsHaveSettings })).filter(({ code }) => code === 'vault.path-settings');
  expect(await settingsIn(false)).toMatchObject([
    { severity: 'warning', samples: ['settings/own: max_versions, cas_required'], params: { looked: 3 } },
  ]);
  expect(await settingsIn(true)).toEqual([]);
});
