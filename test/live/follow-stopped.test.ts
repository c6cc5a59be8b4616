import { describe, expect, it } from 'vitest';
import { asStopped, FollowStopped } from '../../src/live/follow-stopped.js';
import { MysqlError } from '../../src/mysql/errors.js';
import { VaultError } from '../../src/vault/errors.js';

const stopped = (error: unknown) => asStopped(error) instanceof FollowStopped;

describe('a failure while following', () => {
  it('stops it with words where a Vault stays away, and not where Vault refuses one secret', () => {
    const away = asStopped(new VaultError('unreachable', 'no connection to https://vault:8200'));
    expect(away).toMatchObject({ message: expect.stringMatching(/secret.*no connection/) });
    expect((away as FollowStopped).remedy.text).toMatch(/unsealed.*run follow again/);
    expect(stopped(new VaultError('denied', 'permission denied'))).toBe(false);
  });

  it('is tried again where a server is lost', () => {
    const lost = new MysqlError({ code: 'GONE', message: 'gone', retryable: true, connectionLost: true });
    expect(asStopped(lost)).toBe(lost);
  });
});
