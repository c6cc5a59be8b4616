import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.js';
import { type ProgressEvent, trackProgress, withSteps } from '../../src/core/progress.js';

function watch() {
  const events: RunEvent[] = [];
  const time = { now: 0 };
  const progress = trackProgress(
    'validate',
    (event) => events.push(event),
    () => time.now,
  );
  const told = (): ProgressEvent[] => events.flatMap((event) => (event.type === 'progress' ? [event] : []));
  return { progress, told, time, events };
}

describe('progress of a task with many steps', () => {
  it('never falls, whatever order tables and checks come in', () => {
    const { progress, told, time } = watch();
    progress.expect({ 'checksum kvs': 70, 'checksum apps': 20, orphans: 10 });
    const steps = [
      { step: 'checksum', table: 'kvs', done: 10, total: 100 },
      { step: 'checksum', table: 'apps', done: 99, total: 100 },
      { step: 'checksum', table: 'kvs', done: 50, total: 100 },
      { step: 'orphans', done: 1, total: 2 },
      { step: 'checksum', table: 'kvs', done: 40, total: 100 },
    ];
    for (const step of steps) {
      time.now += 1_000;
      progress.tell(step);
    }
    const shares = told().map(({ overall }) => overall);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeCloseTo(0.07);
    expect(shares.at(-1)).toBeCloseTo(0.35 + 0.198 + 0.05);
  });

  it('does not fall when more work becomes known, and reaches the end only when it is finished', () => {
    const { progress, told } = watch();
    progress.expect({ connections: 1 });
    progress.tell({ step: 'connections', done: 4, total: 4 });
    progress.expect({ conflicts: 99 });
    progress.tell({ step: 'conflicts', done: 1, total: 2 });
    expect(told().at(-1)?.overall).toBe(0.999);
    progress.finish();
    expect(told().at(-1)).toMatchObject({ overall: 1, secondsLeft: 0, done: 2, total: 2 });
  });

  it('tells a new step at once, and the same one four times a second', () => {
    const { progress, told, time } = watch();
    for (let done = 0; done < 100; done += 1) {
      time.now += 10;
      progress.tell({ step: 'secrets', done, total: 1_000 });
    }
    expect(told()).toHaveLength(4);
    progress.tell({ step: 'orphans', done: 0, total: 3 });
    expect(told().at(-1)).toMatchObject({ step: 'orphans', done: 0, total: 3 });
  });

  it('estimates the time left after some seconds and some percent', () => {
    const { progress, told, time } = watch();
    progress.expect({ secrets: 1 });
    time.now = 2_000;
    progress.tell({ step: 'secrets', done: 10, total: 100 });
    expect(told().at(-1)?.secondsLeft).toBeNull();
    time.now = 10_000;
    progress.tell({ step: 'secrets', done: 25, total: 100 });
    expect(told().at(-1)).toMatchObject({ seconds: 10, secondsLeft: 30 });
  });

  it('makes the progress of a task within it a part of its own', () => {
    const { progress, told, events } = watch();
    progress.expect({ find: 50, repair: 50 });
    const inner = trackProgress('plan', progress.within('find'));
    inner.expect({ 'full kvs': 1 });
    inner.tell({ step: 'full', table: 'kvs', done: 1, total: 2 });
    progress.within('find')({ type: 'throttled', reason: null });
    expect(told().at(-1)).toMatchObject({ task: 'validate', step: 'full', table: 'kvs', overall: 0.25 });
    expect(events.at(-1)).toEqual({ type: 'throttled', reason: null });
  });

  it('takes the steps that validation and rollback tell for its own', () => {
    const { progress, told, events } = watch();
    progress.expect({ 'remove kvs': 1, orphans: 1 });
    const listen = withSteps((event) => events.push(event), progress);
    listen({ type: 'rollback-progress', subject: 'kvs', step: 'remove', table: 'kvs', done: 1, total: 2 });
    listen({ type: 'validation-progress', check: 'orphans', done: 0, total: 0 });
    expect(told().map(({ overall }) => overall)).toEqual([0.25, 0.75]);
    expect(events).toHaveLength(4);
  });
});
