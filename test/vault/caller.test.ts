import { expect, it, vi } from 'vitest';
import { createCaller } from '../../src/vault/caller.js';
import { VaultError } from '../../src/vault/errors.js';
import { patient } from '../../src/vault/retry.js';
import type { Transport } from '../../src/vault/transport.js';

const tokens = { current: () => 't', replace: async () => false };

it('says nothing of a request that fails once the connections are closed, and ends it', async () => {
  const outstanding = Promise.withResolvers<never>();
  const transport: Transport = {
    server: 'https://vault',
    send: () => outstanding.promise,
    close: async () => outstanding.reject(new VaultError('unreachable', 'lost the connection')),
  };
  const caller = createCaller(transport, patient, tokens);
  const onRetry = vi.fn();
  const call = caller.call({ method: 'GET', path: '/v1/x' }, { onRetry });
  const ended = expect(call).rejects.toMatchObject({ kind: 'unreachable' });
  await caller.close();
  await ended;
  expect(onRetry).not.toHaveBeenCalled();
});

it('ends a wait for the next try with the connections', async () => {
  const transport: Transport = {
    server: 'https://vault',
    send: async () => {
      throw new VaultError('throttled', 'wait', { retryAfterMs: 200_000 });
    },
    close: async () => undefined,
  };
  const caller = createCaller(transport, patient, tokens);
  const waiting = Promise.withResolvers<void>();
  const call = caller.call({ method: 'GET', path: '/v1/x' }, { onRetry: () => waiting.resolve() });
  const ended = expect(call).rejects.toMatchObject({ kind: 'throttled' });
  await waiting.promise;
  await caller.close();
  await ended;
});
