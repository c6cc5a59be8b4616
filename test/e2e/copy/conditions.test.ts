import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { startMariadb } from '../../../src/sandbox/servers/index.js';
import { compareEverything } from '../support/independent/index.js';
import { type Journey, journeyOfTest } from '../support/journey/journey.js';

const size = { rows: 900 };
const slow = { batch_size: 3, parallel: 2 };

async function expectRight(journey: Journey) {
  expect(await compareEverything(journey.comparison)).toEqual([]);
}

describe('a target that is in use', () => {
  it('is waited for while it runs too many threads, and the reason is said', async () => {
    // Of its own: it counts the threads of the whole server.
    const target = await startMariadb();
    onTestFinished(() => target.remove());
    const journey = await journeyOfTest({
      size,
      target,
      vault: false,
      settings: { options: { ...slow, throttle: { max_threads_running: 4 } } },
    });
    const busy = await Promise.all([1, 2, 3, 4, 5].map(() => journey.pair.target.connect()));
    const ids = await Promise.all(
      busy.map(async (connection) => {
        const [rows] = await connection.query('SELECT CONNECTION_ID() AS id');
        return Number((rows as { id: number }[])[0]?.id);
      }),
    );
    const sleeping = busy.map((connection) => connection.query('SELECT SLEEP(600)').catch(() => undefined));
    const running = journey.run();
    const reasons = () =>
      journey.events.flatMap((event) => (event.type === 'throttled' ? [event.reason] : []));
    while (reasons().length === 0) await Promise.race([running, delay(50)]);
    expect(reasons()[0]).toMatch(/^the target runs [\d,]+ threads, more than the 4 allowed$/);
    const killer = await journey.pair.target.connect();
    for (const id of ids) await killer.query(`KILL QUERY ${id}`);
    await Promise.all(sleeping);
    expect(await running).toMatchObject({ outcome: 'complete' });
    expect(reasons().at(-1)).toBeNull();
    await Promise.all([...busy, killer].map((connection) => connection.end()));
    await expectRight(journey);
  });

  it('gets no more rows than the cap allows', async () => {
    const journey = await journeyOfTest({
      size,
      vault: false,
      settings: { options: { ...slow, throttle: { max_rows_per_second: 400 } } },
    });
    const started = Date.now();
    const summary = await journey.run();
    const rows = summary.tables.reduce((total, table) => total + table.rows, 0);
    // A cap is a least time: a slow machine only takes longer.
    expect(Date.now() - started).toBeGreaterThan(((rows - 200) / 400) * 1000);
    await expectRight(journey);
  });
});

describe('source and target on one server', () => {
  it.each(['mariadb', 'mysql'] as const)(
    'are copied by the server itself, which is said (%s)',
    async (flavour) => {
      const journey = await journeyOfTest({
        size,
        source: flavour,
        target: flavour,
        settings: { options: { within_server: true } },
      });
      expect(await journey.run()).toMatchObject({ outcome: 'complete' });
      const taken = journey.events.find((event) => event.type === 'snapshot-taken');
      expect(taken).toMatchObject({ consistent: false, how: expect.stringContaining('INSERT … SELECT') });
      await expectRight(journey);
      const result = await operations.validate(journey.context, { level: 'full' }, journey.listener);
      expect(result.checks.filter(({ ok, sourceFault }) => !ok && !sourceFault)).toEqual([]);
    },
  );
});
