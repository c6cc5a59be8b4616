import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../src/core/events.js';
import { lagOf, openThrottle, throttleReason } from '../../../../src/phases/rows/copy/throttle.js';
import { smallConfig } from '../../../support/config.js';

const limits = { maxThreadsRunning: 10, maxReplicaLagSeconds: 5, replicas: [] };
const idle = { threadsRunning: 2, replicaLag: null };

describe('throttleReason', () => {
  it('is none while the target is calm', () => {
    expect(throttleReason(limits, idle)).toBeNull();
    expect(
      throttleReason(limits, { threadsRunning: 10, replicaLag: { name: 'r:1', seconds: 5 } }),
    ).toBeNull();
  });

  it.each([
    [{ ...idle, threadsRunning: 11 }, 'the target runs 11 threads, more than the 10 allowed'],
    [
      { ...idle, replicaLag: { name: 'r:1', seconds: 6 } },
      'replica r:1 is 6 s behind, more than the 5 s allowed',
    ],
    [{ ...idle, replicaLag: { name: 'r:1', seconds: 'stopped' as const } }, 'replica r:1 does not replicate'],
  ])('says why it waits', (load, reason) => {
    expect(throttleReason(limits, load)?.reason).toBe(reason);
  });

  it('does not wait for what was not asked for or is not known', () => {
    expect(
      throttleReason({ replicas: [] }, { threadsRunning: 999, replicaLag: { name: 'r', seconds: 999 } }),
    ).toBeNull();
    expect(throttleReason(limits, { threadsRunning: null, replicaLag: null })).toBeNull();
  });
});

describe('lagOf', () => {
  it('reads both flavours, and tells a stopped replica from no replica', () => {
    expect(lagOf({ Seconds_Behind_Source: '3' })).toBe(3);
    expect(lagOf({ Seconds_Behind_Master: 0 })).toBe(0);
    expect(lagOf({ Seconds_Behind_Master: null })).toBe('stopped');
    expect(lagOf(undefined)).toBeNull();
  });
});

describe('a server that accepts connections and says nothing', () => {
  it('holds neither the copy nor its end back', async () => {
    const sockets: Socket[] = [];
    let hangups = 0;
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        hangups += 1;
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const { options } = smallConfig();
    const replicas = [{ host: '127.0.0.1', port }];
    const config = smallConfig({ options: { ...options, throttle: { maxReplicaLagSeconds: 5, replicas } } });
    const throttle = await openThrottle(config, () => undefined);
    for (let turn = 0; turn < 50; turn += 1) await throttle.waitForTurn(() => false);
    await throttle.close();
    // Still waited for, in the background.
    await expect.poll(() => sockets.length).toBe(1);
    expect(hangups).toBe(0);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
});

describe('the rate cap', () => {
  const { options } = smallConfig();
  const config = smallConfig({
    options: { ...options, throttle: { maxRowsPerSecond: 10, replicas: [] } },
  });

  it('is said as the reason once it has held the copy back, and keeps a pause', async () => {
    const events: RunEvent[] = [];
    const throttle = await openThrottle(config, (event) => events.push(event), {
      expectedRows: 1_000_000,
      rowsPerSecond: () => 10,
    });
    await throttle.waitForTurn(() => false);
    let pauses = 0;
    await throttle.waitForTurn(
      () => events.length > 0,
      async () => {
        pauses += 1;
      },
    );
    throttle.copied(0);
    await throttle.close();
    expect(pauses).toBeGreaterThan(1);
    expect(events).toEqual([
      {
        type: 'throttled',
        reason: 'the copy is held to 10 rows per second (max_rows_per_second)',
        because: { code: 'throttle.rate', params: { rows: '10' } },
      },
    ]);
  });

  it('is another one as soon as it is steered, and none where it is lifted', async () => {
    const events: RunEvent[] = [];
    let rate: number | null = null;
    const { throttle: _, ...others } = config.options;
    const throttle = await openThrottle({ ...config, options: others }, (event) => events.push(event), {
      expectedRows: 1_000_000,
      rowsPerSecond: () => rate,
    });
    for (let turn = 0; turn < 3; turn += 1) await throttle.waitForTurn(() => false);
    rate = 10;
    await throttle.waitForTurn(() => false);
    await throttle.waitForTurn(() => events.length > 0);
    expect(events).toMatchObject([
      { reason: 'the copy is held to 10 rows per second, as set while it runs' },
    ]);
    rate = null;
    await throttle.waitForTurn(() => false);
    expect(events.at(-1)).toMatchObject({ reason: null });
    await throttle.close();
  });

  it('does not hold back those who only read', async () => {
    const throttle = await openThrottle(config, () => undefined);
    for (let turn = 0; turn < 3; turn += 1) await throttle.waitForTurn(() => false);
    await throttle.close();
  });
});
