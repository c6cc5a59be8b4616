import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CosEndpoint } from '../../../src/config/config.js';
import { inParallel } from '../../../src/core/in-parallel.js';
import { Secret } from '../../../src/core/secret.js';
import { createCos } from '../../../src/objects/cos/client.js';
import { createTransport } from '../../../src/objects/http.js';
import { ownCosServer } from '../support/cos-server.js';
import { startTcpProxy } from '../support/faults/tcp-proxy.js';
import { bytesOf, fileOf, newObject, ownStore, ownVersitygw } from '../support/stores.js';

const file = fileOf(2, 'listen 8080;\n');

/** A server and two buckets of it. */
const servers: Readonly<Record<string, () => Promise<readonly [CosEndpoint, CosEndpoint]>>> = {
  'S3, Signature Version 4 (versitygw)': async () => {
    const server = await ownVersitygw();
    await server.makeBucket('files');
    await server.makeBucket('others');
    return [server.endpointOf('files'), server.endpointOf('others')];
  },
  "COS, Tencent's signature": async () => {
    const server = await ownCosServer(['files', 'others']);
    return [server.endpointOf('files'), server.endpointOf('others')];
  },
};

/** A store whose buckets stand in the host's name, which leads to the loopback address. */
function inHostStyle(endpoint: CosEndpoint, domain: string) {
  const { port } = new URL(endpoint.endpoint);
  const host = `${domain}:${port}`;
  // Asked for one address or for all of them.
  const lookup = (
    _name: string,
    options: { all?: boolean },
    done: (error: null, ...found: unknown[]) => void,
  ) => {
    if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  };
  const transport = createTransport(`http://${endpoint.bucket}.${host}`, 4, { lookup });
  const store = createCos({ ...endpoint, pathStyle: false, host, transport });
  onTestFinished(() => store.close());
  return store;
}

describe.each(Object.entries(servers))('%s', (_, open) => {
  test('takes, tells, gives, keeps and removes objects', async () => {
    const [endpoint] = await open();
    const store = await ownStore(endpoint);
    expect(await store.head(file.place)).toBeNull();
    expect(await store.get(file.place)).toBeNull();
    await store.put(file.place, newObject(file));
    expect(await store.head(file.place)).toEqual({ bytes: file.bytes.length, md5: file.md5 });
    expect(String(await bytesOf(store, file.place, [7, 10]))).toBe('8080');
    const other = fileOf(2, 'other');
    await expect(store.put(file.place, newObject(other))).rejects.toMatchObject({ kind: 'exists' });
    const { sha256, md5 } = file;
    await expect(store.put(other.place, newObject(other, { sha256, md5 }))).rejects.toMatchObject({
      kind: 'digest',
      retryable: false,
    });
    await store.put(file.place, newObject(other, { overwrite: true }));
    expect(String(await bytesOf(store, file.place))).toBe('other');
    await store.remove(file.place);
    await store.remove(file.place);
    expect(await store.head(file.place)).toBeNull();
  });

  test('lists what stands behind a place, a thousand at a time, with lengths and digests', async () => {
    const [endpoint] = await open();
    const store = await ownStore(endpoint);
    const files = Array.from({ length: 1_003 }, (_, at) => fileOf(2, `content ${at}`)).toSorted((a, b) =>
      a.place.path < b.place.path ? -1 : 1,
    );
    const strange = { ...file, place: { ...file.place, path: '/file/<a & "b">' } };
    const elsewhere = { ...file, place: { ...file.place, path: '/other/x' } };
    const { repository } = file.place;
    const range = { prefix: '/file/', after: '/file/' };
    expect(await store.list?.(repository, range)).toEqual({ objects: [], isAll: true });
    await inParallel([...files, strange, elsewhere], 16, (one) =>
      store.put(one.place, newObject(one)).then(),
    );
    const of = (some: readonly (typeof file)[]) =>
      some.map(({ place, bytes, md5 }) => ({ path: place.path, bytes: bytes.length, md5 }));
    const first = await store.list?.(repository, range);
    // In the order of bytes `<` comes behind all digits, and before all letters.
    const all = of([...files, strange].toSorted((a, b) => (a.place.path < b.place.path ? -1 : 1)));
    expect(first).toEqual({ objects: all.slice(0, 1_000), isAll: false });
    const after = first?.objects.at(-1)?.path ?? '';
    expect(await store.list?.(repository, { ...range, after })).toEqual({
      objects: all.slice(1_000),
      isAll: true,
    });
  });

  test('copies from another bucket within the server, as a look afterwards shows', async () => {
    const [from, to] = await open();
    const [source, target] = [await ownStore(from), await ownStore(to)];
    await source.put(file.place, newObject(file));
    expect(target.canCopyFrom(source)).toBe(true);
    expect(target.canCopyFrom(target)).toBe(false);
    await target.copyFrom(source, file.place);
    expect(await target.head(file.place)).toEqual({ bytes: file.bytes.length, md5: file.md5 });
    expect((await bytesOf(target, file.place))?.equals(file.bytes)).toBe(true);
    await expect(target.copyFrom(source, fileOf(2, 'not there').place)).rejects.toMatchObject({
      kind: 'missing',
    });
  });

  test('tells a wrong key from a wrong name from a bucket that is not there, without the key', async () => {
    const [endpoint] = await open();
    const secretKey = new Secret('certainly-not-the-key');
    const wrong = await ownStore({ ...endpoint, secretKey });
    const unknown = await ownStore({ ...endpoint, secretId: 'AKIDnobody' });
    for (const store of [wrong, unknown]) {
      for (const call of [
        () => store.head(file.place),
        () => store.get(file.place),
        () => store.put(file.place, newObject(file)),
        () => store.remove(file.place),
        () => store.missing('x'),
      ]) {
        const error = await call().then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(error).toMatchObject({ kind: 'login', isOfStore: true, retryable: false });
        expect(String(error)).not.toContain(secretKey.reveal());
      }
    }
    const nowhere = await ownStore({ ...endpoint, bucket: 'no-such-bucket' });
    expect(await nowhere.missing('x')).toBe('bucket');
    await expect(nowhere.put(file.place, newObject(file))).rejects.toMatchObject({ kind: 'no-repository' });
    const store = await ownStore(endpoint);
    expect(await store.missing('x')).toBeNull();
    expect(await store.quota('x')).toBeNull();
  });

  test('says that the clocks are too far apart', async () => {
    const [endpoint] = await open();
    const store = await ownStore(endpoint);
    await store.put(file.place, newObject(file));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 4 * 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    await expect(store.get(file.place)).rejects.toMatchObject({ kind: 'clock', isOfStore: true });
  });

  test('is the same place whether the bucket stands in the path or in the name of the host', async () => {
    const [endpoint] = await open();
    const inPath = await ownStore({ ...endpoint, endpoint: 'http://s3.test:7' });
    const inHost = await ownStore({ ...endpoint, endpoint: 'http://s3.test:7/', pathStyle: false });
    expect(inHost.identity).toBe(inPath.identity);
    expect(inHost.canCopyFrom(inPath)).toBe(false);
  });
});

