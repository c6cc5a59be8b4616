import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ObjectError } from '../../../src/objects/errors.js';
import type { ObjectStore } from '../../../src/objects/store.js';
import { createLister } from '../../../src/phases/files/listed.js';
import type { FileName } from '../../../src/phases/files/wanted-files.js';
import type { FilesPlan } from '../../../src/plan/plan.js';

const plan = { path: '/file/{sha256}' } as FilesPlan;
/** The files come from another place. */
const elsewhere = { identity: 'elsewhere' } as ObjectStore;
const never = new AbortController().signal;
const named = (repository: string, count: number): FileName[] =>
  Array.from({ length: count }, (_, at) => createHash('sha256').update(`${at}`).digest('hex'))
    .toSorted()
    .map((sha256) => ({ repository, sha256 }));

/** A store that has some files, lists so many at a time, and counts how often it is asked. */
function storeOf(there: readonly FileName[], most = 1_000) {
  let asked = 0;
  const list: ObjectStore['list'] = async (repository, { prefix, after }) => {
    asked += 1;
    const all = there
      .filter((file) => file.repository === repository)
      .map(({ sha256 }) => `/file/${sha256}`)
      .filter((path) => path.startsWith(prefix) && path > after)
      .toSorted();
    return {
      objects: all.slice(0, most).map((path) => ({ path, bytes: 7 })),
      isAll: all.length <= most,
    };
  };
  return { store: { list, identity: 'here' } as ObjectStore, asked: () => asked };
}

describe('looking for many files in lists', () => {
  it('knows by one request which of a thousand are there', async () => {
    const files = named('a', 1_000);
    const there = files.filter((_, at) => at % 3 === 0);
    const { store, asked } = storeOf(there);
    const listed = await createLister(plan, elsewhere, never)(store, files);
    expect(files.map((file) => listed(file) !== null)).toEqual(files.map((file) => there.includes(file)));
    expect(asked()).toBe(1);
  });

  it('looks in each repository of its own', async () => {
    const files = [...named('a', 20), ...named('b', 20)];
    const there = files.slice(10, 30);
    const { store, asked } = storeOf(there);
    const listed = await createLister(plan, elsewhere, never)(store, files);
    expect(files.map((file) => listed(file) !== null)).toEqual(files.map((file) => there.includes(file)));
    expect(asked()).toBe(2);
  });

  it('gives up where others lie between by the thousand, and says nothing of what it did not see', async () => {
    const files = named('a', 50);
    const { store, asked } = storeOf([...files, ...named('a', 5_000)], 1_000);
    const listed = await createLister(plan, elsewhere, never)(store, files);
    const seen = files.filter((file) => listed(file) !== undefined);
    expect(asked()).toBe(3);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(files.length);
    expect(seen).toEqual(files.slice(0, seen.length));
    expect(seen.every((file) => listed(file)?.bytes === 7)).toBe(true);
  });

  it('asks for few one by one, and a store that has no list, or a path that is no order, for each', async () => {
    const files = named('a', 50);
    const { store, asked } = storeOf(files);
    const few = files.slice(0, 7);
    expect(few.map(await createLister(plan, elsewhere, never)(store, few))).toEqual(few.map(() => undefined));
    const without = await createLister(plan, elsewhere, never)({} as ObjectStore, files);
    const unordered = await createLister({ ...plan, path: '/{sha256}/file' }, elsewhere, never)(store, files);
    const nowhere = await createLister(plan, elsewhere, never)(undefined, files);
    for (const listed of [without, unordered, nowhere])
      expect(files.every((file) => listed(file) === undefined)).toBe(true);
    expect(asked()).toBe(0);
  });

  it('asks for each where source and target are one place, which the target has to show', async () => {
    const files = named('a', 50);
    const { store, asked } = storeOf(files);
    const source = { ...store } as ObjectStore;
    const lister = createLister(plan, source, never);
    const [inTarget, inSource] = [await lister(store, files), await lister(source, files)];
    expect(files.map(inTarget)).toEqual(files.map(() => undefined));
    expect(files.every((file) => inSource(file)?.bytes === 7)).toBe(true);
    expect(asked()).toBe(1);
  });

  it('does not ask again a store that does not let it list, and says nothing of its files', async () => {
    const files = named('a', 50);
    let asked = 0;
    const list = async () => {
      asked += 1;
      throw new ObjectError('denied', 'no right to list');
    };
    const lister = createLister(plan, elsewhere, never);
    const store = { list } as unknown as ObjectStore;
    for (let page = 0; page < 3; page += 1) {
      const listed = await lister(store, files);
      expect(files.every((file) => listed(file) === undefined)).toBe(true);
    }
    expect(asked).toBe(1);
  });
});
