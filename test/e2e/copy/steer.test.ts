import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { createSteering } from '../../../src/core/steering.js';
import { operations } from '../../../src/operations/index.js';
import { linesOf } from '../support/cli/binary.js';
import { openCase } from '../support/small-case.js';

const columns = 'id bigint unsigned PRIMARY KEY, biz_id bigint unsigned NOT NULL, name varchar(20) NOT NULL';
const rows = Array.from({ length: 20_000 }, (_, index) => `(${index + 1}, 1, 'row ${index}')`).join(', ');

const server = 'mysql';

describe('a run that is steered from elsewhere', () => {
  it('pauses, changes its pace, goes on and stops, and its log says by whom', async () => {
    const small = await openCase({
      sourceServer: server,
      targetServer: server,
      tables: ['apps'],
      source: `CREATE TABLE apps (${columns});
        INSERT INTO apps VALUES ${rows};
        INSERT INTO id_generators VALUES ('apps', 20000, NULL);`,
      target: `CREATE TABLE apps (${columns}, tenant_id varchar(50) NOT NULL);
        INSERT INTO id_generators VALUES ('apps', 0, NULL);`,
      settings: { options: { batch_size: 10, parallel: 1, throttle: { max_rows_per_second: 400 } } },
    });
    const { context, targetDatabase: confirm } = small;
    const events: RunEvent[] = [];
    const listen = (event: RunEvent) => events.push(event);
    const steering = createSteering(1);
    const start = (resume: boolean) =>
      operations.run(context, { phase: 'all', confirm, resume }, listen, steering.control);
    const copied = () =>
      events.reduce((sum, event) => sum + (event.type === 'chunk-committed' ? event.rows : 0), 0);
    const steer = (
      action: 'pause' | 'continue' | 'parallel' | 'rate' | 'stop',
      value: number | null = null,
    ) => operations.steer(context, { action, value });

    await expect(steer('pause')).rejects.toMatchObject({ because: { code: 'ledger.no-run' } });
    const running = start(false);
    await expect.poll(copied).toBeGreaterThan(0);
    const status = () => operations.status(context, undefined);
    expect((await status()).steering).toEqual({ paused: false, parallelism: 1, rowsPerSecond: null });

    // By a process of its own, as from another machine.
    const asked = await small.cli('steer', 'pause');
    expect(asked.exitCode, asked.stderr).toBe(0);
    const [result] = linesOf(asked).filter(({ type }) => type === 'steer-result');
    expect(result).toMatchObject({ command: 'run', action: 'pause', taken: true, pid: process.pid });
    const by = String(result?.by);
    expect(by).toMatch(/.@./);
    await expect(steer('parallel', 99)).rejects.toMatchObject({ because: { code: 'steer.pairs' } });
    expect(await steer('rate', 100_000)).toMatchObject({ taken: true, by });
    // The chunk in hand was finished; none begins since, whatever the pace.
    const inPause = copied();
    expect(await steer('parallel', 2)).toMatchObject({ taken: true });
    expect((await status()).steering).toEqual({ paused: true, parallelism: 2, rowsPerSecond: 100_000 });
    expect(await steer('rate', 300)).toMatchObject({ taken: true });
    expect(copied()).toBe(inPause);
    expect(await status()).toMatchObject({ overall: expect.any(Number), lastError: null });
    await steer('continue');
    await expect.poll(copied).toBeGreaterThan(inPause);
    await expect.poll(async () => (await status()).rate?.perSecond).toBeGreaterThan(0);
    expect((await status()).rate?.phase).toBe('mysql');
    expect(await steer('stop')).toMatchObject({ taken: true });
    expect(await running).toMatchObject({ outcome: 'stopped' });
    expect(copied()).toBeLessThan(20_000);

    await expect(steer('pause')).rejects.toMatchObject({ because: { code: 'steer.nobody' } });
    expect((await status()).steering).toBeNull();
    // What was asked of the one before means nothing to the next.
    const again = createSteering(1);
    again.steer({ action: 'rate', value: 100_000 });
    const whole = await operations.run(
      context,
      { phase: 'all', confirm, resume: true },
      listen,
      again.control,
    );
    expect(whole.outcome).toBe('complete');
    const [[inTarget]] = (await small.target.query('SELECT COUNT(*) AS n FROM apps')) as unknown as [
      [{ n: string }],
    ];
    expect(Number(inTarget.n)).toBe(20_000);

    const steered = events.filter(({ type }) => type === 'steered');
    expect(steered.map((event) => event.type === 'steered' && [event.action, event.value])).toEqual([
      ['pause', null],
      ['rate', 100_000],
      ['parallel', 2],
      ['rate', 300],
      ['continue', null],
      ['stop', null],
    ]);
    const { log, logIntact } = await operations.report(context, undefined);
    expect(logIntact).toBe(true);
    expect(log.filter(({ kind }) => kind === 'steered').map(({ detail }) => detail)).toEqual([
      `run: pause by ${by}`,
      `run: rate 100000 by ${by}`,
      `run: parallel 2 by ${by}`,
      `run: rate 300 by ${by}`,
      `run: continue by ${by}`,
      `run: stop by ${by}`,
    ]);
  });
});
