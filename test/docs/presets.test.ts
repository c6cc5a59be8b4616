import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lintPreset } from '../../src/preset/lint.js';
import { presetSchema } from '../../src/preset/schema.js';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/presets.md'), 'utf8');

it('docs/presets.md shows a least preset that is sound, also with the tables it leaves out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantferry-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'preset.yaml');
  const [, least = ''] = /```yaml preset\n([\s\S]*?)```/.exec(page) ?? [];
  const [, skip = ''] = /```yaml\n( {3}skip:\n[\s\S]*?)```/.exec(page) ?? [];
  writeFileSync(file, `${least}${skip.replaceAll(/^ {3}/gm, '')}`);
  expect(await lintPreset(file)).toEqual([]);
});

it('docs/presets.md names every key at the top of a preset', () => {
  for (const key of Object.keys(presetSchema.shape)) expect(page).toMatch(new RegExp(`\\b${key}\\b`));
});

it('docs/presets.md shows a preset with tables of another shape that is sound', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantferry-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'preset.yaml');
  const blocks = [...page.matchAll(/```yaml preset\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(2);
  writeFileSync(file, blocks[1] ?? '');
  expect(await lintPreset(file)).toEqual([]);
});
