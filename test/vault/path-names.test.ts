import { describe, expect, it } from 'vitest';
import { hasUnprintable, refusedCharacter, unusablePath } from '../../src/vault/path-names.js';

describe('paths for Vault', () => {
  it.each(['f//a', '/a', 'a/', 'f/./a', 'f/..', '..', ''])('cannot be %j', (path) => {
    expect(unusablePath(path)?.text).toMatch(/^Vault cannot hold this path/);
  });

  it.each(['f/a', 'f/...', 'f/.a', 'f/a.', 'f/ a ', 'f/a%2fb', 'f/a?b#c', 'f/配置 😀'])(
    'can be %j',
    (path) => {
      expect(unusablePath(path)).toBeNull();
      expect(hasUnprintable(path)).toBe(false);
    },
  );

  it.each([
    ['f/a\tb', 'U+0009'],
    ['f/a\u007f', 'U+007F'],
    ['f/\u200ba', 'U+200B'],
    ['f/a\u00a0b', 'U+00A0'],
    ['f/a\u202eb', 'U+202E'],
    ['f/\u{e0001}', 'U+E0001'],
  ])('may be refused for a character: %j', (path, character) => {
    expect(hasUnprintable(path)).toBe(true);
    expect(refusedCharacter(path).text).toContain(character);
  });
});
