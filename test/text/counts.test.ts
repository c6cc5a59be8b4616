import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { counted } from '../../src/core/counted.js';
import { inChinese, sentenceOf } from '../../src/core/sentence.js';
import { sandboxWords } from '../../src/sandbox/words.js';
import { words } from '../../src/text/words.js';

const root = join(import.meta.dirname, '../../src');

/** What English sentences of the tool count. */
const things =
  'alerts|blockers|bytes|changes|characters|checks|columns|connections|credentials|days|differences|entries|files|folders|items|keys|messages|paths|proposals|records|references|repairs|repositories|requests|retries|rows|runs|secrets|servers|sessions|tables|transactions|uses|values|versions|warnings';

/** A figure with a plural behind it, at most one word in between: `${rows} rows`, `${n} secret versions`. */
const figure = new RegExp(
  String.raw`\$\{((?:[^{}]|\{[^{}]*\})*)\} ((?:deleted |given |key |largest |migrated |more |other |real |row |secret )?(?:${things}))\b(?!')`,
  'g',
);

/** Not what people read as a sentence, not a figure, or said otherwise where it is one. */
const allowed: readonly (readonly [file: RegExp, text: RegExp])[] = [
  // Names, and words for a side.
  [/./, /^\$\{(side|whose|table\.table|table\.name|run|tenant|source|column|from)\} /],
  // Within a choice whose other branch is of one.
  [/\/text\//, /./],
  [
    /unknown-columns|unshiftable|left-behind|time-zones|mysql\/privileges/,
    /\.length\} columns|tables\.length\}/,
  ],
  // Text that is compared or read again.
  [/row-digest|work-queue|carry-out|keep-following|rollback-facts/, /./],
  [/show-value/, /value\.length/],
  // Never one: readers of a snapshot, and batches whose count was wrong.
  [/mysql\/snapshot|insert-writer|load-writer|stored-lengths|change-rows|repair-row/, /./],
  [/^sandbox\//, /./],
];

it('says one thing of one thing: figures before nouns are made by `counted`', () => {
  const found = globSync('**/*.{ts,tsx}', { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(figure)]
      .filter(([text, value = '']) => {
        const isMade = value.startsWith('counted(') || text.includes('\n');
        return !isMade && !allowed.some(([where, what]) => where.test(file) && what.test(text));
      })
      .map(([text]) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

/** Never one, or no figure at all: a name, or a list of names. */
const allowedTemplates = new Set([
  'config.servers',
  'yaml.longest',
  'config.keys-missing',
  'config.open-to-others',
  'mysql.refuses',
  'log.version',
  'keys.away.remedy',
  'keys.half.retired',
  'schema.golang-rows',
  'copy.too-large',
  'sample.several',
  'follow.cascade',
  'rule.too-many',
  'log.basis-stale',
  'rollback.later',
  'probe.seen',
]);

it('says one thing of one thing in templates, too', () => {
  const plural = new RegExp(String.raw`(?:^|[^$:])\{\w+\} (?:\w+ )?(?:${things})\b(?!')`);
  const found = Object.entries({ ...words, ...sandboxWords }).flatMap(([code, [english]]) =>
    plural.test(english) ? [code] : [],
  );
  expect(found.filter((code) => !allowedTemplates.has(code))).toEqual([]);
});

it('groups the digits of every figure: what is chosen by its being one is made by `counted`, and Chinese units follow a `figure`', () => {
  const chosen = /\$\{([\w.]+)\} \$\{\1 === (?:'1'|1n?) \?[^}]*\}/g;
  const unit = /\$\{(?:\w+\.)?p\('\w+'\)\} ?[行个张项次处份台笔批种]/g;
  const found = globSync('**/*.{ts,tsx}', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(chosen), ...text.matchAll(unit)].map(([match]) => `${file}: ${match}`);
  });
  expect(found).toEqual([]);
});

it('groups the digits of a template in both languages', () => {
  const words = { 'a.rows': ['of {rows:row/rows} {left}', '{rows} 行中的 {left}'] } as const;
  const said = sentenceOf(words, 'a.rows', { rows: 1751, left: 1200 });
  expect([said.text, inChinese(said, words)]).toEqual(['of 1,751 rows 1200', '1,751 行中的 1200']);
});

it.each([
  [1, '1 row'],
  [0, '0 rows'],
  [2, '2 rows'],
  [1751, '1,751 rows'],
  ['1751', '1,751 rows'],
  ['1,751', '1,751 rows'],
])('%i', (figure, said) => {
  expect(counted(figure, 'row')).toBe(said);
});

it('takes a verb along', () => {
  expect(counted(1, 'row is', 'rows are')).toBe('1 row is');
  expect(counted(3, 'row is', 'rows are')).toBe('3 rows are');
});
