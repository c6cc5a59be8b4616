import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { RefusedError } from '../../../src/core/refused.js';
import { createSteering } from '../../../src/core/steering.js';
import type { Clock } from '../../../src/ui/wizard/clock.js';
import { batchEvents, type TimedEvent } from '../../../src/ui/wizard/event-batch.js';
import { frameReducer, initialFrame } from '../../../src/ui/wizard/frame-state.js';
import { problemOf } from '../../../src/ui/wizard/problem.js';
import { createStore } from '../../../src/ui/wizard/store.js';

const event: RunEvent = { type: 'throttled', reason: null };

/** A clock that stands still until the test moves it. */
function stillClock(): Clock & { readonly fire: () => void } {
  let waiting: (() => void)[] = [];
  return {
    now: () => 42,
    every: () => () => undefined,
    after: (_milliseconds, callback) => {
      waiting.push(callback);
      return () => {
        waiting = waiting.filter((other) => other !== callback);
      };
    },
    fire: () => {
      const callbacks = waiting;
      waiting = [];
      for (const callback of callbacks) callback();
    },
  };
}

describe('batching of events', () => {
  it('delivers everything of one interval together, with its time', () => {
    const clock = stillClock();
    const delivered: (readonly TimedEvent[])[] = [];
    const batch = batchEvents(clock, 200, (events) => delivered.push(events));
    for (let index = 0; index < 1000; index += 1) batch.push(event);
    expect(delivered).toEqual([]);
    clock.fire();
    expect(delivered).toHaveLength(1);
    expect(delivered[0]).toHaveLength(1000);
    expect(delivered[0]?.[0]).toEqual({ event, at: 42 });
  });

  it('delivers the rest at the end, once', () => {
    const clock = stillClock();
    const delivered: (readonly TimedEvent[])[] = [];
    const batch = batchEvents(clock, 200, (events) => delivered.push(events));
    batch.push(event);
    batch.flush();
    batch.flush();
    clock.fire();
    expect(delivered).toHaveLength(1);
  });
});

describe('steering a run', () => {
  it('holds the engine while paused and lets it go', async () => {
    const steering = createSteering(2);
    steering.pause();
    let went = false;
    const waiting = steering.control.waitWhilePaused().then(() => {
      went = true;
    });
    await Promise.resolve();
    expect(went).toBe(false);
    steering.resume();
    await waiting;
    expect(went).toBe(true);
  });

  it('stops a paused engine, too, and aborts only when told', async () => {
    const steering = createSteering(2);
    steering.pause();
    steering.stop();
    await steering.control.waitWhilePaused();
    expect(steering.control.stop.aborted).toBe(true);
    expect(steering.control.abort.aborted).toBe(false);
    steering.abort();
    expect(steering.control.abort.aborted).toBe(true);
  });

  it('does what is said from elsewhere, and tells only what is changed here', async () => {
    const steering = createSteering(2);
    const told: unknown[] = [];
    steering.onChange((change) => told.push(change));
    steering.steer({ action: 'pause', value: null });
    expect(steering.now()).toEqual({ paused: true, parallelism: 2, rowsPerSecond: null });
    steering.resume();
    steering.steer({ action: 'rate', value: 500 });
    steering.steer({ action: 'parallel', value: 4 });
    expect(steering.now()).toEqual({ paused: false, parallelism: 4, rowsPerSecond: 500 });
    expect(steering.control.parallelism()).toBe(4);
    steering.setParallelism(1);
    steering.steer({ action: 'rate', value: null });
    expect(steering.now()).toEqual({ paused: false, parallelism: 1, rowsPerSecond: null });
    steering.pause();
    steering.steer({ action: 'stop', value: null });
    await steering.control.waitWhilePaused();
    expect(steering.control.stop.aborted).toBe(true);
    expect(told).toEqual([
      { action: 'continue', value: null },
      { action: 'parallel', value: 1 },
      { action: 'pause', value: null },
    ]);
    steering.onChange(null);
    steering.stop();
    expect(told).toHaveLength(3);
  });

  it('passes parallelism on', () => {
    const steering = createSteering(2);
    steering.setParallelism(5);
    expect(steering.control.parallelism()).toBe(5);
  });
});

describe('the store', () => {
  it('tells its subscribers only when something changed', () => {
    const store = createStore(0, (state: number, add: number) => state + add);
    let told = 0;
    const leave = store.subscribe(() => {
      told += 1;
    });
    store.dispatch(0);
    store.dispatch(2);
    leave();
    store.dispatch(2);
    expect([told, store.getState()]).toEqual([1, 4]);
  });
});

describe('problems', () => {
  it('say what, where and what to do', () => {
    const error = new RefusedError('unknown key "hots"', {
      where: { file: '/m.yaml', line: 4, key: 'source.mysql.hots' },
      remedy: 'did you mean host?',
    });
    expect(problemOf(error)).toEqual({
      message: 'unknown key "hots"',
      where: '/m.yaml:4 (source.mysql.hots)',
      remedy: 'did you mean host?',
      refused: true,
    });
    expect(problemOf(new Error(''))).toMatchObject({ message: 'unknown error', refused: false });
    expect(problemOf('odd').message).toBe('odd');
  });
});

describe('the frame', () => {
  it('remembers visited steps and drops notices when it moves on', () => {
    const noticed = frameReducer(initialFrame, {
      slice: 'frame',
      type: 'notice',
      notice: { tone: 'good', text: 't' },
    });
    const moved = frameReducer(noticed, { slice: 'frame', type: 'go', step: 'tables' });
    expect(moved).toMatchObject({ step: 'tables', visited: ['config', 'tables'], notice: null });
    expect(frameReducer(moved, { slice: 'frame', type: 'overlay', overlay: 'help' }).overlay).toBe('help');
    expect(frameReducer(moved, { slice: 'frame', type: 'closing', by: 'asked' }).closing).toBe('asked');
    expect(frameReducer(moved, { slice: 'frame', type: 'scroll-help', first: -1 }).helpScroll).toBe(0);
  });
});
