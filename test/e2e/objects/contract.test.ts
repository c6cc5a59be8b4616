import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../src/objects/store.js';
import { bytesOf, fileOf, newObject, ownBkRepo, ownStore, ownVersitygw } from '../support/stores.js';

/** An empty store that a test may write into. */
const stores: Readonly<Record<string, () => Promise<ObjectStore>>> = {
  'BkRepo without tenants': async () => ownStore((await ownBkRepo()).endpointOf('bscp')),
  'BkRepo with tenants': async () =>
    ownStore((await ownBkRepo({ tenants: true })).endpointOf('bscp'), { tenant: 'acme' }),
  'S3 (versitygw)': async () => {
    const server = await ownVersitygw();
    await server.makeBucket('files');
    return ownStore(server.endpointOf('files'));
  },
};

/** Whose signature covers the bytes' sha256: an md5 beside it is not asked for. */
const provesSha256 = new Set(['S3 (versitygw)']);

describe.each(Object.entries(stores))('%s', (name, open) => {
  const contents: Readonly<Record<string, Buffer>> = {
    'an empty file': Buffer.alloc(0),
    'one byte': Buffer.from('x'),
    'a text': Buffer.from('port: 8080\n# 配置\n'),
    '8 MiB': Buffer.alloc(8 * 1024 * 1024, 'tenantferry '),
  };

  test.each(Object.entries(contents))('takes %s and gives it back', async (_name, content) => {
    const store = await open();
    const file = fileOf(2, content);
    await store.make(file.place.repository);
    expect(await store.head(file.place)).toBeNull();
    expect(await bytesOf(store, file.place)).toBeNull();
    await store.put(file.place, newObject(file));
    const head = await store.head(file.place);
    expect(head?.bytes).toBe(content.length);
    expect([file.sha256, undefined]).toContain(head?.sha256);
    expect(head?.md5).toBe(file.md5);
    expect((await bytesOf(store, file.place))?.equals(content)).toBe(true);
  });

  test('takes away, and does not mind that nothing is there', async () => {
    const store = await open();
    const file = fileOf(2, 'to be removed');
    await store.make(file.place.repository);
    await store.put(file.place, newObject(file));
    await store.remove(file.place);
    expect(await store.head(file.place)).toBeNull();
    await store.remove(file.place);
  });

  test('gives a part', async () => {
    const store = await open();
    const file = fileOf(2, '0123456789');
    await store.make(file.place.repository);
    await store.put(file.place, newObject(file));
    expect(String(await bytesOf(store, file.place, [2, 5]))).toBe('2345');
  });

  test('leaves what is there alone, unless told to overwrite', async () => {
    const store = await open();
    const old = fileOf(2, 'the first content');
    const { place } = old;
    await store.make(place.repository);
    await store.put(place, newObject(old));
    const other = fileOf(2, 'another content');
    await expect(store.put(place, newObject(other))).rejects.toMatchObject({ kind: 'exists' });
    expect(String(await bytesOf(store, place))).toBe('the first content');
    await store.put(place, newObject(other, { overwrite: true }));
    expect(String(await bytesOf(store, place))).toBe('another content');
  });

  test('refuses bytes of another sha256, and keeps nothing', async () => {
    const store = await open();
    const file = fileOf(2, 'the bytes that come');
    await store.make(file.place.repository);
    const wrong = { sha256: fileOf(2, 'other').sha256 };
    await expect(store.put(file.place, newObject(file, wrong))).rejects.toMatchObject({ kind: 'digest' });
    expect(await store.head(file.place)).toBeNull();
  });

  test('refuses bytes of another md5 and keeps nothing, or says which md5 they have where their sha256 is proven', async () => {
    const store = await open();
    const file = fileOf(2, 'the bytes that come');
    await store.make(file.place.repository);
    const putting = store.put(file.place, newObject(file, { md5: fileOf(2, 'other').md5 }));
    if (provesSha256.has(name)) expect(await putting).toMatchObject({ md5: file.md5 });
    else {
      await expect(putting).rejects.toMatchObject({ kind: 'digest' });
      expect(await store.head(file.place)).toBeNull();
    }
  });

  test('streams a large file both ways in little memory', async () => {
    const store = await open();
    const piece = Buffer.alloc(1024 * 1024, 'a large file ');
    const pieces = 192;
    const sha256 = createHash('sha256');
    for (let index = 0; index < pieces; index += 1) sha256.update(piece);
    const place = { repository: 'bscp-v1-biz-2', path: `/file/${sha256.digest('hex')}` };
    await store.make(place.repository);
    const before = process.memoryUsage.rss();
    let highest = before;
    const look = () => {
      highest = Math.max(highest, process.memoryUsage.rss());
    };
    const content = function* () {
      for (let index = 0; index < pieces; index += 1) {
        look();
        yield piece;
      }
    };
    await store.put(place, {
      bytes: pieces * piece.length,
      sha256: place.path.slice(6),
      content: Readable.from(content()),
    });
    const arrived = createHash('sha256');
    const body = await store.get(place);
    for await (const chunk of body?.pieces() ?? []) {
      look();
      arrived.update(chunk);
    }
    expect(`/file/${arrived.digest('hex')}`).toBe(place.path);
    // The stand-in lives in this process, too.
    expect((highest - before) / 1024 / 1024).toBeLessThan(120);
  });

  test('keeps nothing of an upload that was cut', async () => {
    const store = await open();
    const file = fileOf(2, Buffer.alloc(3 * 1024 * 1024, 'cut'));
    await store.make(file.place.repository);
    const broken = Readable.from(
      (async function* () {
        yield file.bytes.subarray(0, 1024 * 1024);
        throw new Error('the source broke');
      })(),
    );
    await expect(store.put(file.place, newObject(file, { content: broken }))).rejects.toThrow();
    expect(await store.head(file.place)).toBeNull();
    await store.put(file.place, newObject(file));
    expect((await store.head(file.place))?.bytes).toBe(file.bytes.length);
  });
});
