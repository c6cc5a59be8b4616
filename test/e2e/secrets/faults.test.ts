import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { Secret } from '../../../src/core/secret.js';
import type { SecretGroup } from '../../../src/phases/secrets/copy/copy-types.js';
import { startVault, type VaultServer } from '../../../src/sandbox/vault/server.js';
import { openVault, type VaultClientOptions } from '../../../src/vault/client.js';
import { probeVault } from '../../../src/vault/probe.js';
import { control, copy, endpoint, group, row, withClients } from '../../vault/support/copying.js';
import { type Independent, independent } from '../../vault/support/independent.js';
import { type MemoryLedger, memoryLedger } from '../../vault/support/ledger.js';
import { type Fault, type FaultyProxy, type SeenRequest, startProxy } from '../../vault/support/proxy.js';

let server: VaultServer;
let mounts = 0;
let source: Independent;
let target: Independent;
const proxies: FaultyProxy[] = [];
const paths = 40;
/** Values and tokens that must be found nowhere but in the servers. */
const canary = 'canary-5f1d';

const quick: VaultClientOptions = {
  timeouts: { connectMs: 1_000, silenceMs: 400 },
  retry: { patienceMs: 120_000, firstWaitMs: 5, longestWaitMs: 50 },
};

beforeAll(async () => {
  server = await startVault();
});
afterAll(async () => {
  await server.remove();
});
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});

/** A source with some paths of two versions each, and an empty target. */
async function fill(count = paths): Promise<SecretGroup[]> {
  mounts += 1;
  await server.mountKv(`source-${mounts}`);
  await server.mountKv(`target-${mounts}`);
  source = independent(server, `source-${mounts}`);
  target = independent(server, `target-${mounts}`);
  const groups: SecretGroup[] = [];
  for (let n = 0; n < count; n++) {
    await source.put(`p/${n}`, `{"value":"${canary} ${n} first"}`);
    await source.put(`p/${n}`, `{"value":"${canary} ${n} second"}`);
    groups.push(group(`p/${n}`, row(`${n}a`, 1), row(`${n}b`, 2)));
  }
  return groups;
}

const sourceAt = (address = server.address, token = server.rootToken) =>
  endpoint(address, token, `source-${mounts}`);
const targetAt = (address = server.address, token = server.rootToken) =>
  endpoint(address, token, `target-${mounts}`);

async function faulty(fault: (seen: SeenRequest) => Fault): Promise<FaultyProxy> {
  const proxy = await startProxy(server.address, fault);
  proxies.push(proxy);
  return proxy;
}

/** Nothing missed, nothing twice: two versions of every path, each the source's, and every row knows its own. */
async function expectComplete(ledger: MemoryLedger): Promise<void> {
  for (let n = 0; n < paths; n++) {
    expect((await target.metadata(`p/${n}`))?.current_version, `versions of p/${n}`).toBe(2);
    for (const version of [1, 2]) {
      expect(await target.get(`p/${n}`, version)).toBe(await source.get(`p/${n}`, version));
      const result = ledger.results.get(`kvs ${n}${version === 1 ? 'a' : 'b'}`);
      expect(result).toMatchObject({
        outcome: 'written',
        targetVersion: version,
        versionsWritten: [version],
      });
    }
  }
}

function expectUnseen(...texts: readonly unknown[]): void {
  const all = texts.map((text) =>
    text instanceof Error ? `${text.stack} ${JSON.stringify(text)}` : JSON.stringify(text),
  );
  expect(all.join('\n')).not.toContain(canary);
  expect(all.join('\n')).not.toContain(server.rootToken);
}

/** A fault at every n-th request, and only once for the same request. */
function sometimes(every: number, fault: Fault): (seen: SeenRequest) => Fault {
  return ({ number }) => (number > 3 && number % every === 0 ? fault : { kind: 'pass' });
}

