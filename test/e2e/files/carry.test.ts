import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../src/objects/store.js';
import { type Carry, carryFile } from '../../../src/phases/files/carry-file.js';
import {
  bytesOf,
  fileOf,
  newObject,
  ownBkRepo,
  ownStore,
  ownVersitygw,
  type SampleFile,
} from '../support/stores.js';

interface Pair {
  readonly source: ObjectStore;
  readonly target: ObjectStore;
  /** Puts bytes under a name that is not theirs. */
  readonly plant: (store: 'source' | 'target', file: SampleFile, bytes: string) => Promise<void>;
}

const business = 7;
const repository = `bscp-v1-biz-${business}`;

const pairs: Readonly<Record<string, () => Promise<Pair>>> = {
  'BkRepo to another project of the same server': async () => {
    const server = await ownBkRepo({ tenants: true });
    server.addRepository('bscp', repository);
    const target = await ownStore(server.endpointOf('bscp'), { tenant: 'acme' });
    await target.make(repository);
    return {
      source: await ownStore(server.endpointOf('bscp')),
      target,
      plant: (side, file, bytes) =>
        server.plant(side === 'source' ? 'bscp' : 'acme.bscp', repository, file.place.path, bytes),
    };
  },
  'BkRepo to another server': async () => {
    const [from, to] = [await ownBkRepo(), await ownBkRepo()];
    from.addRepository('bscp', repository);
    to.addRepository('bscp', repository);
    return {
      source: await ownStore(from.endpointOf('bscp')),
      target: await ownStore(to.endpointOf('bscp')),
      plant: (side, file, bytes) =>
        (side === 'source' ? from : to).plant('bscp', repository, file.place.path, bytes),
    };
  },
  'BkRepo to COS': async () => {
    const [from, to] = [await ownBkRepo(), await ownVersitygw()];
    from.addRepository('bscp', repository);
    await to.makeBucket('files');
    const target = await ownStore(to.endpointOf('files'));
    return {
      source: await ownStore(from.endpointOf('bscp')),
      target,
      plant: (side, file, bytes) =>
        side === 'source'
          ? from.plant('bscp', repository, file.place.path, bytes)
          : target.put(file.place, newObject(fileOf(business, bytes))).then(() => undefined),
    };
  },
  'COS to BkRepo': async () => {
    const [from, to] = [await ownVersitygw(), await ownBkRepo()];
    await from.makeBucket('files');
    to.addRepository('bscp', repository);
    const source = await ownStore(from.endpointOf('files'));
    return {
      source,
      target: await ownStore(to.endpointOf('bscp')),
      plant: (side, file, bytes) =>
        side === 'target'
          ? to.plant('bscp', repository, file.place.path, bytes)
          : source.put(file.place, newObject(fileOf(business, bytes))).then(() => undefined),
    };
  },
  'COS to another bucket': async () => {
    const server = await ownVersitygw();
    await server.makeBucket('old');
    await server.makeBucket('new');
    const [source, target] = [
      await ownStore(server.endpointOf('old')),
      await ownStore(server.endpointOf('new')),
    ];
    return {
      source,
      target,
      plant: (side, file, bytes) =>
        (side === 'source' ? source : target)
          .put(file.place, newObject(fileOf(business, bytes)))
          .then(() => undefined),
    };
  },
};

function carryOf(
  { source, target }: Pair,
  other: Partial<Carry> = {},
): Carry & { readonly intended: () => number } {
  let intended = 0;
  return {
    source,
    target,
    mode: 'auto',
    overwrite: false,
    intend: async () => {
      intended += 1;
    },
    signal: new AbortController().signal,
    intended: () => intended,
    ...other,
  };
}

