import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../src/core/secret.js';
import type { VaultApi } from '../../src/vault/api.js';
import { VaultError } from '../../src/vault/errors.js';
import { createTokenKeeper } from '../../src/vault/token.js';

const endpoint = { address: 'http://vault', auth: { kind: 'token', token: new Secret('t') } } as const;

describe('a token that can be renewed', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A server that fails the first renewals in the given way; gives the seconds at which each was asked for. */
  function server(failures: readonly VaultError[]): { readonly api: VaultApi; readonly renewals: number[] } {
    const renewals: number[] = [];
    const api: VaultApi = {
      health: () => Promise.reject(new Error('nobody asks')),
      read: async () => ({ data: { ttl: 90, renewable: true, policies: [] } }),
      write: async () => {
        const failure = failures[renewals.length];
        renewals.push(Math.round(performance.now() / 1000));
        if (failure) throw failure;
        return { auth: { lease_duration: 90, renewable: true } };
      },
    };
    return { api, renewals };
  }

  it('is renewed when the server is back', async () => {
    const { api, renewals } = server([new VaultError('sealed', 'sealed'), new VaultError('server', 'away')]);
    const keeper = createTokenKeeper(endpoint);
    await keeper.start(api);
    const begun = Math.round(performance.now() / 1000);
    await vi.advanceTimersByTimeAsync(130_000);
    keeper.stop();
    expect(renewals.map((second) => second - begun)).toEqual([60, 61, 62, 122]);
  });

  it('is not asked for again when the server knows it no more, or the keeper is stopped', async () => {
    const dead = server([new VaultError('denied', 'denied')]);
    const keeper = createTokenKeeper(endpoint);
    await keeper.start(dead.api);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(dead.renewals).toHaveLength(1);
    const away = server([new VaultError('unreachable', 'away')]);
    const stopped = createTokenKeeper(endpoint);
    await stopped.start({
      ...away.api,
      write: (...given) => {
        stopped.stop();
        return away.api.write(...given);
      },
    });
    await vi.advanceTimersByTimeAsync(200_000);
    expect(away.renewals).toHaveLength(1);
  });
});
