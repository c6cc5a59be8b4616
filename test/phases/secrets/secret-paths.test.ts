import { describe, expect, it } from 'vitest';
import { fillPath, parseSecretPath } from '../../../src/phases/secrets/secret-paths.js';

describe('secret paths', () => {
  const template = 'biz/{biz_id}/apps/{app_id}/releases/{release_id}/kvs/{key}';

  it('put the values of a row into the template in order', () => {
    expect(fillPath(parseSecretPath(template), ['2', '15', '900', '数据库.密码'])).toBe(
      'biz/2/apps/15/releases/900/kvs/数据库.密码',
    );
  });

  it('keep braces and slashes of a value as they are', () => {
    expect(fillPath(parseSecretPath('kvs/{key}'), ['a/{b}/c'])).toBe('kvs/a/{b}/c');
  });
});
