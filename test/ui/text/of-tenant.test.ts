import { describe, expect, it } from 'vitest';
import { en } from '../../../src/ui/text/en.js';
import { zh } from '../../../src/ui/text/zh.js';

describe.each([
  ['English', en, /tenant/i],
  ['Chinese', zh, /租户/],
] as const)('a system without tenants, in %s', (_, text, word) => {
  const sentences = (tenant: string) => [
    text.confirm.willWrite('3', 1, 'db', 'here', tenant),
    text.confirm.willResume('db', 'here', tenant),
    text.confirm.willBegin('db', 'here', tenant),
    text.rollback.intro('r1', 'db', tenant),
    text.start.about('r1', 'now', '3', '0', tenant),
  ];

  it('is told of without one', () => {
    for (const sentence of sentences('')) {
      expect(sentence).not.toMatch(word);
      expect(sentence).not.toMatch(/ [,.，。]| {2}/);
    }
    for (const sentence of sentences('acme')) expect(sentence).toMatch(/(tenant|租户) acme/);
  });
});
