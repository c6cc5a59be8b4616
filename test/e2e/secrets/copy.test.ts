import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecretCopyStopped } from '../../../src/phases/secrets/copy/copy-types.js';
import { startVault, type VaultServer } from '../../../src/sandbox/vault/server.js';
import { copy, copy as copyBetween, endpoint, group, row, withClients } from '../../vault/support/copying.js';
import { type Independent, independent } from '../../vault/support/independent.js';
import { type MemoryLedger, memoryLedger } from '../../vault/support/ledger.js';
import { startProxy } from '../../vault/support/proxy.js';

let server: VaultServer;
let mounts = 0;

beforeAll(async () => {
  server = await startVault();
});
afterAll(async () => {
  await server.remove();
});

interface Pair {
  readonly from: Independent;
  readonly to: Independent;
  copy(
    groups: Parameters<typeof copy>[1],
    options?: Parameters<typeof copy>[3] & { ledger?: ReturnType<typeof memoryLedger> },
  ): ReturnType<typeof copy>;
}

async function pair(): Promise<Pair> {
  mounts += 1;
  const [a, b] = [`source-${mounts}`, `target-${mounts}`];
  await server.mountKv(a);
  await server.mountKv(b);
  return {
    from: independent(server, a),
    to: independent(server, b),
    copy: (groups, { ledger = memoryLedger(), ...options } = {}) =>
      withClients(
        endpoint(server.address, server.rootToken, a),
        endpoint(server.address, server.rootToken, b),
        (clients) => copy(clients, groups, ledger, options),
      ),
  };
}

const tricky: Record<string, string> = {
  plain: '{"kv_type":"string","value":"x"}',
  empty: '{"kv_type":"string","value":""}',
  chinese: '{"kv_type":"text","value":"配置 ✓ 😀 é"}',
  escapes: String.raw`{"value":"\u0000 \u001f \t \n \" \\ \/ \u4e2d \ud83d\ude00 \u2028 <&>"}`,
  numbers: '{"value":1.0,"big":12345678901234567890,"exp":1E40,"neg":-0.0,"tiny":1e-7}',
  nested: '{"z":[1,2,{"b":null,"a":true}],"a":{"data":{"data":"x"}},"data":"y"}',
  spaced: '{ "value" : "a" ,\n "b" : [ ] }',
};

