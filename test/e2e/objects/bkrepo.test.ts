import { describe, expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../src/core/secret.js';
import type { Harm } from '../../../src/sandbox/objects/bkrepo/faults.js';
import { bytesOf, fileOf, newObject, ownBkRepo, ownStore } from '../support/stores.js';

const repository = 'bscp-v1-biz-2';
const rejection = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => error,
  );

describe('projects and tenants', () => {
  test('a tenant gets a project of its own, and the header goes with each request', async () => {
    const server = await ownBkRepo({ tenants: true });
    const store = await ownStore(server.endpointOf('bscp'), { tenant: 'acme' });
    expect(await store.missing(repository)).toBe('project');
    await store.make(repository);
    await store.make(repository);
    expect(await store.missing(repository)).toBeNull();
    expect(await store.missing('another')).toBe('repository');
    expect([...server.contents.projects.keys()]).toEqual(['acme.bscp']);
    expect(new Set(server.requests.map(({ tenant }) => tenant))).toEqual(new Set(['acme']));
  });

  test('without a tenant the plain project is made, and no header is sent', async () => {
    const server = await ownBkRepo();
    const store = await ownStore(server.endpointOf('bscp'));
    await store.make(repository);
    expect([...server.contents.projects.keys()]).toEqual(['bscp']);
    expect(server.requests.some(({ tenant }) => tenant !== undefined)).toBe(false);
  });

  test('a server without tenants that has the plain project is told from one with tenants, and nothing is made there', async () => {
    const server = await ownBkRepo();
    server.addRepository('bscp', repository);
    const store = await ownStore(server.endpointOf('bscp'), { tenant: 'acme' });
    expect(await store.missing(repository)).toBe('project');
    await expect(store.make(repository)).rejects.toMatchObject({
      kind: 'bad-name',
      message: expect.stringContaining('acme.bscp cannot be made'),
    });
    expect(server.requests.some(({ method }) => method !== 'GET')).toBe(false);
  });

  test('a server without tenants that has no plain project either makes none of the wanted name, and that is said', async () => {
    const server = await ownBkRepo();
    const store = await ownStore(server.endpointOf('bscp'), { tenant: 'acme' });
    await expect(store.make(repository)).rejects.toMatchObject({ kind: 'bad-name' });
  });

  test('a server with tenants makes no plain project', async () => {
    const server = await ownBkRepo({ tenants: true });
    const store = await ownStore(server.endpointOf('bscp'));
    await expect(store.make(repository)).rejects.toMatchObject({ kind: 'rejected' });
    expect(server.contents.projects.size).toBe(0);
  });
});

describe('accounts', () => {
  const file = fileOf(2, Buffer.alloc(4 * 1024 * 1024, 'rights'));

  test('a wrong password is told from a missing right, at each request, and neither appears in the error', async () => {
    const server = await ownBkRepo();
    server.addRepository('bscp', repository);
    const reader = server.addAccount('reader', { bscp: ['read'] });
    const wrong = await ownStore({
      ...server.endpointOf('bscp'),
      password: new Secret('not-the-password'),
    });
    const limited = await ownStore(server.endpointOf('bscp', reader));
    for (const [store, kind] of [
      [wrong, 'login'],
      [limited, 'denied'],
    ] as const) {
      const errors = [
        await rejection(store.put(file.place, newObject(file))),
        await rejection(store.remove(file.place)),
        await rejection(store.make('another')),
        await rejection(store.quota(repository)),
      ];
      for (const error of errors) expect(error).toMatchObject({ kind, isOfStore: true, retryable: false });
      expect(JSON.stringify(errors.map(String))).not.toMatch(/not-the-password|Basic/);
      expect(JSON.stringify(errors.map(String))).not.toContain(reader.password);
    }
    await expect(wrong.head(file.place)).rejects.toMatchObject({ kind: 'login' });
    await expect(wrong.get(file.place)).rejects.toMatchObject({ kind: 'login' });
    expect(await limited.head(file.place)).toBeNull();
    expect(server.contents.repository('bscp', repository)?.nodes.size).toBe(0);
  });

  test('a copy needs the right to write at its source', async () => {
    const server = await ownBkRepo({ tenants: true });
    server.addRepository('bscp', repository);
    await server.plant('bscp', repository, file.place.path, file.bytes);
    server.addRepository('acme.bscp', repository, { tenant: 'acme' });
    const account = server.addAccount('ferry', { bscp: ['read'], 'acme.bscp': ['read', 'write'] });
    const source = await ownStore(server.endpointOf('bscp', account));
    const target = await ownStore(server.endpointOf('bscp', account), { tenant: 'acme' });
    expect(target.canCopyFrom(source)).toBe(true);
    await expect(target.copyFrom(source, file.place)).rejects.toMatchObject({ kind: 'denied' });
    expect(await target.head(file.place)).toBeNull();
  });
});

