import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const files = ['src', 'presets'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|yaml)$/.test(name) && !name.startsWith('sandbox'))
    .map((name) => join(folder, name)),
);

/** What each thing is called in Chinese, and what it was called elsewhere: one word for one thing, whichever room says it. */
it.each([
  ['台账', /账本|总账/],
  ['迁移', /运行 ?ID|[本此该哪]次运行|运行 \$?\{run\}/],
  ['切换', /割接/],
  ['回滚', /回退[^。；，]{0,6}（rollback）/],
  ['告警', /警报/],
  ['您', /你/],
])('only %s stands in Chinese texts', (_word, other) => {
  expect(files.filter((file) => other.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