describe('copying secrets between real servers', () => {
  it('hands every value on verbatim', async () => {
    const { from, to, copy } = await pair();
    const names = Object.keys(tricky);
    for (const name of names) await from.put(`a/${name}`, tricky[name] as string);
    const { summary } = await copy(names.map((name) => group(`a/${name}`, row(name, 1))));
    expect(summary).toMatchObject({
      rows: names.length,
      written: names.length,
      failed: 0,
      versionsChanged: 0,
    });
    for (const name of names) expect(await to.get(`a/${name}`, 1)).toBe(await from.get(`a/${name}`, 1));
    // The server itself rounds long numbers at the first write; what it gives then must arrive.
    expect(await to.get('a/numbers', 1)).toContain('"value":1');
  });

  it('carries 1 MB and a value of every byte a text can hold', async () => {
    const { from, to, copy } = await pair();
    const million = JSON.stringify({ value: '中😀"\\\n\0'.repeat(50_000) });
    await from.put('big', million);
    const all = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).join('');
    await from.put('all', JSON.stringify({ value: all }));
    await copy([group('big', row('1', 1)), group('all', row('2', 1))]);
    expect(JSON.parse((await to.get('big', 1)) ?? '')).toEqual(JSON.parse(million));
    expect(JSON.parse((await to.get('all', 1)) ?? '').value).toBe(all);
  });

  it('brings only the named versions, oldest first, and says which version holds each', async () => {
    const { from, to, copy } = await pair();
    for (let n = 1; n <= 6; n++) await from.put('k', `{"value":"v${n}"}`);
    const ledger = memoryLedger();
    const rows = [row('new', 5), row('old', 2), row('twin', 2)];
    const { summary } = await copy([group('k', ...rows)], { ledger });
    expect(await to.get('k', 1)).toBe('{"value":"v2"}');
    expect(await to.get('k', 2)).toBe('{"value":"v5"}');
    expect((await to.metadata('k'))?.current_version).toBe(2);
    expect(ledger.results.get('kvs old')).toMatchObject({ outcome: 'written', targetVersion: 1 });
    expect(ledger.results.get('kvs twin')).toMatchObject({ outcome: 'written', targetVersion: 1 });
    expect(ledger.results.get('kvs new')).toMatchObject({ targetVersion: 2, createdPath: true });
    expect(summary).toMatchObject({ rows: 3, written: 3, versionsChanged: 3 });
  });

  it('brings the whole history when asked', async () => {
    const { from, to, copy } = await pair();
    for (let n = 1; n <= 5; n++) await from.put('k', `{"value":"v${n}"}`);
    await from.request('PUT', `source-${mounts}/destroy/k`, { versions: [2] });
    const ledger = memoryLedger();
    await copy([group('k', row('1', 4))], { ledger, history: 'all' });
    expect([await to.get('k', 1), await to.get('k', 2), await to.get('k', 3), await to.get('k', 4)]).toEqual([
      '{"value":"v1"}',
      '{"value":"v3"}',
      '{"value":"v4"}',
      '{"value":"v5"}',
    ]);
    expect(ledger.results.get('kvs 1')).toMatchObject({ targetVersion: 3 });
    expect([...(ledger.results.get('kvs 1')?.versionsWritten ?? [])].sort()).toEqual([1, 2, 3, 4]);
  });

  it('lists deleted, destroyed and missing versions with their rows', async () => {
    const { from, to, copy } = await pair();
    for (let n = 1; n <= 4; n++) await from.put('k', `{"value":"v${n}"}`);
    await from.request('POST', `source-${mounts}/delete/k`, { versions: [1] });
    await from.request('PUT', `source-${mounts}/destroy/k`, { versions: [2] });
    const ledger = memoryLedger();
    const { summary, events } = await copy(
      [
        group('k', row('deleted', 1), row('destroyed', 2), row('live', 3), row('future', 9), row('zero', 0)),
        group('none', row('gone', 1), row('expected', 1, true)),
      ],
      { ledger },
    );
    const outcome = (key: string) => ledger.results.get(`kvs ${key}`)?.outcome;
    expect(['deleted', 'destroyed', 'live', 'future', 'zero', 'gone'].map(outcome)).toEqual([
      'deleted',
      'destroyed',
      'written',
      'version-missing',
      'version-missing',
      'missing',
    ]);
    expect(ledger.results.get('kvs expected')).toMatchObject({ outcome: 'missing', sourceFault: true });
    expect(summary).toMatchObject({ rows: 7, written: 1, failed: 5, sourceFaults: 1 });
    expect(events.filter(({ type }) => type === 'secret-problem')).toHaveLength(6);
    expect(await to.metadata('none')).toBeNull();
  });

  it('reuses an equal value, and calls another one a conflict without showing it', async () => {
    const { from, to, copy } = await pair();
    await from.put('same', '{"value":"equal","kv_type":"string"}');
    await to.put('same', '{"value":"older"}');
    await to.put('same', '{"kv_type":"string","value":"equal"}');
    await from.put('other', '{"value":"canary-source"}');
    await to.put('other', '{"value":"canary-target"}');
    const ledger = memoryLedger();
    const run = await copy([group('same', row('same', 1)), group('other', row('other', 1))], { ledger });
    expect(ledger.results.get('kvs same')).toMatchObject({
      outcome: 'reused',
      targetVersion: 2,
      versionsWritten: [],
    });
    expect(ledger.results.get('kvs other')).toMatchObject({ outcome: 'conflict', targetVersion: null });
    expect((await to.metadata('other'))?.current_version).toBe(1);
    expect((await to.metadata('same'))?.current_version).toBe(2);
    expect(ledger.intents.size).toBe(0);
    expect(JSON.stringify([run.events, [...ledger.results]])).not.toContain('canary');
  });

  it('stops at the first problem when told so, with what was done settled', async () => {
    const { from, copy } = await pair();
    await from.put('good', '{"value":"x"}');
    const ledger = memoryLedger();
    const run = copy([group('good', row('good', 1)), group('none', row('bad', 1))], {
      ledger,
      onError: 'stop',
    });
    await expect(run).rejects.toThrow(SecretCopyStopped);
    await expect(run).rejects.toThrow(/key key-bad, path none: the source has no secret at this path/);
    expect(ledger.results.get('kvs good')).toMatchObject({ outcome: 'written' });
  });

  it('goes on past a source fault when told to stop at problems', async () => {
    const { from, copy } = await pair();
    await from.put('good', '{"value":"x"}');
    const { summary } = await copy([group('none', row('gone', 1, true)), group('good', row('good', 1))], {
      onError: 'stop',
    });
    expect(summary).toMatchObject({ written: 1, sourceFaults: 1, failed: 0 });
  });

  it('asks two requests a path that is new to the target, and carries custom metadata over with them', async () => {
    const { from, to } = await pair();
    const [a, b] = [`source-${mounts}`, `target-${mounts}`];
    const names = Array.from({ length: 20 }, (_, n) => `key-${n}`);
    for (const name of names) await from.put(`f/${name}`, `{"value":"of ${name}"}`);
    await from.request('POST', `${a}/metadata/f/key-7`, { custom_metadata: { owner: '团队 "a"' } });
    const proxy = await startProxy(server.address);
    const ledger = memoryLedger();
    try {
      await withClients(
        endpoint(proxy.address, server.rootToken, a),
        endpoint(proxy.address, server.rootToken, b),
        (clients) =>
          copyBetween(
            clients,
            [...names, 'gone'].map((name) => group(`f/${name}`, row(name, 1))),
            ledger,
          ),
      );
    } finally {
      await proxy.close();
    }
    const asked = (pattern: RegExp) =>
      proxy.seen.map(({ method, path }) => `${method} ${path}`).filter((request) => pattern.test(request));
    expect(asked(/ \/v1\/[^/]+\/data\//)).toHaveLength(2 * names.length + 1);
    // Of the one that is not there, of the one with metadata of its own, and that is set before its first version.
    expect(asked(/\/metadata\/f\/[^?]+$/).sort()).toEqual([
      `GET /v1/${a}/metadata/f/gone`,
      `GET /v1/${b}/metadata/f/key-7`,
      `POST /v1/${b}/metadata/f/key-7`,
    ]);
    expect(ledger.results.get('kvs gone')).toMatchObject({ outcome: 'missing' });
    for (const name of names) expect(await to.get(`f/${name}`, 1)).toBe(`{"value":"of ${name}"}`);
    expect(await to.metadata('f/key-7')).toMatchObject({ custom_metadata: { owner: '团队 "a"' } });
  });

  it('carries settings and custom metadata over where paths may have their own', async () => {
    const { from, to, copy } = await pair();
    await from.put('k', '{"value":"x"}');
    await from.request('POST', `source-${mounts}/metadata/k`, {
      max_versions: 7,
      cas_required: true,
      delete_version_after: '720h0m0s',
      custom_metadata: { owner: '团队 "a"', note: '<b>' },
    });
    await copy([group('k', row('1', 1))], { ownSettings: true });
    expect(await to.metadata('k')).toMatchObject({
      max_versions: 7,
      cas_required: true,
      delete_version_after: '720h0m0s',
      custom_metadata: { owner: '团队 "a"', note: '<b>' },
    });
    expect(await to.get('k', 1)).toBe('{"value":"x"}');
  });

  it('raises the number of kept versions when the rows need more than the target keeps', async () => {
    const { from, to, copy } = await pair();
    await from.request('POST', `source-${mounts}/metadata/k`, { max_versions: 0 });
    await from.request('POST', `source-${mounts}/config`, { max_versions: 50 });
    const rows = Array.from({ length: 14 }, (_, index) => row(`r${index}`, index + 1));
    for (const { version } of rows) await from.put('k', `{"value":"v${version}"}`);
    const { summary } = await copy([group('k', ...rows)]);
    expect(summary).toMatchObject({ written: 14 });
    for (const { version } of rows)
      expect(await to.get('k', Number(version))).toBe(`{"value":"v${version}"}`);
  });

  it('loses no version to a limit of the target mount that the token may not read', async () => {
    const { from, to } = await pair();
    const mount = `target-${mounts}`;
    for (const n of [1, 2, 3]) await from.put('k', `{"value":"v${n}"}`);
    const rows = [row('1', 1), row('2', 2), row('3', 3)];
    const copyAs = async (ledger: MemoryLedger, ...onMetadata: readonly string[]) => {
      const rights = ['read', 'list', ...onMetadata].map((right) => `"${right}"`).join(', ');
      const token = await server.createToken({
        rules: `path "${mount}/data/*" { capabilities = ["create", "update", "read"] }
          path "${mount}/metadata/*" { capabilities = [${rights}] }`,
      });
      return withClients(
        endpoint(server.address, server.rootToken, `source-${mounts}`),
        endpoint(server.address, token, mount),
        (clients) => copyBetween(clients, [group('k', ...rows)], ledger),
      );
    };
    // Without the right to set a limit the copy goes on: it is most likely high enough.
    expect((await copyAs(memoryLedger())).summary).toMatchObject({ written: 3, failed: 0 });
    await to.request('DELETE', `${mount}/metadata/k`);
    await to.request('POST', `${mount}/config`, { max_versions: 1 });
    expect((await copyAs(memoryLedger(), 'create', 'update')).summary).toMatchObject({
      written: 3,
      failed: 0,
    });
    for (const n of [1, 2, 3]) expect(await to.get('k', n)).toBe(`{"value":"v${n}"}`);
  });

  it('takes up a path whose versions are all gone, after them', async () => {
    const { from, to, copy } = await pair();
    await from.put('k', '{"value":"x"}');
    await to.put('k', '{"value":"y"}');
    await to.request('PUT', `target-${mounts}/destroy/k`, { versions: [1] });
    const ledger = memoryLedger();
    await copy([group('k', row('1', 1))], { ledger });
    expect(ledger.results.get('kvs 1')).toMatchObject({
      outcome: 'written',
      targetVersion: 2,
      versionsWritten: [2],
      createdPath: false,
    });
  });

  it('knows what it wrote of a path whose later version the target refuses', async () => {
    const { from, to } = await pair();
    for (const n of [1, 2, 3]) await from.put('k', `{"value":"v${n}"}`);
    const ledger = memoryLedger();
    const proxy = await startProxy(server.address, ({ method, path, body }) =>
      method === 'POST' && path.includes('/data/k') && body.includes('"v2"')
        ? { kind: 'status', status: 500, body: '{"errors":["JSON string value exceeds allowed length"]}' }
        : { kind: 'pass' },
    );
    try {
      await withClients(
        endpoint(server.address, server.rootToken, `source-${mounts}`),
        endpoint(proxy.address, server.rootToken, `target-${mounts}`),
        (clients) => copyBetween(clients, [group('k', row('a', 1), row('b', 2), row('c', 3))], ledger),
      );
    } finally {
      await proxy.close();
    }
    expect(ledger.results.get('kvs a')).toMatchObject({
      outcome: 'written',
      targetVersion: 1,
      versionsWritten: [1],
    });
    expect(ledger.results.get('kvs b')).toMatchObject({ outcome: 'failed', versionsWritten: [] });
    expect(ledger.results.get('kvs c')).toMatchObject({ outcome: 'written', targetVersion: 2 });
    expect(await to.get('k', 2)).toBe('{"value":"v3"}');
  });

  it('lists a path whose history the target refuses in part, and knows what it wrote', async () => {
    const { from, to } = await pair();
    for (const n of [1, 2, 3]) await from.put('k', `{"value":"v${n}"}`);
    const ledger = memoryLedger();
    let refuses = true;
    const proxy = await startProxy(server.address, ({ method, body }) =>
      refuses && method === 'POST' && body.includes('"v1"')
        ? { kind: 'status', status: 500, body: '{"errors":["JSON string value exceeds allowed length"]}' }
        : { kind: 'pass' },
    );
    const run = () =>
      withClients(
        endpoint(server.address, server.rootToken, `source-${mounts}`),
        endpoint(proxy.address, server.rootToken, `target-${mounts}`),
        (clients) => copyBetween(clients, [group('k', row('named', 3))], ledger, { history: 'all' }),
      );
    try {
      expect((await run()).summary).toMatchObject({ failed: 1 });
      expect(ledger.results.get('kvs named')).toMatchObject({
        outcome: 'failed',
        targetVersion: null,
        versionsWritten: [1, 2],
        createdPath: true,
        message: expect.objectContaining({ text: expect.stringMatching(/^version 1 of its history: /) }),
      });
      refuses = false;
      expect((await run()).summary).toMatchObject({ written: 1 });
    } finally {
      await proxy.close();
    }
    expect(ledger.results.get('kvs named')).toMatchObject({ targetVersion: 2 });
    expect(await to.get('k', 2)).toBe('{"value":"v3"}');
  });

  it('is not misled by what the owner of a deleted secret wrote beside it', async () => {
    const { from } = await pair();
    const mount = `source-${mounts}`;
    await from.put('good', '{"value":"x"}');
    await from.put('k', '{"value":"x"}');
    await from.request('POST', `${mount}/metadata/k`, {
      custom_metadata: { note: 'permission denied, invalid token, Vault is sealed' },
    });
    // Deleted between the look at the metadata and the read.
    const proxy = await startProxy(server.address, ({ path }) => ({
      kind: 'after',
      first: path.includes('/data/k')
        ? from.request('POST', `${mount}/delete/k`, { versions: [1] })
        : Promise.resolve(),
    }));
    const ledger = memoryLedger();
    try {
      await withClients(
        endpoint(proxy.address, server.rootToken, mount),
        endpoint(server.address, server.rootToken, `target-${mounts}`),
        (clients) => copyBetween(clients, [group('k', row('k', 1)), group('good', row('good', 1))], ledger),
      );
    } finally {
      await proxy.close();
    }
    expect(ledger.results.get('kvs k')).toMatchObject({ outcome: 'deleted' });
    expect(ledger.results.get('kvs good')).toMatchObject({ outcome: 'written' });
  });

  it('does not take an answer without a body for a path without versions', async () => {
    const { from } = await pair();
    await from.put('k', '{"value":"x"}');
    const proxy = await startProxy(server.address, ({ method, path, number }) =>
      method === 'GET' && /\/(data|metadata)\/k/.test(path) && number % 2 === 0
        ? { kind: 'status', status: 200 }
        : { kind: 'pass' },
    );
    const ledger = memoryLedger();
    try {
      await withClients(
        endpoint(proxy.address, server.rootToken, `source-${mounts}`),
        endpoint(proxy.address, server.rootToken, `target-${mounts}`),
        (clients) => copyBetween(clients, [group('k', row('k', 1))], ledger),
      );
    } finally {
      await proxy.close();
    }
    expect(ledger.results.get('kvs k')).toMatchObject({ outcome: 'written' });
  });

  it('changes nothing when it runs again, within the run or in a new one', async () => {
    const { from, to, copy } = await pair();
    const groups = [];
    for (let n = 0; n < 200; n++) {
      await from.put(`p/${n}`, `{"value":"first ${n}"}`);
      await from.put(`p/${n}`, `{"value":"second ${n}"}`);
      groups.push(group(`p/${n}`, row(`${n}a`, 1), row(`${n}b`, 2)));
    }
    const ledger = memoryLedger();
    expect((await copy(groups, { ledger })).summary).toMatchObject({ rows: 400, written: 400 });
    expect((await copy(groups, { ledger })).summary).toMatchObject({ written: 400, versionsChanged: 0 });
    expect((await copy(groups)).summary).toMatchObject({ reused: 400, versionsChanged: 0 });
    for (let n = 0; n < 200; n += 17) expect((await to.metadata(`p/${n}`))?.current_version).toBe(2);
  });
});