test.each([
  [
    'versitygw',
    async () => {
      const server = await ownVersitygw({ virtualDomain: 's3.test' });
      await server.makeBucket('files');
      return server.endpointOf('files');
    },
  ],
  ['COS', async () => (await ownCosServer(['files'])).endpointOf('files')],
])('with %s the bucket may stand in the name of the host', async (_name, open) => {
  const endpoint = await open();
  const store = inHostStyle(endpoint, 's3.test');
  expect(await store.missing('x')).toBeNull();
  await store.put(file.place, newObject(file));
  expect(await store.head(file.place)).toEqual({ bytes: file.bytes.length, md5: file.md5 });
  const inPath = await ownStore(endpoint);
  expect((await bytesOf(inPath, file.place))?.equals(file.bytes)).toBe(true);
  await store.remove(file.place);
  expect(await inPath.head(file.place)).toBeNull();
});

describe('versitygw', () => {
  test('refuses an account without rights', async () => {
    const server = await ownVersitygw();
    await server.makeBucket('files');
    const { accessKey, secretKey } = server.stranger;
    const store = await ownStore({
      ...server.endpointOf('files'),
      secretId: accessKey,
      secretKey: new Secret(secretKey),
    });
    for (const call of [
      () => store.head(file.place),
      () => store.get(file.place),
      () => store.put(file.place, newObject(file)),
      () => store.missing('x'),
    ])
      await expect(call()).rejects.toMatchObject({ kind: 'denied', isOfStore: true });
  });

  test('has its keys neither on its command line nor in its log', async () => {
    const server = await ownVersitygw();
    expect(await readFile(`/proc/${server.pid}/cmdline`, 'utf8')).not.toContain(server.secretKey);
    expect(await readFile(join(server.dataFolder, '..', 'server.log'), 'utf8')).not.toContain(
      server.secretKey,
    );
  });

  test('keeps what it has answered for over kill -9, and nothing of an upload that was cut by it', async () => {
    const server = await ownVersitygw();
    await server.makeBucket('files');
    const store = await ownStore(server.endpointOf('files'));
    await store.put(file.place, newObject(file));
    const big = fileOf(2, Buffer.alloc(8 * 1024 * 1024, 'big'));
    const half = new Readable({ read: () => undefined });
    half.push(big.bytes.subarray(0, 4 * 1024 * 1024));
    const underway = store.put(big.place, newObject(big, { content: half })).then(
      () => 'done',
      (error: unknown) => error,
    );
    await expect.poll(() => half.readableLength).toBe(0);
    await server.kill();
    expect(await underway).toMatchObject({ kind: 'unreachable', retryable: true });
    await expect(store.head(file.place)).rejects.toMatchObject({ kind: 'unreachable' });
    await server.start();
    expect((await bytesOf(store, file.place))?.equals(file.bytes)).toBe(true);
    expect(await store.head(big.place)).toBeNull();
    await store.put(big.place, newObject(big));
    expect((await store.head(big.place))?.md5).toBe(big.md5);
  });

  test('keeps nothing of an upload whose connection was cut', async () => {
    const server = await ownVersitygw();
    await server.makeBucket('files');
    const proxy = await startTcpProxy(Number(new URL(server.endpoint).port));
    onTestFinished(() => proxy.close());
    const endpoint = { ...server.endpointOf('files'), endpoint: `http://127.0.0.1:${proxy.port}` };
    const store = await ownStore(endpoint);
    const big = fileOf(2, Buffer.alloc(8 * 1024 * 1024, 'cut'));
    const half = new Readable({ read: () => undefined });
    half.push(big.bytes.subarray(0, 4 * 1024 * 1024));
    const underway = store.put(big.place, newObject(big, { content: half })).then(
      () => 'done',
      (error: unknown) => error,
    );
    await expect.poll(() => half.readableLength).toBe(0);
    proxy.breakAll('cut');
    expect(await underway).toMatchObject({ kind: 'unreachable' });
    expect(half.destroyed).toBe(true);
    expect(await (await ownStore(server.endpointOf('files'))).head(big.place)).toBeNull();
    await store.put(big.place, newObject(big));
    expect((await store.head(big.place))?.md5).toBe(big.md5);
  });
});
