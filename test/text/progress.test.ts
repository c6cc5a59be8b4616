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

  it('says of what its figures are, unless it is done in one', () => {
    const inOne = ['ids', 'adjustments', 'watch-lists', 'forecast', 'prepare', 'counts'];
    for (const [step, { of }] of Object.entries(steps)) {
      const english = sayStep({ step, done: 3, total: 12 }, 'en', String);
      expect(english, step).toMatch(of === undefined ? /^[^\d]+$/ : /: 3 of 12 [a-z]+s$/);
      const chinese = sayStep({ step, done: 3, total: 12 }, 'zh', String);
      expect(chinese, step).toMatch(of === undefined ? /^[^\d]+$/ : /：3 \/ 12 \p{Script=Han}+$/u);
    }
    const without = Object.keys(steps).filter((step) => steps[step]?.of === undefined);
    expect(without.toSorted()).toEqual(inOne.toSorted());
  });

  it('says how far a step has come', () => {
    const step = { step: 'secrets-look', table: 'kvs', done: 1_200, total: 20_300 };
    const figure = (value: number): string => value.toLocaleString('en');
    expect(sayStep(step, 'en', figure)).toBe('Secrets in both Vaults kvs: 1,200 of 20,300 secrets');
    expect(sayStep(step, 'zh', figure)).toBe('两端 Vault 中的密钥 kvs：1,200 / 20,300 个密钥');
    expect(sayStep({ step: 'checksum', table: 'hooks', done: 1, total: 1 }, 'en', figure)).toBe(
      'Checksum hooks: 1 of 1 row',
    );
    expect(sayStep({ step: 'forecast', done: 0, total: 0 }, 'en', figure)).toBe(
      'Measuring a sample for the forecast',
    );
  });
});
