import { describe, expect, it } from 'vitest';
import { createLimiter } from '../../../../src/core/limiter.js';
import { copySecrets } from '../../../../src/phases/secrets/copy/copy-secrets.js';
import type { SecretGroup } from '../../../../src/phases/secrets/copy/copy-types.js';
import type { VaultClient } from '../../../../src/vault/client.js';
import { control, group, row } from '../../../vault/support/copying.js';

const metadata = {
  currentVersion: 1,
  versions: [{ version: 1, state: 'live' }],
  maxVersions: 0,
  casRequired: false,
  deleteVersionAfter: '0s',
  customMetadata: {},
} as const;

/** A server that has every secret, or none, and answers at once. */
function endless(kind: 'source' | 'target'): VaultClient {
  const refuse = () => Promise.reject(new Error('not asked for'));
  return {
    server: kind,
    mount: kind,
    limiter: createLimiter({ start: 16, max: 16 }),
    token: null,
    api: { health: refuse, read: refuse, write: refuse },
    faultOfPath: async () => null,
    readSecret: async () => ({
      state: 'live',
      version: 1,
      data: Buffer.from('{"value":"x"}'),
      customMetadata: {},
    }),
    readMetadata: async () => (kind === 'source' ? metadata : null),
    writeSecret: async () => ({ kind: 'written', version: 1 }),
    readMaxVersions: async () => 10,
    writeMetadata: refuse,
    destroyVersions: refuse,
    deleteMetadata: refuse,
    list: async () => [],
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

describe('copying very many secrets', () => {
  it('takes no more paths from the database than it can settle', async () => {
    const total = 20_000;
    let taken = 0;
    let settled = 0;
    let furthest = 0;
    async function* groups(): AsyncGenerator<SecretGroup> {
      for (; taken < total; taken++) {
        furthest = Math.max(furthest, taken - settled);
        yield group(`p/${taken}`, row(String(taken), 1));
      }
    }
    const summary = await copySecrets({
      source: endless('source'),
      target: endless('target'),
      groups: groups(),
      ledger: {
        recorded: async () => new Map(),
        intend: async () => undefined,
        settle: async (results) => {
          await new Promise(setImmediate);
          settled += results.length;
        },
      },
      options: { onError: 'stop', history: 'named', ownSettings: false, concurrency: 16 },
      control: control(),
      listener: () => undefined,
    });
    expect(summary).toMatchObject({ rows: total, written: total });
    expect(furthest).toBeLessThanOrEqual(6 * 128);
  });

  it('begins nothing while it is paused', async () => {
    let resume = () => {};
    const paused = new Promise<void>((resolve) => {
      resume = resolve;
    });
    let asked = 0;
    const steering = { ...control(), waitWhilePaused: () => paused };
    const running = copySecrets({
      source: endless('source'),
      target: endless('target'),
      groups: (async function* () {
        yield group('p', row('1', 1));
      })(),
      ledger: {
        recorded: async () => {
          asked += 1;
          return new Map();
        },
        intend: async () => undefined,
        settle: async () => undefined,
      },
      options: { onError: 'stop', history: 'named', ownSettings: false, concurrency: 16 },
      control: steering,
      listener: () => undefined,
    });
    await new Promise(setImmediate);
    expect(asked).toBe(0);
    resume();
    expect(await running).toMatchObject({ written: 1 });
  });
});
