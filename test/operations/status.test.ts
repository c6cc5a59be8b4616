import { describe, expect, it } from 'vitest';
import { runTotals } from '../../src/operations/run-totals.js';
import { isDue, phaseOf, wayBackStateOf } from '../../src/operations/status.js';

const worker = (
  command: 'run' | 'follow' | 'cutover' | 'feed-back' | 'back' | 'rollback',
  alive: boolean,
) => ({ command, alive });

describe('the phase of a run', () => {
  it.each([
    ['created', [], 'prepared', true],
    ['mysql', [worker('run', true)], 'copying', true],
    ['mysql-done', [], 'copying', true],
    ['copied', [worker('run', false)], 'copied', false],
    ['copied', [worker('follow', true)], 'following', true],
    // Somebody has to follow until the switch, however the last one ended.
    ['copied', [worker('follow', false)], 'following', true],
    ['vault', [worker('follow', true), worker('run', true)], 'following', true],
    ['copied', [worker('cutover', true), worker('follow', true)], 'cutting-over', true],
    ['copied', [worker('cutover', false), worker('follow', true)], 'following', true],
    ['rolling-back', [worker('follow', false)], 'rolling-back', true],
    ['rolled-back', [worker('follow', false)], 'rolled-back', false],
  ] as const)('%s with %j: %s', (state, workers, phase, due) => {
    expect(phaseOf({ state }, workers)).toBe(phase);
    expect(isDue(phase)).toBe(due);
  });

  const ended = (by: 'back' | 'finished') => ({ ended: { at: 'now', by, gaveUp: false } });
  it.each([
    ['switched', {}, [worker('follow', true)], false],
    ['feeding-back', {}, [worker('feed-back', true), worker('follow', true)], true],
    // There is a way back only as long as somebody feeds changes back.
    ['feeding-back', {}, [worker('feed-back', false)], true],
    ['feeding-back', {}, [worker('back', true), worker('feed-back', true)], true],
    ['back', ended('back'), [worker('feed-back', true)], false],
    ['finished', ended('finished'), [worker('feed-back', false)], false],
  ] as const)('after a cut-over: %s', (phase, switched, workers, due) => {
    expect(phaseOf({ state: 'copied' }, workers, switched)).toBe(phase);
    expect(isDue(phase)).toBe(due);
  });

  it('knows what is left of the way back', () => {
    const target = { file: 'log.000001', position: 4 };
    expect(wayBackStateOf(null, undefined)).toBeNull();
    expect(wayBackStateOf({ target }, undefined)).toBe('waiting');
    expect(wayBackStateOf({ target }, { alive: true })).toBe('open');
    expect(wayBackStateOf({ target }, { alive: false })).toBe('dead');
    expect(wayBackStateOf({ target: null }, undefined)).toBe('none');
    expect(wayBackStateOf({ target, ...ended('finished') }, { alive: true })).toBe('none');
    expect(wayBackStateOf({ target, ...ended('back') }, { alive: true })).toBeNull();
  });
});

it('counts what there is in all by the progress of each phase', () => {
  const { see, figures } = runTotals([
    { id: 'mysql', step: 'rows' },
    { id: 'vault', step: 'secrets' },
  ]);
  const progress = (step: string, table: string, done: number, total: number) =>
    see({
      type: 'progress',
      task: 'run',
      step,
      table,
      done,
      total,
      overall: 0,
      seconds: 1,
      secondsLeft: null,
    });
  expect(figures()).toEqual({ totals: {} });
  progress('rows', 'kvs', 10, 100);
  progress('rows', 'apps', 1, 20);
  progress('rows', 'kvs', 90, 110);
  progress('secrets', 'kvs', 0, 7);
  progress('elsewhere', 'kvs', 0, 1000);
  expect(figures()).toEqual({ overall: 0, secondsLeft: null, totals: { mysql: 130, vault: 7 } });
  see({ type: 'throttled', reason: 'busy' });
  see({ type: 'table-failed', table: 'kvs', message: 'lock wait timeout' });
  expect(figures()).toMatchObject({
    throttle: { message: 'busy' },
    lastError: { message: 'lock wait timeout', at: expect.any(String) },
  });
  see({ type: 'throttled', reason: null });
  expect(figures()).toMatchObject({ throttle: null, lastError: { message: 'lock wait timeout' } });
});

it('says how fast the phase at work goes, over the last ten seconds, without what was done before', () => {
  let seconds = 0;
  const { see, figures } = runTotals(
    [
      { id: 'mysql', step: 'rows' },
      { id: 'vault', step: 'secrets' },
    ],
    () => seconds * 1000,
  );
  const progress = (step: string, table: string, done: number) =>
    see({
      type: 'progress',
      task: 'run',
      step,
      table,
      done,
      total: 9000,
      overall: 0,
      seconds,
      secondsLeft: null,
    });
  expect(figures().rate).toBeUndefined();
  progress('rows', 'kvs', 5000);
  expect(figures().rate).toBeUndefined();
  seconds = 2;
  progress('rows', 'kvs', 5600);
  progress('rows', 'apps', 0);
  progress('rows', 'apps', 100);
  expect(figures().rate).toEqual({ phase: 'mysql', perSecond: 350 });
  seconds = 20;
  expect(figures().rate).toBeUndefined();
  seconds = 21;
  expect(figures().rate).toEqual({ phase: 'mysql', perSecond: 0 });
  progress('secrets', 'kvs', 0);
  figures();
  seconds = 25;
  progress('secrets', 'kvs', 200);
  expect(figures().rate).toEqual({ phase: 'vault', perSecond: 50 });
});
