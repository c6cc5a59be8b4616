import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.js';
import { logEvent } from '../../src/core/events.js';
import { told } from '../../src/core/sentence.js';
import { eventLines } from '../../src/headless/event-lines.js';
import { say as saySecrets } from '../../src/phases/secrets/words.js';
import { say as sayPreflight } from '../../src/preflight/words.js';
import { collectText } from './support/text-environment.js';

const at = '2025-06-01T01:00:00.000Z';
const started: RunEvent = { type: 'run-started', runId: 'r1', resumed: false, tables: 2, rows: 10_000, at };
const chunk = (rows: number): RunEvent => ({
  type: 'chunk-committed',
  table: 'kvs',
  chunk: 1,
  rows,
  bytes: 1,
  seconds: 1,
  worker: 0,
});
const secretProblem = (index: number, sourceFault = false): RunEvent => ({
  type: 'secret-problem',
  table: 'kvs',
  key: `id=${index}`,
  path: 'biz/1/apps/2/kvs/k',
  version: '3',
  kind: 'conflict',
  ...told(saySecrets('secret.other-value')),
  sourceFault,
});

describe('a run as lines', () => {
  it('tells its course', () => {
    const { environment, lines } = collectText();
    const listen = eventLines(environment);
    const events: RunEvent[] = [
      started,
      { type: 'phase-started', phase: 'mysql', at },
      { type: 'snapshot-taken', at, how: 'one lock', position: 'binlog.1:4', consistent: false },
      { type: 'generator-raised', resource: 'kvs', from: '1', to: '9' },
      { type: 'generator-raised', resource: 'hooks', from: '1', to: '9' },
      { type: 'table-started', table: 'kvs', rows: 10, approximateBytes: 1, rowsAlreadyCopied: 0 },
      chunk(10),
      { type: 'table-finished', table: 'kvs', rows: 10, seconds: 1.23 },
      { type: 'table-failed', table: 'hooks', message: 'lock wait\ntimeout' },
      { type: 'retry', subject: 'kvs', attempt: 2, waitMs: 1500, reason: 'deadlock' },
      { type: 'retry', subject: 'Vault', attempt: 9, waitMs: 5000, leftMs: 245_000, reason: 'sealed' },
      { type: 'throttled', reason: 'replica is 9 s behind' },
      { type: 'throttled', reason: null },
      { type: 'paused', at },
      { type: 'continued', at },
      { type: 'parallelism', phase: 'mysql', value: 3 },
      { type: 'phase-finished', phase: 'mysql', at, seconds: 75 },
      secretProblem(1),
      secretProblem(2, true),
      { type: 'log', level: 'warning', message: 'look here', at },
      { type: 'validation-result', check: 'row-counts', table: 'kvs', ok: false, detail: '1 of 2 rows' },
      { type: 'run-finished', runId: 'r1', outcome: 'partial', at, seconds: 3700 },
    ];
    for (const event of events) listen(event);
    expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
      "
      Run r1 started: 2 tables
      MySQL: started
      ✓ Snapshot of the source at 2025-06-01 01:00:00 +00:00: one lock; position binlog.1:4
      ! the snapshot is not one point in time over all tables
      ✓ ID generators raised: 2
      ✓ kvs: 10 rows in 1.2 s
      ✗ hooks: lock wait\\ntimeout
      ! kvs: retry 2 in 1.5 s (deadlock)
      ! Vault: retry 9 in 5.0 s (sealed); given up in about 4 min 05 s if it lasts
      Waiting: replica is 9 s behind
      Going on at full speed
      Paused
      Going on
      MySQL: 3 in parallel
      MySQL: ended after 1 min 15 s
      ✗ another value at the target path: kvs id=1, biz/1/apps/2/kvs/k v3: the target path holds another value
      ! another value at the target path: kvs id=2, biz/1/apps/2/kvs/k v3: the target path holds another value (already so in the source)
      ! look here
      ✗ row-counts kvs: 1 of 2 rows
      Run r1: partial: some rows or secrets could not be copied (1 h 01 min)
      "
    `);
  });

  it('prints a progress line at most every two seconds, with a rate and in time an ETA', () => {
    const { environment, lines, clock } = collectText();
    const listen = eventLines(environment);
    listen(started);
    listen({ type: 'phase-started', phase: 'mysql', at });
    lines.length = 0;
    for (let step = 1; step <= 80; step++) {
      clock.now += 100;
      listen(chunk(100));
    }
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('  MySQL: 20 % · 2,000 of ~10,000 rows · 0 of 2 tables · 1,000 rows/s');
    expect(lines[3]).toContain('80 % · 8,000 of ~10,000 rows');
    expect(lines[3]).toContain('about 2.0 s left');
  });

  it('does not take rows of an earlier start for speed, nor say 100 % early', () => {
    const { environment, lines, clock } = collectText();
    const listen = eventLines(environment);
    listen(started);
    listen({ type: 'phase-started', phase: 'mysql', at });
    listen({ type: 'table-started', table: 'kvs', rows: 9999, approximateBytes: 1, rowsAlreadyCopied: 9900 });
    listen(chunk(1));
    clock.now += 3000;
    listen(chunk(98));
    expect(lines.at(-1)).toContain('99 % · 9,999 of ~10,000 rows');
    expect(lines.at(-1)).toContain('33 rows/s');
  });

  it('counts tables and rows that an earlier session finished, of which it hears no more', () => {
    const { environment, lines, clock } = collectText();
    const listen = eventLines(environment);
    listen({ ...started, resumed: true, finishedBefore: { tables: 1, rows: 9000 } });
    listen({ type: 'phase-started', phase: 'mysql', at });
    listen(chunk(100));
    clock.now += 3000;
    listen(chunk(100));
    expect(lines.at(-1)).toBe('  MySQL: 92 % · 9,200 of ~10,000 rows · 1 of 2 tables · 33 rows/s');
  });

  it('says the engine’s sentences in Chinese, too', () => {
    const { environment, lines } = collectText('zh');
    const listen = eventLines(environment);
    listen(logEvent('info', sayPreflight('log.sampling')));
    listen(secretProblem(1));
    expect(lines).toEqual([
      '正在抽样测速以作预计',
      '✗ 目标路径已有不同的值：kvs id=1, biz/1/apps/2/kvs/k v3：目标路径存有另一个值',
    ]);
  });

  it('drops an estimate that the rows have passed', () => {
    const { environment, lines, clock } = collectText();
    const listen = eventLines(environment);
    listen(started);
    listen({ type: 'phase-started', phase: 'mysql', at });
    clock.now += 3000;
    listen(chunk(10_001));
    expect(lines.at(-1)).toBe('  MySQL: 10,001 rows · 0 of 2 tables');
  });

  it('adds up secrets over the tables', () => {
    const { environment, lines, clock } = collectText();
    const listen = eventLines(environment);
    listen({ type: 'phase-started', phase: 'vault', at });
    listen({ type: 'secrets-counted', table: 'kvs', rows: 300 });
    listen({ type: 'secrets-counted', table: 'released_kvs', rows: 100 });
    const progress = {
      type: 'secrets-progress' as const,
      written: 90,
      reused: 10,
      versionsChanged: 5,
      missing: 0,
      failed: 0,
    };
    listen({ ...progress, table: 'kvs', done: 100 });
    clock.now += 2500;
    listen({ ...progress, table: 'released_kvs', done: 100 });
    expect(lines.at(-1)).toBe(
      '  Vault: 50 % · 200 of 400 secrets · 180 written, 20 reused, 10 versions changed · 40 secrets/s',
    );
  });

  it('counts secrets that earlier starts of the run settled, also of tables that have not begun', () => {
    const { environment, lines, clock } = collectText();
    const listen = eventLines(environment);
    listen({ type: 'phase-started', phase: 'vault', at });
    listen({ type: 'secrets-counted', table: 'kvs', rows: 300, rowsAlreadySettled: 100 });
    listen({ type: 'secrets-counted', table: 'released_kvs', rows: 100, rowsAlreadySettled: 60 });
    const progress = { reused: 0, versionsChanged: 0, missing: 0, failed: 0 };
    listen({ ...progress, type: 'secrets-progress', table: 'kvs', done: 100, written: 100 });
    clock.now += 2500;
    listen({ ...progress, type: 'secrets-progress', table: 'kvs', done: 200, written: 200 });
    expect(lines.at(-1)).toContain('65 % · 260 of 400 secrets');
    expect(lines.at(-1)).toContain('40 secrets/s');
  });

  it('stops listing problems before they bury everything else', () => {
    const { environment, lines } = collectText();
    const listen = eventLines(environment);
    for (let index = 0; index < 500; index++) listen(secretProblem(index));
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toContain('the rest is in the report');
  });
});

describe('a task that takes its time', () => {
  it('says how far it is at most every two seconds, in one share of the whole', () => {
    const { environment, lines, clock } = collectText();
    const listen = eventLines(environment);
    for (let second = 0; second <= 4; second += 1) {
      clock.now = second * 1_000;
      listen({
        type: 'progress',
        task: 'plan',
        step: 'secrets-look',
        table: 'kvs',
        done: second * 1_200,
        total: 20_300,
        overall: second / 20,
        seconds: second,
        secondsLeft: second < 3 ? null : 16,
      });
      listen({ type: 'validation-progress', check: 'secrets', table: 'kvs', done: 1, total: 2 });
    }
    expect(lines).toEqual([
      '  Dry run 10 % · Secrets in both Vaults kvs: 2,400 of 20,300 secrets · 2.0 s so far',
      '  Dry run 20 % · Secrets in both Vaults kvs: 4,800 of 20,300 secrets · 4.0 s so far · about 16 s left',
    ]);
  });
});
