import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { createSteering } from '../../../src/core/steering.js';
import { readLive } from '../../../src/ledger/live.js';
import { withTurn } from '../../../src/ledger/writer-lock.js';
import { openInFlight } from '../../../src/live/verify/in-flight.js';
import { openSession } from '../../../src/mysql/session.js';
import { readSource } from '../../../src/operations/fit-run.js';
import { operations } from '../../../src/operations/index.js';
import { findRun } from '../../../src/operations/target-ledger.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { liveServer } from '../support/live/live-case.js';
import { openCase } from '../support/small-case.js';

const table = (more: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(50) NOT NULL${more});`;

async function openThings() {
  const [source, target] = await Promise.all([liveServer('mariadb'), liveServer('mariadb')]);
  const small = await openCase({
    sourceServer: source,
    targetServer: target,
    source: `${table('')}\nINSERT INTO things VALUES (1, 2, 'one');\nINSERT INTO id_generators VALUES ('things', 1, NULL);`,
    target: `${table(', tenant_id varchar(50) NOT NULL')}\nINSERT INTO id_generators VALUES ('things', 0, NULL);`,
    tables: ['things'],
    settings: { options: { throttle: { max_threads_running: 6 } } },
  });
  await small.run({ live: true });
  const events: RunEvent[] = [];
  const steering = createSteering(2);
  const following = operations.follow(
    small.context,
    { confirm: small.targetDatabase, untilCaughtUp: false },
    (event) => events.push(event),
    steering.control,
  );
  const told = (type: RunEvent['type']) => events.filter((event) => event.type === type).length;
  await expect.poll(() => told('follow-progress')).toBeGreaterThan(0);
  return {
    target,
    small,
    events,
    steering,
    following,
    /** It has lived on for a while, as its own signs say. */
    async lives() {
      const before = told('follow-progress');
      await expect.poll(() => told('follow-progress')).toBeGreaterThan(before + 1);
    },
    async names() {
      const [rows] = await small.target.query("SELECT name FROM things WHERE tenant_id = 'acme' ORDER BY id");
      return (rows as { name: string }[]).map(({ name }) => name);
    },
  };
}

it('pauses, goes on, and ends when it is stopped in a pause', async () => {
  const { small, steering, following, lives, names } = await openThings();
  await small.source.query("INSERT INTO things VALUES (2, 2, 'two')");
  await expect.poll(names).toEqual(['one', 'two']);
  steering.pause();
  await small.source.query("INSERT INTO things VALUES (3, 2, 'three')");
  await lives();
  expect(await names()).toEqual(['one', 'two']);
  steering.resume();
  await expect.poll(names).toEqual(['one', 'two', 'three']);
  const steer = (action: 'pause' | 'rate' | 'stop' | 'parallel', value: number | null = null) =>
    operations.steer(small.context, { action, value });
  expect(await steer('rate', 1000)).toMatchObject({ command: 'follow', taken: true });
  await expect(steer('parallel', 2)).rejects.toMatchObject({ because: { code: 'steer.cannot' } });
  await steer('pause');
  await small.source.query("INSERT INTO things VALUES (4, 2, 'four')");
  await lives();
  expect(await operations.status(small.context, undefined)).toMatchObject({
    steering: { paused: true, rowsPerSecond: 1000 },
  });
  expect(await names()).toEqual(['one', 'two', 'three']);
  expect(await steer('stop')).toMatchObject({ taken: true });
  expect(await following).toMatchObject({ outcome: 'stopped' });
  const again = await small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');
  expect(again.exitCode, again.stderr).toBe(0);
  expect(await names()).toEqual(['one', 'two', 'three', 'four']);
});

it('waits while the target runs too many threads, says why, and goes on', async () => {
  const { target, small, events, steering, following, lives, names } = await openThings();
  const busy = await Promise.all(Array.from({ length: 8 }, () => connectAdmin(target)));
  const sleeping = busy.map((one) => one.query('SELECT SLEEP(600)').catch(() => undefined));
  const reasons = () => events.flatMap((event) => (event.type === 'throttled' ? [event.reason] : []));
  // It is said again with each other number of threads.
  await expect.poll(() => reasons().length).toBeGreaterThan(0);
  expect(reasons()[0]).toMatch(/^the target runs \d+ threads, more than the 6 allowed$/);
  await small.source.query("INSERT INTO things VALUES (2, 2, 'two')");
  await lives();
  expect(await names()).toEqual(['one']);
  for (const one of busy) await small.target.query(`KILL QUERY ${one.threadId}`);
  await Promise.all(sleeping);
  await expect.poll(names).toEqual(['one', 'two']);
  expect(reasons().at(-1)).toBeNull();
  steering.stop();
  expect(await following).toMatchObject({ outcome: 'stopped' });
  await Promise.all(busy.map((one) => one.end()));
});

it('lets a repair write beside it, goes on when whoever asked is dead, and makes room for IDs before a row needs it', async () => {
  const { target, small, events, steering, following, names } = await openThings();
  const database = small.targetDatabase;
  const says = (words: string) =>
    events.filter((event) => event.type === 'log' && event.message.includes(words)).length;
  const rows = async (sql: string) => JSON.stringify((await small.target.query(sql))[0]);

  await small.target.query("UPDATE things SET name = 'damaged' WHERE tenant_id = 'acme'");
  await small.source.query("INSERT INTO things VALUES (2, 2, 'two')");
  const repair = (request = {}) =>
    operations.repair(
      small.context,
      { confirm: database, deleteExtra: false, ...request },
      () => undefined,
      createSteering(2).control,
    );
  const repaired = await repair();
  expect(repaired.outcomes.map(({ state }) => state)).toEqual(['repaired']);
  expect(repaired.validation.ok).toBe(true);
  await expect.poll(() => [says('stands aside'), says('goes on following')]).toEqual([1, 1]);
  await small.source.query("UPDATE things SET name = 'one, later' WHERE id = 1");
  await expect.poll(names).toEqual(['one, later', 'two']);

  // One that is paused stands aside like one that works.
  steering.pause();
  await small.target.query(
    "UPDATE things SET name = 'damaged again' WHERE tenant_id = 'acme' AND name = 'two'",
  );
  const inPause = await repair();
  expect(inPause.outcomes.map(({ state }) => state)).toEqual(['repaired']);
  await expect.poll(() => [says('stands aside'), says('goes on following')]).toEqual([2, 2]);
  expect(await names()).toEqual(['one, later', 'two']);

  // What it has read and not applied is waited for, but not for ever.
  await small.source.query("UPDATE things SET name = 'one, in a pause' WHERE id = 1");
  const session = await openSession(small.context.config.target.mysql, 'target-writer');
  const found = await findRun(small.context, session, undefined);
  const live = await readLive(found.ledger);
  if (!live) throw new Error('nothing is followed');
  const source = await readSource(small.context, found.run);
  const { signal } = new AbortController();
  const watching = { context: small.context, ...found, live, source, signal, patienceMs: 300 };
  const inFlight = await openInFlight(watching);
  const reading = await openSession(small.context.config.source.mysql, 'source');
  const waiting = inFlight.settle({ source: reading, target: session });
  await expect(waiting).rejects.toMatchObject({ said: { code: 'verify.stands' } });
  await inFlight[Symbol.asyncDispose]();
  await reading.close();
  steering.resume();
  await expect.poll(names).toEqual(['one, in a pause', 'two']);

  let hasWorked = false;
  const late = withTurn({ session, database, waitSeconds: 0 }, async () => {
    hasWorked = true;
  });
  await expect(late).rejects.toMatchObject({ because: { code: 'turn.late' } });
  expect(hasWorked).toBe(false);
  expect(await rows(`SELECT IS_FREE_LOCK('tenantferry:turn:${database}') AS free`)).toBe('[{"free":1}]');
  await session.close();
  const aside = says('stands aside');

  const asking = await connectAdmin(target);
  await asking.query(`SELECT GET_LOCK('tenantferry:turn:${database}', 0)`);
  await expect.poll(() => says('stands aside')).toBe(aside + 1);
  await small.source.query("INSERT INTO things VALUES (3, 2, 'three')");
  expect(await rows(`SELECT IS_FREE_LOCK('tenantferry:${database}') AS free`)).toBe('[{"free":1}]');
  expect(await names()).toHaveLength(2);
  asking.destroy();
  await expect.poll(names).toHaveLength(3);
  await expect(repair({ runId: 'nobody' })).rejects.toThrow(/nobody/);

  const segments = () => rows(`SELECT above_id FROM tenantferry.segments WHERE table_name = 'things'`);
  expect(await segments()).toBe('[]');
  await small.source.query("UPDATE id_generators SET max_id = 99000 WHERE resource = 'things'");
  await expect.poll(() => says('have room now')).toBe(1);
  expect(await segments()).not.toBe('[]');
  await small.source.query("INSERT INTO things VALUES (150000, 2, 'beyond')");
  await expect.poll(names).toHaveLength(4);
  expect(says('have room now')).toBe(1);
  steering.stop();
  expect(await following).toMatchObject({ outcome: 'stopped' });
});
