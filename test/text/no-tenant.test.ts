import { expect, it } from 'vitest';
import { inChinese, sentenceOf } from '../../src/core/sentence.js';
import { words } from '../../src/text/words.js';

/** Said only where the system has tenants: isolation, and rows that bear a tenant. */
const ofTenants = /^(isolation|probe|sample)\./;
const naming = Object.entries(words).filter(
  ([code, [english]]) => english.includes('{tenant}') && !ofTenants.test(code),
);

it('knows sentences that name a tenant', () => {
  expect(naming.map(([code]) => code)).toContain('run.migrated');
});

it.each(naming)('%s leaves no gap where the system has no tenants', (code, [english]) => {
  const names = [...english.matchAll(/\{(\w+)(?::[^{}]*)?\}/g)].map(([, name = '']) => name);
  const said = (values: Readonly<Record<string, string>>) => {
    const params = Object.fromEntries(names.map((name) => [name, values[name] ?? 'VALUE']));
    const sentence = sentenceOf(words, code, params);
    return [sentence.text, inChinese(sentence, words) ?? ''];
  };
  for (const text of said({ tenant: '', owner: '', named: '' })) {
    expect(text).not.toMatch(/ {2}| [，。,.]| $|[‹›|]|tenant[ ,.]*$/);
    if (!/^run\.tenant$|^checklist\./.test(code)) expect(text).not.toMatch(/tenant(?!ferry)|租户/);
  }
  for (const text of said({})) expect(text).not.toMatch(/[‹›|]/);
});
