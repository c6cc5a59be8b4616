import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en as headlessEnglish } from '../../src/headless/text/en.js';
import { keyTable } from '../../src/ui/keys.js';
import { catalogues } from '../../src/ui/text/index.js';

/** Every text of a catalogue by its path; texts made from figures are called with samples. */
function textsOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const sample = { written: 1, reused: 1, versionsChanged: 1, missing: 1, failed: 1 };
    const ofNames = path.endsWith('forecastOf') ? ['Files', '3 s'] : [3, 4, 5, 6, 7].slice(0, value.length);
    const samples = path.endsWith('tally') ? [sample] : ofNames;
    return [[path, String((value as (...values: unknown[]) => unknown)(...samples))]];
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) =>
      textsOf(inner, path === '' ? key : `${path}.${key}`),
    );
  }
  throw new Error(`${path} is neither a text nor a group of texts`);
}

/** The same in both languages on purpose: names of products and formats, and the engine's own English sentences. */
const sameInBoth =
  /^(frame\.(colon|comma)|live\.comma|keys\.export|config\.labels\.(ids|vault)|dryRun\.labels\.ids|dryRun\.treatments\.offset|checklist\.answeredBy|validate\.repair\.because|topics)/;

const english = textsOf(catalogues.en, '').filter(([path]) => !path.startsWith('topics'));
const chinese = textsOf(catalogues.zh, '').filter(([path]) => !path.startsWith('topics'));

describe('the texts', () => {
  it('exist in both languages, under the same names', () => {
    expect(chinese.map(([path]) => path).toSorted()).toEqual(english.map(([path]) => path).toSorted());
  });

  it('are never empty', () => {
    for (const [path, text] of [...english, ...chinese]) expect(text.trim(), path).not.toBe('');
  });

  it('are Chinese in the Chinese catalogue', () => {
    const left = chinese.filter(([path, text]) => !sameInBoth.test(path) && !/\p{Script=Han}/u.test(text));
    expect(left.map(([path, text]) => `${path}: ${text}`)).toEqual([]);
  });

  it('use the figures they are given, in both languages', () => {
    for (const texts of [english, chinese]) {
      const byPath = new Map(texts);
      expect(byPath.get('connections.stillRunning')).toBeDefined();
      expect(byPath.get('tables.chosen')).toMatch(/3/);
      expect(byPath.get('tables.chosen')).toMatch(/4/);
      expect(byPath.get('dryRun.blocked')).toMatch(/3/);
    }
  });

  it('name every key of the key table', () => {
    for (const { keys } of Object.values(catalogues)) {
      expect(Object.keys(keys).toSorted()).toEqual(Object.keys(keyTable).toSorted());
    }
  });
});

/** What a text says of one thing, and of two; a figure comes as a number or formatted already. */
const plural =
  /(?<![\d,.])1 (?:(?:changed|schema|checklist|compared) )?(?:rows|row changes|transactions|tables|files|secrets|values|checks|items|entries|pairs|statements|steps|differences|businesses|warnings|blockers|problems|seconds|minutes|columns|runs|findings|repairs)\b(?!\/s)/;

function pluralsOf(value: unknown, path: string): readonly string[] {
  if (typeof value === 'function') {
    const made = [1, '1'].map((one) => {
      const figures = { written: one, reused: one, versionsChanged: one, missing: one, failed: one };
      const samples = path.endsWith('tally')
        ? [figures]
        : path.endsWith('forecastOf')
          ? ['Files', '3 s']
          : Array.from({ length: value.length }, () => one);
      return String((value as (...values: unknown[]) => unknown)(...samples));
    });
    return made.every((text) => plural.test(text)) ? [`${path}: ${made[1]}`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    pluralsOf(inner, path === '' ? key : `${path}.${key}`),
  );
}

it('say one thing of one thing, in English', () => {
  const { en } = catalogues;
  expect(pluralsOf({ rows: (count: number) => `${count} rows` }, '')).toEqual(['rows: 1 rows']);
  expect([...pluralsOf(en, ''), ...pluralsOf(headlessEnglish, '')]).toEqual([]);
});

describe('the checks of validation', () => {
  const folder = join(import.meta.dirname, '../../src/phases');
  const ids = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/\bcheck: '([a-z-]+)'/g)])
    .map(([, id]) => id ?? '');

  it.each([...new Set([...ids, 'checksum', 'full'])])('%s has a name', (id) => {
    expect(catalogues.en.checks[id]).toBeTypeOf('string');
    expect(catalogues.zh.checks[id]).toMatch(/\p{Script=Han}/u);
  });
});
