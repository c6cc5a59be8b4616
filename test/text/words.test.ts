import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inChinese, type Wording } from '../../src/core/sentence.js';
import { sandboxWords } from '../../src/sandbox/words.js';
import { words as roomWords } from '../../src/text/words.js';

/** Those of a rehearsal are said by its command: its room stands below the catalogues. */
const words: Readonly<Record<string, Wording>> = { ...roomWords, ...sandboxWords };

const root = join(import.meta.dirname, '../../src');
const files = globSync('**/*.{ts,tsx}', { cwd: root });
const catalogues = files.filter(
  (file) => /(^|\/)words(\/[a-z-]+)?\.ts$/.test(file) && file !== 'text/words.ts',
);
const others = files
  .filter((file) => !catalogues.includes(file))
  .map((file) => readFileSync(join(root, file), 'utf8'));

/** Codes as a catalogue's file writes them, with their sentences or the name of those that stand elsewhere. */
const codesOf = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^ {2}'([a-z0-9.-]+)': [[\w]/gm)].map(
    ([, code = '']) => code,
  );

const valuesIn = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{(\w+)(?::[^{}]*)?\}/g)].map(([, name = '']) => name))].toSorted();

/** Sentences that are nothing but values, and marks between them. */
const isOnlyValues = (text: string): boolean =>
  !/[a-z]{3}/i.test(text.replaceAll(/\{\w+(?::[^{}]*)?\}/g, (part) => part.split(':')[1] ?? ''));

/** What to do beside a refusal, which is made with both. */
const isRefusedIn = (text: string, code: string): boolean =>
  code.endsWith('.remedy') && new RegExp(`refuse\\(\\s*'${code.replace(/\.remedy$/, '')}'`).test(text);

/** By its name, or by a template whose beginning it has. */
const isUsedIn = (text: string, code: string): boolean =>
  text.includes(`'${code}'`) || text.includes(`\`${code.split('.')[0]}.\${`) || isRefusedIn(text, code);

describe('sentences that stand in both languages', () => {
  it('are known, wherever a room has some', () => {
    const codes = catalogues.flatMap(codesOf);
    expect(catalogues.length).toBeGreaterThanOrEqual(3);
    expect(codes.length).toBeGreaterThan(90);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !Object.hasOwn(words, code))).toEqual([]);
    expect(Object.keys(words).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it.each(Object.entries(words))('%s', (code, [english, chinese]: Wording) => {
    // A noun's number is English alone.
    const nouns = ['items', 'have'].filter((name) => !valuesIn(chinese).includes(name));
    expect(valuesIn(english).filter((name) => !nouns.includes(name))).toEqual(valuesIn(chinese));
    expect(english).not.toMatch(/\p{Script=Han}/u);
    if (!isOnlyValues(english)) expect(chinese).toMatch(/\p{Script=Han}/u);
    expect(others.some((text) => isUsedIn(text, code)) || code.startsWith('form.')).toBe(true);
  });

  it('take sentences and lists as values', () => {
    const part = { code: 'kind.list', text: 'a list' };
    const params = { key: 'tables', wanted: part, found: 'x' };
    const whole = { code: 'yaml.kind', text: 'tables must be a list, found x', params };
    expect(inChinese(whole, words)).toBe('tables 应为列表，实为x');
    const both = { code: 'yaml.problems', params: { problems: [whole, part] } };
    expect(inChinese(both, words)).toBe('tables 应为列表，实为x\n列表');
    expect(inChinese({ code: 'no-such-code' }, words)).toBeUndefined();
  });
});