describe('copies within the server', () => {
  const file = fileOf(2, 'copied by the server');
  const other = fileOf(2, 'something else');

  async function twoProjects(storage?: string) {
    const server = await ownBkRepo({ tenants: true });
    await server.plant('bscp', repository, file.place.path, file.bytes);
    server.addRepository('acme.bscp', repository, { tenant: 'acme', ...(storage ? { storage } : {}) });
    return {
      server,
      source: await ownStore(server.endpointOf('bscp')),
      target: await ownStore(server.endpointOf('bscp'), { tenant: 'acme' }),
    };
  }

  test('bring the object to the other project, and no bytes travel', async () => {
    const { server, source, target } = await twoProjects();
    await target.copyFrom(source, file.place);
    expect(await target.head(file.place)).toMatchObject({ sha256: file.sha256, md5: file.md5 });
    expect(String(await bytesOf(target, file.place))).toBe('copied by the server');
    expect(server.requests.some(({ method }) => method === 'PUT')).toBe(false);
  });

  test('are looked at afterwards: with two storages the answer comes before the bytes', async () => {
    const { server, source, target } = await twoProjects('another');
    await target.copyFrom(source, file.place);
    expect((await target.head(file.place))?.sha256).toBe(file.sha256);
    expect(await target.get(file.place)).toBeNull();
    await server.letBytesArrive();
    expect(String(await bytesOf(target, file.place))).toBe('copied by the server');
  });

  test('leave what is there alone, and say what is missing', async () => {
    const { server, source, target } = await twoProjects();
    await expect(target.copyFrom(source, other.place)).rejects.toMatchObject({ kind: 'missing' });
    await server.plant('acme.bscp', repository, file.place.path, other.bytes);
    await expect(target.copyFrom(source, file.place)).rejects.toMatchObject({ kind: 'exists' });
    expect(String(await bytesOf(target, file.place))).toBe('something else');
    await expect(target.copyFrom(source, { ...file.place, repository: 'none' })).rejects.toMatchObject({
      kind: 'no-repository',
    });
  });

  test('are not thought of between two servers, nor between two kinds of stores', async () => {
    const { target } = await twoProjects();
    const elsewhere = await ownStore((await ownBkRepo()).endpointOf('bscp'));
    expect(target.canCopyFrom(elsewhere)).toBe(false);
    expect(target.identity).not.toBe(elsewhere.identity);
  });
});

describe('room', () => {
  test('a quota is told, and a file that does not fit is refused and leaves nothing', async () => {
    const server = await ownBkRepo();
    server.addRepository('bscp', repository, { quota: 1000 });
    const store = await ownStore(server.endpointOf('bscp'));
    const fits = fileOf(2, Buffer.alloc(900, 'a'));
    const big = fileOf(2, Buffer.alloc(101, 'b'));
    await store.put(fits.place, newObject(fits));
    expect(await store.quota(repository)).toEqual({ limit: 1000, used: 900 });
    await expect(store.put(big.place, newObject(big))).rejects.toMatchObject({
      kind: 'quota',
      isOfStore: true,
      retryable: false,
    });
    expect(await store.head(big.place)).toBeNull();
  });

  test('without one there is no limit', async () => {
    const server = await ownBkRepo();
    server.addRepository('bscp', repository);
    const store = await ownStore(server.endpointOf('bscp'));
    expect(await store.quota(repository)).toEqual({ limit: null, used: 0 });
  });
});

describe('what lies under a key', () => {
  test('is told by its own digest, whatever the key says', async () => {
    const server = await ownBkRepo();
    const [named, real] = [fileOf(2, 'what the row says'), fileOf(2, 'what lies there')];
    await server.plant('bscp', repository, named.place.path, real.bytes);
    const store = await ownStore(server.endpointOf('bscp'));
    expect(await store.head(named.place)).toMatchObject({ sha256: real.sha256 });
  });

  test('is missing where the node has lost its bytes, though it is listed', async () => {
    const server = await ownBkRepo();
    const file = fileOf(2, 'lost');
    await server.plant('bscp', repository, file.place.path, file.bytes);
    const place = server.addRepository('bscp', repository);
    const node = place.nodes.get(file.place.path);
    if (node) await server.contents.lose(place, node);
    const store = await ownStore(server.endpointOf('bscp'));
    expect((await store.head(file.place))?.sha256).toBe(file.sha256);
    expect(await store.get(file.place)).toBeNull();
  });

  test('can have rotted on the disk', async () => {
    const server = await ownBkRepo();
    const file = fileOf(2, 'rotten');
    await server.plant('bscp', repository, file.place.path, file.bytes);
    const place = server.addRepository('bscp', repository);
    const node = place.nodes.get(file.place.path);
    if (node) await server.contents.rot(place, node);
    const store = await ownStore(server.endpointOf('bscp'));
    expect((await store.head(file.place))?.sha256).toBe(file.sha256);
    expect(String(await bytesOf(store, file.place))).not.toBe('rotten');
  });

  test('is missing in a repository or project that does not exist', async () => {
    const store = await ownStore((await ownBkRepo()).endpointOf('bscp'));
    const file = fileOf(2, 'nowhere');
    expect(await store.head(file.place)).toBeNull();
    expect(await store.get(file.place)).toBeNull();
    await store.remove(file.place);
    await expect(store.put(file.place, newObject(file))).rejects.toMatchObject({ kind: 'no-repository' });
  });
});

