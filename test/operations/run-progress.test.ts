import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.js';
import { withRunProgress } from '../../src/operations/run-progress.js';
import { filesPhase } from '../../src/phases/files/phase.js';
import { phases } from '../../src/phases/index.js';
import { noFigures, type Phase } from '../../src/phases/phase.js';
import { rowsPhase } from '../../src/phases/rows/phase.js';
import { secretsPhase } from '../../src/phases/secrets/phase.js';
import type { Plan } from '../../src/plan/plan.js';

const plan = {
  tables: [
    { table: 'kvs', approximateRows: 1_000_000 },
    { table: 'apps', approximateRows: 10 },
  ],
  vault: { secrets: [{ table: 'kvs' }] },
} as unknown as Plan;

const at = '2026-11-21T03:00:00.000Z';
const chunk = (rows: number): RunEvent => ({
  type: 'chunk-committed',
  table: 'kvs',
  chunk: 1,
  rows,
  bytes: 1,
  seconds: 1,
  worker: 0,
});
const secrets = (done: number): RunEvent => ({
  type: 'secrets-progress',
  table: 'kvs',
  done,
  written: done,
  reused: 0,
  versionsChanged: 0,
  missing: 0,
  failed: 0,
});

describe('how far a run is', () => {
  it('is one share of rows and secrets together, which never falls and ends at the whole', () => {
    const events: RunEvent[] = [];
    const listen = withRunProgress((event) => events.push(event), { plan, phases, before: noFigures });
    listen({
      type: 'table-started',
      table: 'kvs',
      rows: 1_000_000,
      approximateBytes: 1,
      rowsAlreadyCopied: 0,
    });
    for (const rows of [250_000, 250_000, 500_000]) listen(chunk(rows));
    listen({ type: 'table-finished', table: 'kvs', rows: 1_000_000, seconds: 9 });
    listen({ type: 'secrets-counted', table: 'kvs', rows: 1_000_000 });
    for (const done of [100, 500_000, 1_000_000]) listen(secrets(done));
    listen({ type: 'run-finished', runId: 'r', outcome: 'complete', at, seconds: 20 });
    const told = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    const shares = told.map(({ overall }) => overall);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(events.at(-1)?.type).toBe('run-finished');
    expect(told.every(({ task }) => task === 'run')).toBe(true);
  });

  it('grows with each phase by itself', () => {
    const files = { entries: [{ table: 'kvs' }] };
    const reached = (phase: Phase, ...seen: readonly RunEvent[]) => {
      const events: RunEvent[] = [];
      const all = { ...plan, files } as unknown as Plan;
      const listen = withRunProgress((event) => events.push(event), {
        plan: all,
        phases: [phase],
        before: noFigures,
      });
      for (const event of seen) listen(event);
      return events.findLast((event) => event.type === 'progress')?.overall;
    };
    const half = { type: 'files-progress', done: 50, total: 100 } as unknown as RunEvent;
    expect(reached(filesPhase, half)).toBe(0.5);
    expect(reached(secretsPhase, { type: 'secrets-counted', table: 'kvs', rows: 100 }, secrets(50))).toBe(
      0.5,
    );
    const started = { table: 'kvs', rows: 100, approximateBytes: 1, rowsAlreadyCopied: 0 };
    expect(reached(rowsPhase, { type: 'table-started', ...started }, chunk(100))).toBeCloseTo(0.999, 2);
    expect(phases).toHaveLength(3);
  });

  it('begins where earlier sessions ended', () => {
    const events: RunEvent[] = [];
    const tables = [{ table: 'kvs', rows: 1_000_000, finished: true }] as never;
    const before = { ...noFigures, tables };
    withRunProgress((event) => events.push(event), { plan, phases: [rowsPhase], before });
    expect(events).toMatchObject([{ type: 'progress', task: 'run', step: 'rows', table: 'kvs' }]);
    expect(events[0]).toMatchObject({ overall: expect.closeTo(0.998, 2) });
  });
});
