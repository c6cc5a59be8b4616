import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Difference, worded } from '../../src/core/validation-shape.js';
import { differenceWords } from '../../src/phases/rows/compare/words.js';
import { fieldFaults } from '../../src/plan/mapping.js';
import { localiseDifference, localiseFigures } from '../../src/text/localise.js';

const han = /\p{Script=Han}/u;
const base = { kind: 'field-mismatch', table: 'kvs', key: 'id=4' } as const;

/** The sentence of a code, each of its values by its name. */
function sentenceOf(code: string, english: string) {
  const names = [...english.matchAll(/\{(\w+)(?::[^{}]*)?\}/g)].map(([, name = '']) => name);
  const params = Object.fromEntries(names.map((name) => [name, `«${name}»`]));
  return { code, params, text: english.replaceAll(/\{(\w+)\}/g, '«$1»') };
}

describe('the words of a difference', () => {
  it.each(Object.entries(differenceWords))('are said in both languages: %s', (code, [english]) => {
    const said = sentenceOf(code, english);
    const difference: Difference = {
      ...base,
      ...worded({ key: said, expected: said, actual: said }),
    };
    expect(localiseDifference(difference, 'en')).toBe(difference);
    const { key, expected, actual } = localiseDifference(difference, 'zh');
    expect(key).toMatch(han);
    expect([expected, actual]).toEqual([key, key]);
    expect(key).not.toMatch(/[a-z]{3,} [a-z]{3,}|undefined|\{/);
    for (const name of Object.keys(said.params)) expect(key).toContain(`«${name}»`);
    const check = worded({ expected: said, actual: said });
    expect(localiseFigures(check, 'zh')).toMatchObject({ expected, actual });
  });

  it('are there for each reason why a value does not open', () => {
    expect(fieldFaults.filter((fault) => !Object.hasOwn(differenceWords, `field.${fault}`))).toEqual([]);
  });

  it('leave values of rows, and what an earlier version kept, as they are', () => {
    const plain: Difference = { ...base, expected: 'none', actual: null };
    expect(localiseDifference(plain, 'zh')).toBe(plain);
    expect(worded({ expected: 'a', actual: 'b' })).toEqual({ expected: 'a', actual: 'b' });
    const hidden: Difference = { ...base, ...worded({ key: sentenceOf('difference.ends', 'x') }) };
    expect(localiseDifference(hidden, 'zh')).not.toHaveProperty('expected');
  });

  it('stand as sentences wherever a phase finds one', () => {
    const root = join(import.meta.dirname, '../../src');
    const literal = /\b(?:key|expected|actual): (?:`[^`]*[a-z]{2,} [a-z$]|'[^']*[a-z]{2,} [a-z])/;
    const found = globSync('{phases,live}/**/*.ts', { cwd: root }).filter((file) =>
      literal.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(found).toEqual([]);
  });
});