describe('uploads in blocks', () => {
  test('become one object, held against no digest', async () => {
    const server = await ownBkRepo();
    server.addRepository('bscp', repository);
    const file = fileOf(2, 'first block, second block');
    const at = `/bscp/${repository}${file.place.path}`;
    const call = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
      const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;
      const answer = await fetch(`${server.url}${path}`, {
        method,
        headers: { authorization, ...headers },
        ...(body === undefined ? {} : { body }),
      });
      return (await answer.json()) as { code: number; data: { uploadId: string } };
    };
    const { data } = await call('POST', `/generic/block${at}`, {});
    const upload = { 'x-bkrepo-upload-id': data.uploadId };
    await call('PUT', `/generic${at}`, { ...upload, 'x-bkrepo-sequence': '2' }, 'second block');
    await call('PUT', `/generic${at}`, { ...upload, 'x-bkrepo-sequence': '1' }, 'first block, ');
    const store = await ownStore(server.endpointOf('bscp'));
    expect(await store.head(file.place)).toBeNull();
    expect((await call('PUT', `/generic/block${at}`, upload)).code).toBe(0);
    expect(await store.head(file.place)).toMatchObject({ sha256: file.sha256, md5: file.md5 });
    expect((await call('POST', `/generic/block${at}`, {})).code).toBe(251012);
  });
});