describe('copying secrets through a bad connection', () => {
  const faults: readonly Fault[] = [
    { kind: 'cut' },
    { kind: 'cut-after' },
    { kind: 'half' },
    { kind: 'truncated' },
    { kind: 'stall' },
    // A standby that cannot hand the request on to the active node, as during a change of leader.
    { kind: 'status', status: 307, headers: { location: 'http://127.0.0.1:1/v1/elsewhere' } },
    { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
    { kind: 'status', status: 500, body: `{"errors":["${canary} internal error"]}` },
    { kind: 'status', status: 502, body: `<html>${canary}</html>` },
    { kind: 'status', status: 503, body: '{"errors":["Vault is sealed"]}' },
  ];
  for (const fault of faults) {
    const name = fault.kind === 'status' ? `status ${fault.status}` : fault.kind;
    it(`misses and doubles nothing when either server gives: ${name}`, async () => {
      const groups = await fill();
      const every = fault.kind === 'stall' ? 23 : 5;
      const [left, right] = [await faulty(sometimes(every, fault)), await faulty(sometimes(every, fault))];
      const ledger = memoryLedger();
      const { events, summary } = await withClients(
        sourceAt(left.address),
        targetAt(right.address),
        (clients) => copy(clients, groups, ledger),
        quick,
      );
      expect(summary).toMatchObject({ written: 2 * paths, failed: 0 });
      await expectComplete(ledger);
      expect(events.some(({ type }) => type === 'retry')).toBe(true);
      expectUnseen(events, [...ledger.results]);
    });
  }

  it('waits as long as Retry-After says', async () => {
    const groups = await fill(1);
    let refusedAt = 0;
    let acceptedAt = 0;
    const { address } = await faulty(({ method }) => {
      if (method !== 'POST') return { kind: 'pass' };
      if (refusedAt === 0) {
        refusedAt = performance.now();
        return { kind: 'status', status: 429, headers: { 'Retry-After': '1' } };
      }
      acceptedAt ||= performance.now();
      return { kind: 'pass' };
    });
    await withClients(
      sourceAt(),
      targetAt(address),
      (clients) => copy(clients, groups, memoryLedger()),
      quick,
    );
    expect(acceptedAt - refusedAt).toBeGreaterThan(950);
  });

  it('does not wait for a server that asks for more patience than there is', async () => {
    const groups = await fill();
    const { address } = await faulty(({ number }) =>
      number > 40 ? { kind: 'status', status: 503, headers: { 'retry-after': '3600' } } : { kind: 'pass' },
    );
    const before = performance.now();
    const run = withClients(
      sourceAt(),
      targetAt(address),
      (clients) => copy(clients, groups, memoryLedger()),
      quick,
    );
    await expect(run).rejects.toMatchObject({ kind: 'unreachable', status: 503 });
    // As long as its patience the requests that wait would be held back, without a word.
    expect(performance.now() - before).toBeLessThan(100_000);
  });

  it('stops at a server that can read nothing, and lists a path that alone cannot be read', async () => {
    const groups = await fill();
    const error = { kind: 'status', status: 500, body: '{"errors":["internal error"]}' } as const;
    // Only what the fault answers may fail, also where the real server is slow.
    const hasty = { retry: { patienceMs: 300, firstWaitMs: 5, longestWaitMs: 50 } };
    const ledger = memoryLedger();
    const from = async (unreadable: RegExp) => {
      const { address } = await faulty(({ path }) => (unreadable.test(path) ? error : { kind: 'pass' }));
      return withClients(sourceAt(address), targetAt(), (clients) => copy(clients, groups, ledger), hasty);
    };
    await expect(from(/\/data\/p\//)).rejects.toMatchObject({ kind: 'server', status: 500 });
    expect(ledger.results.size).toBe(0);
    expect((await from(/\/metadata\/p\/7$/)).summary).toMatchObject({ written: 78, failed: 2 });
    expect(ledger.results.get('kvs 7a')).toMatchObject({ outcome: 'failed' });
  });

  it('lets go when a server is overloaded, and says so', async () => {
    const groups = await fill();
    const { address } = await faulty(sometimes(3, { kind: 'status', status: 429 }));
    const { events } = await withClients(
      sourceAt(),
      targetAt(address),
      (clients) => copy(clients, groups, memoryLedger(), { concurrency: 32 }),
      quick,
    );
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'throttled', reason: expect.stringContaining('overloaded') }),
    );
  });

  it('lives with the rate limit of a real server', async () => {
    const groups = await fill();
    await server.request('POST', 'sys/quotas/rate-limit/few', { path: `target-${mounts}/`, rate: 20 });
    const ledger = memoryLedger();
    const { events, summary } = await withClients(sourceAt(), targetAt(), (clients) =>
      copy(clients, groups, ledger, { concurrency: 32 }),
    );
    await server.request('DELETE', 'sys/quotas/rate-limit/few');
    expect(summary).toMatchObject({ written: 2 * paths, failed: 0 });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'retry', reason: expect.stringContaining('429') }),
    );
    await expectComplete(ledger);
  });

  it('keeps to the rate cap', async () => {
    const groups = await fill(10);
    const started = performance.now();
    await withClients(sourceAt(), targetAt(), (clients) =>
      copy(clients, groups, memoryLedger(), { maxRequestsPerSecond: 50 }),
    );
    // The target gets 1 + 1 + 20 requests of the copy: mount, listing, writes.
    expect(performance.now() - started).toBeGreaterThan(380);
  });
});