describe.each(Object.entries(pairs))('%s', (_, open) => {
  it('carries each file once, and what is right is left alone', async () => {
    const pair = await open();
    for (const content of ['', 'a', 'x'.repeat(3_000_000), Buffer.from([0, 255, 10, 13])]) {
      const file = fileOf(business, content);
      await pair.source.put(file.place, newObject(file));
      const carry = carryOf(pair);
      const first = await carryFile(file, carry);
      expect(first).toEqual({ state: 'created', bytes: file.bytes.length });
      expect(carry.intended()).toBe(1);
      expect((await bytesOf(pair.target, file.place))?.equals(file.bytes)).toBe(true);
      const again = carryOf(pair);
      expect(await carryFile(file, again)).toEqual({ state: 'existed', bytes: file.bytes.length });
      expect(again.intended()).toBe(0);
    }
  });

  it('tells of what the source lacks, of wrong bytes on either side, and writes over only when asked to', async () => {
    const pair = await open();
    const missing = fileOf(business, 'nobody has it');
    expect(await carryFile(missing, carryOf(pair))).toMatchObject({ state: 'missing' });
    const corrupt = fileOf(business, 'right bytes');
    await pair.plant('source', corrupt, 'wrong bytes');
    for (const mode of ['auto', 'stream'] as const)
      expect(await carryFile(corrupt, carryOf(pair, { mode }))).toMatchObject({ state: 'corrupt' });
    // Without an md5 in the rows only the bytes tell.
    expect(await carryFile({ ...corrupt, md5: null }, carryOf(pair))).toMatchObject({ state: 'corrupt' });
    expect(await pair.target.head(corrupt.place)).toBeNull();

    const conflict = fileOf(business, 'the right one');
    await pair.source.put(conflict.place, newObject(conflict));
    await pair.plant('target', conflict, 'another one');
    expect(await carryFile(conflict, carryOf(pair))).toMatchObject({ state: 'conflict' });
    expect((await bytesOf(pair.target, conflict.place))?.toString()).toBe('another one');
    expect(await carryFile(conflict, carryOf(pair, { overwrite: true }))).toMatchObject({ state: 'created' });
    expect((await bytesOf(pair.target, conflict.place))?.toString()).toBe('the right one');
  });
});

it('within one store nothing is written, and each file is looked at', async () => {
  const server = await ownVersitygw();
  await server.makeBucket('files');
  const [source, target] = [
    await ownStore(server.endpointOf('files')),
    await ownStore(server.endpointOf('files')),
  ];
  const file = fileOf(business, 'here');
  await source.put(file.place, newObject(file));
  const pair = { source, target, plant: async () => undefined };
  expect(await carryFile(file, carryOf(pair))).toMatchObject({ state: 'existed' });
  expect(await carryFile(fileOf(business, 'not here'), carryOf(pair))).toMatchObject({ state: 'missing' });
});

it('mode copy lets no byte through us', async () => {
  const pair = await (pairs['BkRepo to another server'] as () => Promise<Pair>)();
  const file = fileOf(business, 'far away');
  await pair.source.put(file.place, newObject(file));
  expect(await carryFile(file, carryOf(pair, { mode: 'copy' }))).toMatchObject({ state: 'refused' });
  expect(await pair.target.head(file.place)).toBeNull();
});

it('a copy that the server refuses goes through us, and in mode copy is told in the words of the server', async () => {
  const server = await ownBkRepo({ tenants: true });
  const file = fileOf(business, 'not to be copied');
  await server.plant('bscp', file.place.repository, file.place.path, file.bytes);
  server.addRepository('acme.bscp', file.place.repository, { tenant: 'acme' });
  const account = server.addAccount('mover', { bscp: ['read'], 'acme.bscp': ['read', 'write'] });
  const endpoint = server.endpointOf('bscp', account);
  const pair = {
    source: await ownStore(endpoint),
    target: await ownStore(endpoint, { tenant: 'acme' }),
    plant: async () => undefined,
  };
  await expect(carryFile(file, carryOf(pair, { mode: 'copy' }))).rejects.toMatchObject({ kind: 'denied' });
  expect(await pair.target.head(file.place)).toBeNull();
  expect(await carryFile(file, carryOf(pair))).toMatchObject({ state: 'created' });
});
