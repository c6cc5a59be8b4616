import { describe, expect, it } from 'vitest';
import { en } from '../../src/headless/text/en.js';
import { chooseLang } from '../../src/headless/text/language.js';
import { zh } from '../../src/headless/text/zh.js';
import { en as reportEn } from '../../src/report/text/en.js';
import { zh as reportZh } from '../../src/report/text/zh.js';
import { canOpenWizard } from '../../src/ui/terminal/can-open.js';

/** Path → text, with functions called so that what they say can be seen. */
function flatten(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  if (typeof value === 'function') {
    const words: unknown = value('«1»', '«2»', '«3»', '«4»');
    return new Map([[path, String(words)]]);
  }
  const entries = Object.entries(value as Record<string, unknown>);
  return new Map(entries.flatMap(([key, inner]) => [...flatten(inner, `${path}.${key}`)]));
}

// Made of figures, names and signs alone, so they read the same.
const sameInBoth = /^[\s«»1-4'=→+·,、.:;/()（）：-]*(MySQL|Vault|IDs?)?[\s«»1-4'=→+·,.:;/()（）-]*$/;

describe.each([
  ['headless', en, zh],
  ['report', reportEn, reportZh],
])('texts: %s', (_name, english, chinese) => {
  const left = flatten(english);
  const right = flatten(chinese);

  it('are complete in both languages', () => {
    expect([...right.keys()]).toEqual([...left.keys()]);
    for (const words of [...left.values(), ...right.values()]) expect(words.trim()).not.toBe('');
  });

  it('are Chinese in Chinese', () => {
    const untranslated = [...right].filter(
      ([, words]) => !/\p{Script=Han}/u.test(words) && !sameInBoth.test(words),
    );
    expect(untranslated).toEqual([]);
  });

  it('use the same figures in both', () => {
    for (const [key, words] of left) {
      const figures = (text: string | undefined) => [...(text ?? '').matchAll(/«\d»/g)].map(String).sort();
      expect([key, ...figures(right.get(key))]).toEqual([key, ...figures(words)]);
    }
  });
});

describe('language', () => {
  it.each([
    ['zh', {}, 'zh'],
    ['en', { LANG: 'zh_CN.UTF-8' }, 'en'],
    [undefined, { LANG: 'zh_CN.UTF-8' }, 'zh'],
    [undefined, { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [undefined, {}, 'en'],
  ] as const)('asked %s, environment %o: %s', (asked, env, expected) => {
    expect(chooseLang(asked, env)).toBe(expected);
  });
});

describe('why the wizard cannot open', () => {
  const tty = { isTTY: true };
  it.each([
    [{}, tty, {}],
    [{}, {}, tty],
    [{ TERM: 'dumb' }, tty, tty],
    [{ CI: '1' }, tty, tty],
  ])('is said in Chinese, too: %j', (env, stdin, stdout) => {
    const answer = canOpenWizard(env, stdin, stdout);
    const why = answer.ok ? '' : answer.why;
    expect(why).not.toBe('');
    expect(zh.noWizard(why)).not.toContain(why);
    expect(zh.demoHeadless(why)).not.toContain(why);
  });
});
