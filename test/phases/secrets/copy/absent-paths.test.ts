import { describe, expect, it } from 'vitest';
import { createAbsentPaths } from '../../../../src/phases/secrets/copy/absent-paths.js';
import type { VaultClient } from '../../../../src/vault/client.js';
import { VaultError } from '../../../../src/vault/errors.js';

/** A mount with these paths, of which only the listing is used. */
function mountOf(paths: readonly string[], denied: readonly string[] = []) {
  const listed: string[] = [];
  const list = async (folder: string) => {
    listed.push(folder);
    if (denied.includes(folder)) throw new VaultError('denied', 'no');
    const prefix = folder === '' ? '' : `${folder}/`;
    const below = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
    return [...new Set(below.map((rest) => rest.replace(/\/.*/, '/')))];
  };
  return { listed, absent: createAbsentPaths({ list } as Partial<VaultClient> as VaultClient, {}) };
}

describe('absent paths', () => {
  it('are known from one listing where a folder above is missing', async () => {
    const { listed, absent } = mountOf(['other/x']);
    for (const n of [1, 2, 3]) expect(await absent.isAbsent(`biz/2/apps/${n}/kvs/a`)).toBe(true);
    expect(listed).toEqual(['']);
  });

  it('are told from those that are there, and from folders of their name', async () => {
    const { absent } = mountOf(['biz/2/a', 'biz/2/b/c']);
    expect(await absent.isAbsent('biz/2/a')).toBe(false);
    expect(await absent.isAbsent('biz/2/b')).toBe(true);
    expect(await absent.isAbsent('biz/2/b/c')).toBe(false);
    expect(await absent.isAbsent('biz/2/c')).toBe(true);
    expect(await absent.isAbsent('biz/2/a/x')).toBe(true);
  });

  it('are looked for below a folder that may not be listed, and unknown where none may be', async () => {
    expect(await mountOf(['biz/2/a'], ['']).absent.isAbsent('biz/3/a')).toBe(true);
    expect(await mountOf([], ['', 'biz', 'biz/3']).absent.isAbsent('biz/3/a')).toBe(false);
  });

  it('cost one listing for a folder, however many ask at once', async () => {
    const { listed, absent } = mountOf(['f/a']);
    await Promise.all(['a', 'b', 'c'].map((name) => absent.isAbsent(`f/${name}`)));
    expect(listed).toEqual(['', 'f']);
  });

  it('are not taken from a listing that failed', async () => {
    let fails = true;
    const list = async () => {
      if (fails) throw new VaultError('sealed', 'sealed');
      return ['a'];
    };
    const absent = createAbsentPaths({ list } as Partial<VaultClient> as VaultClient, {});
    await expect(absent.isAbsent('a')).rejects.toThrow('sealed');
    fails = false;
    expect(await absent.isAbsent('a')).toBe(false);
  });
});
