import { describe, expect, test } from 'vitest';
import { openPairPool } from '../../../../src/phases/rows/validate/pair-pool.js';

const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', database: '' };

function poolOf(size: number, allowed?: () => number) {
  const abort = new AbortController();
  const pool = openPairPool({
    source: nowhere,
    target: nowhere,
    size,
    ...(allowed ? { allowed } : {}),
    listener: () => undefined,
    signal: abort.signal,
  });
  return { pool, abort };
}

/** Work that says when it began and ends when told to. */
function gates(names: readonly string[]) {
  const begun: string[] = [];
  const end = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      begun.push(name);
      end.set(name, () => resolve(name));
    });
  return { begun, works: names.map(work), finish: (name: string) => end.get(name)?.() };
}

describe('a pool of pairs', () => {
  test('lets as many work as it has pairs, and the others in the order they came', async () => {
    const { pool } = poolOf(2);
    const { begun, works, finish } = gates(['a', 'b', 'c', 'd']);
    const used = works.map((work) => pool.use(work));
    await expect.poll(() => begun).toEqual(['a', 'b']);
    finish('b');
    await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
    finish('a');
    await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd']);
    finish('c');
    finish('d');
    expect(await Promise.all(used)).toEqual(['a', 'b', 'c', 'd']);
    await pool.close();
  });

  test('lets fewer work while fewer are allowed', async () => {
    let allowed = 1;
    const { pool } = poolOf(2, () => allowed);
    const { begun, works, finish } = gates(['a', 'b', 'c']);
    const used = works.map((work) => pool.use(work));
    await expect.poll(() => begun).toEqual(['a']);
    allowed = 2;
    finish('a');
    await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
    finish('b');
    finish('c');
    await Promise.all(used);
  });

  test('gives a pair back when the work on it failed', async () => {
    const { pool } = poolOf(1);
    await expect(pool.use(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(pool.use(async () => 'next')).resolves.toBe('next');
  });

  test('begins nothing more once it is aborted', async () => {
    const { pool, abort } = poolOf(1);
    const { begun, works, finish } = gates(['a', 'b']);
    const used = works.map((work) => pool.use(work));
    const ended = Promise.allSettled(used);
    await expect.poll(() => begun).toEqual(['a']);
    abort.abort();
    finish('a');
    expect((await ended).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(begun).toEqual(['a']);
  });
});
