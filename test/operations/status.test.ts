import { describe, expect, it } from 'vitest';
import { runTotals } from '../../src/operations/run-totals.js';
import { isDue, phaseOf } from '../../src/operations/status.js';

const worker = (command: 'run' | 'follow' | 'cutover' | 'rollback', alive: boolean) => ({ command, alive });

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
  expect(figures()).toEqual({ totals: { mysql: 130, vault: 7 } });
});