describe('a server that goes away', () => {
  it('waits while the target is sealed, and goes on when it is unsealed', async () => {
    const groups = await fill();
    const ledger = memoryLedger();
    const events: RunEvent[] = [];
    let sealed = false;
    const toldOfSeal = () =>
      events.some((event) => event.type === 'retry' && event.reason.includes('sealed'));
    const { address } = await faulty(({ method, number }) => {
      if (method === 'POST' && number > 60 && !sealed) {
        sealed = true;
        void server.seal().then(async () => {
          await expect.poll(toldOfSeal).toBe(true);
          await server.unseal();
        });
      }
      return { kind: 'pass' };
    });
    await withClients(
      sourceAt(),
      targetAt(address),
      (clients) => copy(clients, groups, ledger, { events }),
      quick,
    );
    expect(sealed).toBe(true);
    expect(toldOfSeal()).toBe(true);
    await expectComplete(ledger);
  });

  it('survives kill -9 of the server in the middle', async () => {
    const groups = await fill();
    const ledger = memoryLedger();
    let killed: Promise<void> | undefined;
    const { address } = await faulty(({ method, number }) => {
      if (method === 'POST' && number > 60) killed ??= server.kill().then(() => server.start());
      return { kind: 'pass' };
    });
    await withClients(sourceAt(), targetAt(address), (clients) => copy(clients, groups, ledger), quick);
    await killed;
    expect(killed).toBeDefined();
    await expectComplete(ledger);
  });

  it('gives up after its patience with one clear error, and a later run completes it', async () => {
    const groups = await fill();
    const ledger = memoryLedger();
    const dead = await faulty(({ number }) => (number > 70 ? { kind: 'cut' } : { kind: 'pass' }));
    const failing = withClients(
      sourceAt(),
      targetAt(dead.address),
      (clients) => copy(clients, groups, ledger),
      {
        ...quick,
        retry: { patienceMs: 300, firstWaitMs: 5, longestWaitMs: 50 },
      },
    );
    await expect(failing).rejects.toMatchObject({
      name: 'VaultError',
      kind: 'unreachable',
      remedy: { code: 'vault.mend.away' },
    });
    expectUnseen(await failing.catch((error: unknown) => error));
    await withClients(sourceAt(), targetAt(), (clients) => copy(clients, groups, ledger));
    await expectComplete(ledger);
  });
});

