import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sayStep, steps } from '../../src/text/progress.js';

const root = join(import.meta.dirname, '../../src');

/** Steps and checks as the engine's sources name them. */
function stepsInSources(): readonly string[] {
  const files = ['preflight', 'phases', 'operations'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
  const found = files.flatMap((text) => [
    ...[...text.matchAll(/\bstep: '([a-z-]+)'/g)].map((match) => match[1] ?? ''),
    ...[...text.matchAll(/'validation-progress',\s*check: '([a-z-]+)'/g)].map((match) => match[1] ?? ''),
    ...[...text.matchAll(/^ {4}\{ check: '([a-z-]+)', work/gm)].map((match) => match[1] ?? ''),
    ...[...text.matchAll(/ofEach\('([a-z-]+)'/g)].map((match) => match[1] ?? ''),
    ...[...text.matchAll(/jobs\.push\(\{\s*check: '([a-z-]+)'/g)].map((match) => match[1] ?? ''),
  ]);
  return [...new Set(found)].toSorted();
}

describe('steps in words', () => {
  it('has a name for each step in both languages', () => {
    const named = stepsInSources();
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((step) => steps[step] === undefined)).toEqual([]);
    for (const { en, zh } of Object.values(steps)) {
      expect(en).toMatch(/^[A-Z]/);
      expect(zh).toMatch(/\p{Script=Han}/u);
    }
  });

  it('says how far a step has come', () => {
    const step = { step: 'secrets-look', table: 'kvs', done: 1_200, total: 20_300 };
    const figure = (value: number): string => value.toLocaleString('en');
    expect(sayStep(step, 'en', figure)).toBe('Secrets in both Vaults kvs: 1,200 of 20,300');
    expect(sayStep(step, 'zh', figure)).toBe('两端 Vault 中的密钥 kvs：1,200 / 20,300');
    expect(sayStep({ step: 'forecast', done: 0, total: 0 }, 'en', figure)).toBe(
      'Measuring a sample for the forecast',
    );
  });
});
