import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { applyEvent, finishLive, keptLogRows } from '../../../src/ui/steps/copy/live-events.js';
import {
  activeTable,
  initialLive,
  type LiveState,
  overall,
  workingTime,
} from '../../../src/ui/steps/copy/live-state.js';

const tables = [
  { table: 'kvs', rows: 100, done: 0, finished: false },
  { table: 'hooks', rows: 50, done: 0, finished: false },
];
const chunk = (table: string, rows: number): RunEvent => ({
  type: 'chunk-committed',
  table,
  chunk: 1,
  rows,
  bytes: rows * 10,
  seconds: 1,
  worker: 0,
});

function liveAfter(...events: readonly (readonly [number, RunEvent])[]): LiveState {
  return events.reduce((live, [at, event]) => applyEvent(live, { at, event }), initialLive(0, tables));
}

describe('the live panel', () => {
  it('counts what was committed, by table and in all', () => {
    const live = liveAfter([1000, chunk('kvs', 40)], [2000, chunk('kvs', 20)], [2500, chunk('hooks', 5)]);
    expect(live.tables.map(({ done, status }) => [done, status])).toEqual([
      [60, 'running'],
      [5, 'running'],
    ]);
    expect(live).toMatchObject({ rows: 65, bytes: 650, lastProgressAt: 2500 });
    expect(overall(live)).toEqual({ done: 65, total: 150, tablesDone: 0 });
  });

  it('starts a resumed table where it stood, without counting its old rows as speed', () => {
    const live = liveAfter([
      1000,
      { type: 'table-started', table: 'kvs', rows: 100, approximateBytes: 0, rowsAlreadyCopied: 70 },
    ]);
    expect(live.tables[0]).toMatchObject({ done: 70, total: 100 });
    expect(live.rows).toBe(0);
    expect(live.speed).toEqual([]);
  });

  it('is done with a table only when the engine says so', () => {
    const all = liveAfter([1, chunk('kvs', 100)]);
    expect(all.tables[0]?.status).toBe('running');
    const done = applyEvent(all, {
      at: 2,
      event: { type: 'table-finished', table: 'kvs', rows: 100, seconds: 1 },
    });
    expect(done.tables[0]?.status).toBe('done');
  });

  it('keeps the failed table, its reason and the log', () => {
    const live = liveAfter([1, { type: 'table-failed', table: 'kvs', message: 'lost connection' }]);
    expect(live.tables[0]).toMatchObject({ status: 'failed', message: 'lost connection' });
    expect(live.log.at(-1)).toMatchObject({ level: 'error', message: 'kvs: lost connection' });
  });

  it('counts secrets from cumulative figures', () => {
    const progress = (done: number): RunEvent => ({
      type: 'secrets-progress',
      table: 'kvs',
      done,
      written: done,
      reused: 0,
      versionsChanged: 0,
      missing: 0,
      failed: 0,
    });
    const live = liveAfter(
      [1, { type: 'secrets-counted', table: 'kvs', rows: 30 }],
      [1000, progress(10)],
      [2000, progress(25)],
    );
    expect(live.tables[0]).toMatchObject({ done: 25, total: 30 });
    expect(live.rows).toBe(25);
    expect(live.tallies.kvs).toMatchObject({ written: 25 });
  });

  it('begins a resumed run with what was done before, which is no speed of this session', () => {
    const settled = { written: 18, reused: 2, versionsChanged: 0, missing: 0, failed: 0 };
    const live = liveAfter(
      [1, { type: 'secrets-counted', table: 'kvs', rows: 30, rowsAlreadySettled: 20 }],
      [1000, { type: 'secrets-progress', table: 'kvs', done: 20, ...settled }],
      [2000, { type: 'secrets-progress', table: 'kvs', done: 25, ...settled, written: 23 }],
    );
    expect(live.tables[0]).toMatchObject({ done: 25, total: 30 });
    expect(live.rows).toBe(5);
  });

  it('shows why it waits, until that is over: rows of chunks in hand still come', () => {
    const throttled = liveAfter([1, { type: 'throttled', reason: 'replica lag 12 s' }]);
    expect(throttled.throttle).toEqual({ reason: 'replica lag 12 s', cap: false });
    const copying = applyEvent(throttled, { at: 2, event: chunk('kvs', 1) });
    expect(copying.throttle).toEqual(throttled.throttle);
    expect(applyEvent(copying, { at: 3, event: { type: 'throttled', reason: null } }).throttle).toBeNull();
    const retry = liveAfter([
      1,
      { type: 'retry', subject: 'kvs', attempt: 2, waitMs: 500, reason: 'lock wait timeout' },
    ]);
    expect(retry).toMatchObject({ retries: 1, lastRetry: 'lock wait timeout' });
  });

  it('never shows less than before when a total turns out to be larger', () => {
    const live = liveAfter(
      [1000, chunk('kvs', 100)],
      [2000, { type: 'table-started', table: 'hooks', rows: 900, approximateBytes: 0, rowsAlreadyCopied: 0 }],
    );
    expect(overall(live)).toMatchObject({ done: 100, total: 1000 });
    expect(live.share).toBeCloseTo(100 / 150);
    expect(applyEvent(live, { at: 3000, event: chunk('hooks', 800) }).share).toBeCloseTo(0.9);
  });

  it('keeps its rates over a pause, which is no time of work', () => {
    const live = liveAfter(
      [0, { type: 'phase-started', phase: 'mysql', at: '' }],
      [500, chunk('kvs', 10)],
      [1500, chunk('kvs', 10)],
      [2000, { type: 'paused', at: '' }],
      [602_000, { type: 'continued', at: '' }],
      [602_500, chunk('kvs', 10)],
    );
    expect(live.speed.map(({ second, rows }) => [second, rows])).toEqual([
      [0, 10],
      [1, 10],
      [2, 10],
    ]);
  });

  it('shows how far the checks before the first write are', () => {
    const event = {
      type: 'progress',
      task: 'check',
      step: 'conflicts',
      table: 'kvs',
      done: 1,
      total: 8,
      overall: 0.2,
      seconds: 1,
      secondsLeft: null,
    } as const;
    expect(liveAfter([1000, event]).checks).toMatchObject({ progress: event, progressAt: 1000 });
  });

  it('leaves pauses out of the working time', () => {
    const live = liveAfter(
      [1000, { type: 'paused', at: '' }],
      [4000, { type: 'continued', at: '' }],
      [5000, chunk('kvs', 1)],
    );
    expect(workingTime({ ...live, now: 10_000 })).toBe(7000);
  });

  it('keeps a bounded log and a bounded list of problems, and counts them all', () => {
    let live = initialLive(0, tables);
    for (let index = 0; index < keptLogRows + 50; index += 1) {
      live = applyEvent(live, {
        at: index,
        event: {
          type: 'secret-problem',
          table: 'kvs',
          key: `id=${index}`,
          path: `p/id=${index}`,
          version: '1',
          kind: 'missing',
          message: 'missing',
          sourceFault: false,
        },
      });
    }
    expect(live.log).toHaveLength(keptLogRows);
    expect(live.log.at(-1)?.message).toContain(`id=${keptLogRows + 49}`);
    expect(live.problems.length).toBeLessThan(300);
    expect(live.problemCount).toBe(keptLogRows + 50);
  });

  it('finishes the rest only when the phase is complete', () => {
    const live = liveAfter([1, chunk('kvs', 60)]);
    expect(finishLive(live, 9, true).tables.map((table) => table.status)).toEqual(['done', 'done']);
    expect(finishLive(live, 9, false).tables.map((table) => table.status)).toEqual(['running', 'waiting']);
  });

  it('shows what an earlier session has finished as done, and counts it in all', () => {
    const live = initialLive(0, [
      { table: 'kvs', rows: 0, done: 100, finished: true },
      { table: 'hooks', rows: 50, done: 20, finished: false },
    ]);
    expect(live.tables.map(({ status, done, total }) => [status, done, total])).toEqual([
      ['done', 100, 100],
      ['waiting', 20, 50],
    ]);
    expect(overall(live)).toEqual({ done: 120, total: 150, tablesDone: 1 });
  });

  it('knows the row to keep in view', () => {
    expect(activeTable(initialLive(0, tables))).toBe(0);
    expect(activeTable(liveAfter([1, chunk('hooks', 1)]))).toBe(1);
    const failing = liveAfter([1, { type: 'table-failed', table: 'hooks', message: 'lock wait' }]);
    expect(activeTable(failing)).toBe(0);
    expect(activeTable(finishLive(failing, 2, false))).toBe(1);
  });
});
