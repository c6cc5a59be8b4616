import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLimiter } from '../../src/core/limiter.js';

describe('the limiter', () => {
  it('never lets in more than the limit, and everyone in the end', async () => {
    const limiter = createLimiter({ start: 3, max: 3 });
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const leave = await limiter.enter();
        most = Math.max(most, ++inside);
        await new Promise(setImmediate);
        inside -= 1;
        leave('ok');
      }),
    );
    expect(most).toBe(3);
    expect(limiter.inFlight).toBe(0);
  });

  it('halves once for a burst of refusals, and tells it', async () => {
    const limiter = createLimiter({ start: 16, max: 64 });
    const held: (number | null)[] = [];
    limiter.onThrottle((requests) => held.push(requests));
    const leaves = await Promise.all(Array.from({ length: 16 }, () => limiter.enter()));
    for (const leave of leaves) leave('overloaded');
    expect(limiter.limit).toBe(8);
    expect(held).toEqual([8]);
  });

  it('lets more in as long as that brings more answers', async () => {
    const limiter = createLimiter({ start: 4, max: 32 });
    const until = performance.now() + 1_500;
    // A server far away: every request takes as long, however many there are.
    const worker = async () => {
      while (performance.now() < until) {
        const leave = await limiter.enter();
        await delay(10);
        leave('ok');
      }
    };
    await Promise.all(Array.from({ length: 64 }, worker));
    expect(limiter.limit).toBeGreaterThanOrEqual(12);
  });

  it('holds everyone back for as long as the server asks', async () => {
    const limiter = createLimiter({ start: 4, max: 4 });
    const started = performance.now();
    limiter.pause(120);
    (await limiter.enter())('ok');
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  });

  it('spreads requests over the second', async () => {
    const limiter = createLimiter({ start: 50, max: 50 });
    limiter.configure({ perSecond: 100 });
    const started = performance.now();
    await Promise.all(Array.from({ length: 21 }, async () => (await limiter.enter())('ok')));
    expect(performance.now() - started).toBeGreaterThanOrEqual(190);
  });

  it('gives the place back when a waiting request is aborted', async () => {
    const limiter = createLimiter({ start: 1, max: 1 });
    limiter.pause(60_000);
    const abort = new AbortController();
    const waiting = limiter.enter(abort.signal);
    abort.abort();
    await expect(waiting).rejects.toThrow();
    expect(limiter.inFlight).toBe(0);
  });
});
