import { describe, expect, it } from 'vitest';
import { withRetry } from '../../src/core/retry.js';
import { VaultError } from '../../src/vault/errors.js';
import { impatient, type RetryNotice, vaultRetry } from '../../src/vault/retry.js';

const policy = { patienceMs: 2_000, firstWaitMs: 1, longestWaitMs: 4 };
const sealed = () => new VaultError('sealed', 'sealed');

function failing(times: number, error = sealed()): () => Promise<string> {
  let left = times;
  return async () => {
    if (left-- > 0) throw error;
    return 'done';
  };
}

describe('a request to Vault', () => {
  it('tries again and says so each time', async () => {
    const notices: RetryNotice[] = [];
    const options = { policy, server: 's', onRetry: (notice: RetryNotice) => notices.push(notice) };
    expect(await withRetry(failing(3), vaultRetry(options))).toBe('done');
    expect(notices.map(({ attempt, reason }) => `${attempt} ${reason}`)).toEqual([
      '1 sealed',
      '2 sealed',
      '3 sealed',
    ]);
    // How long it goes on being tried, which gets less.
    const left = notices.map(({ leftMs }) => leftMs);
    expect(left[0]).toBe(policy.patienceMs);
    expect(left).toEqual(left.toSorted((a, b) => b - a));
    expect(left.at(-1)).toBeLessThan(policy.patienceMs);
  });

  it('loses its patience', async () => {
    const options = { policy: { ...policy, patienceMs: 30 }, server: 's', onRetry: () => undefined };
    await expect(withRetry(failing(Number.POSITIVE_INFINITY), vaultRetry(options))).rejects.toThrow('sealed');
    await expect(withRetry(failing(1), vaultRetry({ ...options, policy: impatient }))).rejects.toThrow(
      'sealed',
    );
  });

  it('does not repeat what cannot get better', async () => {
    const options = { policy, server: 's', onRetry: () => expect.unreachable() };
    await expect(withRetry(failing(1, new VaultError('denied', 'no')), vaultRetry(options))).rejects.toThrow(
      'no',
    );
  });

  it('ends the wait when the operator stops', async () => {
    const stop = new AbortController();
    const options = {
      policy: { patienceMs: 60_000, firstWaitMs: 30_000, longestWaitMs: 30_000 },
      server: 's',
      onRetry: () => stop.abort(),
      giveUp: [stop.signal],
    };
    await expect(withRetry(failing(9), vaultRetry(options))).rejects.toThrow('sealed');
  });
});