describe('a copy that ends anywhere', () => {
  it('is completed by the next one, without a double write, whichever request was the last', async () => {
    const groups = await fill(2);
    const whole = await faulty(() => ({ kind: 'pass' }));
    await withClients(sourceAt(), targetAt(whole.address), (clients) =>
      copy(clients, groups, memoryLedger()),
    );
    const requests = whole.seen.length;
    expect(requests).toBeGreaterThan(5);
    for (let last = 1; last <= requests; last++) {
      for (const kind of ['cut', 'cut-after'] as const) {
        const fresh = await fill(2);
        const ledger = memoryLedger();
        const steering = control();
        const { address } = await faulty(({ number }) => {
          if (number < last) return { kind: 'pass' };
          // As if the process died here: nothing more is sent, nothing settled.
          steering.abortNow.abort();
          return { kind };
        });
        await withClients(
          sourceAt(),
          targetAt(address),
          (clients) => copy(clients, fresh, ledger, { control: steering }),
          { ...quick, retry: { patienceMs: 100, firstWaitMs: 5, longestWaitMs: 50 } },
        ).catch(() => undefined);
        const { summary } = await withClients(sourceAt(), targetAt(), (clients) =>
          copy(clients, fresh, ledger),
        );
        expect(summary, `${kind} at ${last}`).toMatchObject({ rows: 4, written: 4, failed: 0 });
        for (const n of [0, 1]) {
          expect((await target.metadata(`p/${n}`))?.current_version, `${kind} at ${last}`).toBe(2);
          expect(await target.get(`p/${n}`, 2)).toBe(await source.get(`p/${n}`, 2));
        }
      }
    }
  });

  it('is completed by the next one when the ledger fails at any step', async () => {
    for (const step of ['recorded', 'intend', 'settle'] as const) {
      const groups = await fill();
      let failing = true;
      const ledger = memoryLedger((at) => {
        if (failing && at === step) throw new Error(`ledger lost at ${at}`);
      });
      const run = withClients(sourceAt(), targetAt(), (clients) => copy(clients, groups, ledger));
      await expect(run).rejects.toThrow(`ledger lost at ${step}`);
      failing = false;
      await withClients(sourceAt(), targetAt(), (clients) => copy(clients, groups, ledger));
      await expectComplete(ledger);
    }
  });

  it('completes a path of which some rows were settled and others were not', async () => {
    await fill();
    const ledger = memoryLedger();
    const [first] = [group('p/0', row('0a', 1), row('0b', 2))];
    await withClients(sourceAt(), targetAt(), (clients) =>
      copy(clients, [group('p/0', row('0b', 2))], ledger),
    );
    // The second start sees only the row that failed in the first one.
    await withClients(sourceAt(), targetAt(), (clients) =>
      copy(clients, [group('p/0', row('0a', 1))], ledger),
    );
    expect(first?.rows.map(({ rowKey }) => ledger.results.get(`kvs ${rowKey}`)?.targetVersion)).toEqual([
      2, 1,
    ]);
    expect(await target.get('p/0', 1)).toBe(await source.get('p/0', 2));
    expect(await target.get('p/0', 2)).toBe(await source.get('p/0', 1));
  });

  it('does not take a stranger for itself when it resumes', async () => {
    const groups = await fill(1);
    const ledger = memoryLedger();
    await ledger.intend([{ targetPath: 'p/0', priorVersion: 0 }]);
    await target.put('p/0', '{"value":"someone else"}');
    const { summary } = await withClients(sourceAt(), targetAt(), (clients) => copy(clients, groups, ledger));
    expect(summary).toMatchObject({ written: 0, failed: 2 });
    expect(ledger.results.get('kvs 0a')).toMatchObject({ outcome: 'conflict' });
    expect((await target.metadata('p/0'))?.current_version).toBe(1);
  });

  it('calls it a conflict when someone else writes between look and write', async () => {
    const groups = await fill(1);
    const ledger = memoryLedger((step) => {
      if (step === 'intend') written = target.put('p/0', '{"value":"someone else"}');
    });
    let written: Promise<number> | undefined;
    const { address } = await faulty(() => ({ kind: 'pass' }));
    const waiting = {
      ...ledger,
      intend: async (intents: Parameters<typeof ledger.intend>[0]) => {
        await ledger.intend(intents);
        await written;
      },
    };
    const { summary } = await withClients(sourceAt(), targetAt(address), (clients) =>
      copy(clients, groups, waiting),
    );
    expect(summary).toMatchObject({ written: 0, failed: 2 });
    expect((await target.metadata('p/0'))?.current_version).toBe(1);
  });

  it('knows its own write that arrives only after the next start has looked', async () => {
    const groups = await fill(1);
    const ledger = memoryLedger();
    await ledger.intend([{ targetPath: 'p/0', priorVersion: 0 }]);
    // The request of a killed process, still on its way.
    let late: Promise<unknown> | undefined;
    const { address } = await faulty(({ method }) => {
      if (method === 'POST') late ??= source.get('p/0', 1).then((value) => target.put('p/0', String(value)));
      return late === undefined ? { kind: 'pass' } : { kind: 'after', first: late };
    });
    const { summary } = await withClients(sourceAt(), targetAt(address), (clients) =>
      copy(clients, groups, ledger),
    );
    expect(late).toBeDefined();
    expect(summary).toMatchObject({ written: 2, reused: 0, failed: 0 });
    expect(ledger.results.get('kvs 0a')).toMatchObject({ outcome: 'written', versionsWritten: [1] });
  });

  it('sets nothing on a path that came between look and write', async () => {
    await fill(1);
    await source.request('POST', `source-${mounts}/metadata/p/0`, { custom_metadata: { owner: 'ours' } });
    const inner = memoryLedger();
    const ledger = {
      ...inner,
      intend: async (intents: Parameters<typeof inner.intend>[0]) => {
        await inner.intend(intents);
        await target.request('POST', `target-${mounts}/metadata/p/0`, {
          custom_metadata: { owner: 'theirs' },
        });
      },
    };
    const { summary } = await withClients(sourceAt(), targetAt(), (clients) =>
      copy(clients, [group('p/0', row('0a', 1))], ledger),
    );
    expect(summary).toMatchObject({ written: 0, failed: 1 });
    expect((await target.metadata('p/0'))?.custom_metadata).toEqual({ owner: 'theirs' });
  });

  it('finishes what it has in hand at the first stop, and leaves the rest to the next run', async () => {
    const groups = await fill();
    const ledger = memoryLedger();
    const steering = control();
    const many = Array.from({ length: 400 }, (_, index) => group(`q/${index}`, row(`q${index}`, 1, true)));
    const { summary } = await withClients(sourceAt(), targetAt(), async (clients) => {
      const seen: RunEvent[] = [];
      const running = copy(clients, [...groups, ...many], ledger, { control: steering, events: seen });
      await expect.poll(() => seen.length, { interval: 1 }).toBeGreaterThan(0);
      steering.stopNow.abort();
      return running;
    });
    expect(summary.rows).toBeGreaterThan(0);
    expect(summary.rows).toBe(ledger.results.size);
    await withClients(sourceAt(), targetAt(), (clients) => copy(clients, groups, ledger));
    await expectComplete(ledger);
  });
});