describe('faults', () => {
  const file = fileOf(2, Buffer.alloc(2 * 1024 * 1024, 'fault '));

  async function filled() {
    const server = await ownBkRepo();
    await server.plant('bscp', repository, file.place.path, file.bytes);
    return { server, store: await ownStore(server.endpointOf('bscp')) };
  }
  const fresh = fileOf(2, Buffer.alloc(2 * 1024 * 1024, 'fresh '));

  test.each<[string, Harm, object]>([
    ['429', { kind: 'refuse', status: 429, code: 250128 }, { kind: 'throttled', status: 429 }],
    [
      '429 with seconds to wait',
      { kind: 'refuse', status: 429, retryAfter: 7 },
      { kind: 'throttled', retryAfterMs: 7000 },
    ],
    [
      '503 with seconds',
      { kind: 'refuse', status: 503, retryAfter: 2 },
      { kind: 'throttled', retryAfterMs: 2000 },
    ],
    ['500', { kind: 'refuse', status: 500 }, { kind: 'server', status: 500 }],
    ['a lost answer', { kind: 'lost-answer' }, { kind: 'unreachable' }],
  ])('%s: each method says so, and that another try may help', async (_name, harm, expected) => {
    const { server, store } = await filled();
    server.fail({ harm });
    const calls = [
      store.head(file.place),
      store.get(file.place),
      store.put(fresh.place, newObject(fresh)),
      store.remove(fresh.place),
      store.missing(repository),
      store.make('another'),
      store.quota(repository),
    ];
    for (const error of await Promise.all(calls.map(rejection)))
      expect(error).toMatchObject({ name: 'ObjectError', retryable: true, ...expected });
  });

  test('Retry-After may be a date', async () => {
    const { server, store } = await filled();
    server.fail({
      harm: { kind: 'refuse', status: 429, retryAfter: new Date(Date.now() + 600_000).toUTCString() },
    });
    const error = await rejection(store.head(file.place));
    const { retryAfterMs } = error as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(500_000);
    expect(retryAfterMs).toBeLessThanOrEqual(600_000);
  });

  test('a page of something in between, or half an answer, is no answer', async () => {
    const { server, store } = await filled();
    for (const kind of ['nonsense', 'half-answer'] as const) {
      const off = server.fail({ harm: { kind } });
      await expect(store.missing(repository)).rejects.toMatchObject({ kind: 'malformed', retryable: true });
      off();
    }
  });

  test('a download that is cut fails with what happened, where it is read', async () => {
    const { server, store } = await filled();
    server.fail({ harm: { kind: 'cut-answer', after: 100_000 }, method: 'GET' });
    await expect(bytesOf(store, file.place)).rejects.toMatchObject({
      name: 'ObjectError',
      kind: 'unreachable',
    });
  });

  test('half a download is shorter than the object, and wrong bytes are no error here', async () => {
    const { server, store } = await filled();
    const off = server.fail({ harm: { kind: 'half-answer' }, method: 'GET' });
    expect((await bytesOf(store, file.place))?.length).toBe(file.bytes.length / 2);
    off();
    server.fail({ harm: { kind: 'wrong-bytes' }, method: 'GET' });
    const bytes = await bytesOf(store, file.place);
    expect(bytes?.length).toBe(file.bytes.length);
    expect(bytes?.equals(file.bytes)).toBe(false);
  });

  test('an upload that the server cuts leaves nothing, and the next one goes through', async () => {
    const { server, store } = await filled();
    server.fail({ harm: { kind: 'cut-request', after: 500_000 }, method: 'PUT', times: 1 });
    await expect(store.put(fresh.place, newObject(fresh))).rejects.toMatchObject({ kind: 'unreachable' });
    expect(await store.head(fresh.place)).toBeNull();
    await store.put(fresh.place, newObject(fresh));
    expect((await store.head(fresh.place))?.sha256).toBe(fresh.sha256);
  });

  test('an upload whose source breaks ends with the error of the source', async () => {
    const { server, store } = await filled();
    const source = await ownBkRepo();
    await source.plant('bscp', repository, fresh.place.path, fresh.bytes);
    source.fail({ harm: { kind: 'cut-answer', after: 300_000 } });
    const from = await ownStore(source.endpointOf('bscp'));
    const body = await from.get(fresh.place);
    const error = await rejection(
      store.put(fresh.place, newObject(fresh, body ? { content: body.pieces() } : {})),
    );
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining(source.url) });
    expect(server.contents.repository('bscp', repository)?.nodes.has(fresh.place.path)).toBe(false);
  });

  test('a server that dies in mid-run is unreachable, and goes on when it is back', async () => {
    const { server, store } = await filled();
    server.fail({ harm: { kind: 'die' }, method: 'PUT', times: 1 });
    await expect(store.put(fresh.place, newObject(fresh))).rejects.toMatchObject({ kind: 'unreachable' });
    const body = newObject(fresh);
    await expect(store.put(fresh.place, body)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(body.content).toMatchObject({ destroyed: true });
    await expect(store.head(file.place)).rejects.toMatchObject({ kind: 'unreachable', isOfStore: true });
    await server.start();
    await store.put(fresh.place, newObject(fresh));
    expect((await store.head(fresh.place))?.bytes).toBe(fresh.bytes.length);
  });

  test('a silent server is left when the operator stops', async () => {
    const { server, store } = await filled();
    server.fail({ harm: { kind: 'silence' } });
    const stop = new AbortController();
    const waiting = rejection(store.head(file.place, { signal: stop.signal }));
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort();
    expect(await waiting).toMatchObject({ kind: 'stopped' });
    await expect(store.head(file.place, { signal: stop.signal })).rejects.toMatchObject({ kind: 'stopped' });
  });
});

test('the difference of the clocks is known after an answer', async () => {
  const server = await ownBkRepo({ clockSkewMs: -3_600_000 });
  const store = await ownStore(server.endpointOf('bscp'));
  expect(store.clockSkewMs()).toBeNull();
  await store.head(fileOf(2, 'x').place);
  expect(Math.abs((store.clockSkewMs() ?? 0) + 3_600_000)).toBeLessThan(600_000);
});

test('a host that is not known is said to be so', async () => {
  const server = await ownBkRepo();
  const store = await ownStore({ ...server.endpointOf('bscp'), url: 'http://no-such-host.invalid' });
  await expect(store.head(fileOf(2, 'x').place)).rejects.toMatchObject({ kind: 'unknown-host' });
});

test('an address with a path in front of the API is understood', async () => {
  const server = await ownBkRepo();
  const file = fileOf(2, 'behind a gateway');
  await server.plant('bscp', repository, file.place.path, file.bytes);
  const { createServer, request } = await import('node:http');
  const gateway = createServer((incoming, outgoing) => {
    const path = incoming.url?.replace(/^\/gateway/, '') ?? '/';
    const { method, headers } = incoming;
    const onward = request(`${server.url}${path}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => {
    gateway.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void gateway.closeAllConnections());
  onTestFinished(() => void gateway.close());
  const { port } = gateway.address() as { port: number };
  const store = await ownStore({ ...server.endpointOf('bscp'), url: `http://127.0.0.1:${port}/gateway/` });
  expect(String(await bytesOf(store, file.place))).toBe('behind a gateway');
  expect(await store.missing(repository)).toBeNull();
});
