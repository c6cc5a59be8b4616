import { describe, expect, it } from 'vitest';
import { lagOf, throttleReason } from '../../src/run/throttle.js';

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
