import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { beginPause } from '../../../src/operations/cutover/pause.js';

function pauseOf(maxSeconds: number) {
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const pause = beginPause({ maxSeconds, listener: (event) => events.push(event), stop: stop.signal });
  return {
    pause,
    stop,
    steps: () => events.map((event) => (event.type === 'cutover-step' ? event.step : '')),
  };
}

const never = () => new Promise<never>(() => undefined);

describe('the pause of a cut-over', () => {
  it('tells each step that is done', async () => {
    const { pause, steps } = pauseOf(60);
    using _ = pause;
    expect(await pause.step('lock', async () => 'locked')).toBe('locked');
    await expect(pause.step('drain', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(steps()).toEqual(['lock']);
    expect(pause.seconds()).toBeLessThan(60);
  });

  it('ends a step that outlasts it, and begins no other one', async () => {
    const { pause } = pauseOf(0.05);
    using _ = pause;
    await expect(pause.step('fence', never)).rejects.toMatchObject({
      name: 'CalledOff',
      said: { code: 'cutover.too-long', params: { step: 'fence' } },
    });
    await expect(pause.step('drain', async () => 'late')).rejects.toMatchObject({ name: 'CalledOff' });
    await expect(pause.last('switch', async (refuseLate) => refuseLate())).rejects.toMatchObject({
      said: { params: { step: 'switch' } },
    });
  });

  it('is ended by the operator', async () => {
    const { pause, stop } = pauseOf(60);
    using _ = pause;
    const step = pause.step('drain', () => pause.until(() => false));
    stop.abort();
    await expect(step).rejects.toMatchObject({ said: { code: 'cutover.stopped' } });
  });

  it('never leaves the last step in the middle: what was made durable counts', async () => {
    const { pause, steps } = pauseOf(0.05);
    using _ = pause;
    const last = pause.last('switch', async (refuseLate) => {
      refuseLate();
      await delay(150);
      return 'durable';
    });
    expect(await last).toBe('durable');
    expect(steps()).toEqual(['switch']);
  });
});
