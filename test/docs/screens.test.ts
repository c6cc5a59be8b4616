import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/screens.md');
const shown = [...page.matchAll(/^```text (\S+)\n([\s\S]*?)\n```$/gm)];

it('docs/screens.md shows screens of every part of the tool', () => {
  expect(shown.map(([, name]) => name)).toEqual(['follow', 'cutover', 'way-back', 'switch', 'alerts']);
});

it.each(shown.map(([, name = '', picture = '']) => ({ name, picture })))(
  'docs/screens.md shows $name as it is drawn; copy it from test/ui/pictures where that is meant',
  ({ name, picture }) => {
    expect(read(`test/ui/pictures/${name}.en.txt`).startsWith(`80x24 en\n${picture}\ndark:`)).toBe(true);
  },
);