describe('a token', () => {
  const rules = () => `path "target-${mounts}/*" { capabilities = ["create", "update", "read", "list"] }`;

  const ends = {
    'is revoked': (token: string) => server.request('POST', 'auth/token/revoke', { token }),
    'comes to its end': (token: string) =>
      expect
        .poll(() => server.request('POST', 'auth/token/lookup', { token }).then(() => 'lives', String), {
          timeout: 60_000,
        })
        .toMatch(/bad token|403|404/),
  };

  it.each([
    ['is revoked', '1h', true],
    ['comes to its end', '15s', false],
  ] as const)('that %s in the middle stops the run with a clear word', async (how, ttl, renewable) => {
    const groups = await fill();
    const ledger = memoryLedger();
    const token = await server.createToken({ rules: rules(), ttl, renewable });
    let revoked: Promise<unknown> | undefined;
    const { address } = await faulty(({ method, number }) => {
      if (method === 'POST' && number > 70) revoked ??= ends[how](token);
      // Otherwise the copy may be over before the token is dead.
      return revoked === undefined ? { kind: 'pass' } : { kind: 'after', first: revoked };
    });
    const run = withClients(
      sourceAt(),
      targetAt(address, token),
      (clients) => copy(clients, groups, ledger),
      quick,
    );
    await expect(run).rejects.toMatchObject({
      kind: 'token',
      message: expect.stringMatching(/expired or was revoked/),
    });
    const error = await run.catch((reason: unknown) => reason);
    expectUnseen(error);
    // On a slow machine it ends by itself before it is waited for.
    if (how === 'is revoked') expect(revoked).toBeDefined();
    expect(JSON.stringify(error)).not.toContain(token);
    await withClients(sourceAt(), targetAt(), (clients) => copy(clients, groups, ledger));
    await expectComplete(ledger);
  });

  it('is renewed before it expires', async () => {
    await fill();
    const token = await server.createToken({ rules: rules(), ttl: '10s' });
    await withClients(sourceAt(), targetAt(server.address, token), async ({ target: client }) => {
      const until = Date.now() + 11_500;
      while (Date.now() < until) {
        expect(await client.readMetadata('p/none')).toBeNull();
        await delay(100);
      }
    });
  });

  it('without a right on a path makes its rows denied, and the others go on', async () => {
    const groups = await fill(3);
    const ledger = memoryLedger();
    const token = await server.createToken({
      rules: `${rules()}\npath "target-${mounts}/data/p/1" { capabilities = ["deny"] }`,
    });
    const { summary } = await withClients(sourceAt(), targetAt(server.address, token), (clients) =>
      copy(clients, groups, ledger),
    );
    expect(summary).toMatchObject({ written: 4, failed: 2 });
    expect(ledger.results.get('kvs 1a')).toMatchObject({ outcome: 'denied' });
  });

  /** The target behind a proxy that revokes the AppRole's token in the middle; the secret ID is good for so many logins. */
  async function dyingAppRole(mount: string, logins: number) {
    await server.request('POST', `sys/auth/${mount}`, { type: 'approle' });
    await server.request('PUT', `sys/policies/acl/${mount}`, { policy: rules() });
    await server.request('POST', `auth/${mount}/role/r`, {
      token_policies: [mount],
      token_type: 'service',
      secret_id_num_uses: logins,
    });
    const role = (await server.request('GET', `auth/${mount}/role/r/role-id`)) as {
      data: { role_id: string };
    };
    const secret = (await server.request('POST', `auth/${mount}/role/r/secret-id`)) as {
      data: { secret_id: string };
    };
    let revoked: Promise<unknown> | undefined;
    const { address, seen } = await faulty(({ method, number, headers, path }) => {
      if (method === 'POST' && number > 70 && path.includes('/data/')) {
        revoked ??= server.request('POST', 'auth/token/revoke', { token: headers['x-vault-token'] });
      }
      // Otherwise the copy may be over before the token is dead.
      return revoked === undefined ? { kind: 'pass' } : { kind: 'after', first: revoked };
    });
    const secretId = new Secret(secret.data.secret_id);
    const auth = { kind: 'approle', mount, roleId: role.data.role_id, secretId } as const;
    return { at: { ...targetAt(address), auth }, seen, isRevoked: () => revoked !== undefined };
  }

  it('of an AppRole is fetched anew when it dies', async () => {
    const groups = await fill();
    const { at, seen, isRevoked } = await dyingAppRole('ferry', 0);
    const ledger = memoryLedger();
    await withClients(sourceAt(), at, (clients) => copy(clients, groups, ledger), quick);
    expect(isRevoked()).toBe(true);
    expect(seen.filter(({ path }) => path === '/v1/auth/ferry/login')).toHaveLength(2);
    await expectComplete(ledger);
  });

  it('of an AppRole whose secret ID is used up stops the run, and is not held against the paths', async () => {
    const groups = await fill();
    const { at, isRevoked } = await dyingAppRole('once', 1);
    const ledger = memoryLedger();
    const run = withClients(sourceAt(), at, (clients) => copy(clients, groups, ledger), quick);
    await expect(run).rejects.toMatchObject({
      kind: 'token',
      message: expect.stringMatching(/expired or was revoked, and the AppRole gives no new one/),
    });
    expect(isRevoked()).toBe(true);
    expect([...ledger.results.values()].filter(({ outcome }) => outcome !== 'written')).toEqual([]);
    await withClients(sourceAt(), targetAt(), (clients) => copy(clients, groups, ledger));
    await expectComplete(ledger);
  });

  /** An AppRole whose tokens are good for so many uses, and its secret ID for so many logins (0: no limit). */
  async function appRole(mount: string, uses: number, logins: number) {
    await server.request('POST', `sys/auth/${mount}`, { type: 'approle' });
    await server.request('PUT', `sys/policies/acl/${mount}`, { policy: rules() });
    await server.request('POST', `auth/${mount}/role/r`, {
      token_policies: [mount],
      token_num_uses: uses,
      secret_id_num_uses: logins,
    });
    const { data: role } = (await server.request('GET', `auth/${mount}/role/r/role-id`)) as {
      data: { role_id: string };
    };
    const { data: secret } = (await server.request('POST', `auth/${mount}/role/r/secret-id`)) as {
      data: { secret_id: string };
    };
    return {
      kind: 'approle',
      mount,
      roleId: role.role_id,
      secretId: new Secret(secret.secret_id),
    } as const;
  }

  it('is replaced as often as a request needs it where tokens are good for a few uses', async () => {
    const groups = await fill();
    const auth = await appRole('few', 4, 0);
    const ledger = memoryLedger();
    const { summary } = await withClients(
      sourceAt(),
      { ...targetAt(), auth },
      (clients) => copy(clients, groups, ledger, { concurrency: 32 }),
      quick,
    );
    expect(summary).toMatchObject({ written: 2 * paths, failed: 0 });
    await expectComplete(ledger);
  });

  it('of a secret ID that is good for one login serves everything that one process does', async () => {
    const groups = await fill();
    const auth = await appRole('single', 0, 1);
    const at = { ...targetAt(), auth };
    const findings = await probeVault({ endpoint: at, role: 'target', samplePaths: ['p/1'] });
    expect(findings).toContainEqual(expect.objectContaining({ code: 'vault.token', severity: 'ok' }));
    const ledger = memoryLedger();
    // Both sides log in at the same moment.
    const [first, second] = await Promise.all([
      openVault(at),
      openVault({ ...at, mount: `source-${mounts}` }),
    ]);
    await Promise.all([first.close(), second.close()]);
    await withClients(sourceAt(), at, (clients) => copy(clients, groups, ledger));
    await expectComplete(ledger);
  });
});
