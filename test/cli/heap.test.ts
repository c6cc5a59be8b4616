import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const file = resolve(import.meta.dirname, '../../src/cli/heap.ts');

/** In a process of its own, since it changes all that process. */
const script = (source: string) => `${source.replace('export function', 'function')}
keepHeapSmall();
const alive = [];
for (let index = 0; index < 500_000; index += 1) alive.push({ index });
process.stdout.write(String(newSpace() / 1024 / 1024));
`;

it('has the space for new objects at 8 MB, also where much is made before anybody is told of a collection', async () => {
  const source = stripTypeScriptTypes(await readFile(file, 'utf8'));
  const args = ['--input-type=module', '--eval', script(source)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(Number(stdout)).toBe(8);
});
