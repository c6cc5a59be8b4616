import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { createSteering } from '../../../src/core/steering.js';
import { operations } from '../../../src/operations/index.js';
import { nextTime } from '../../../src/preflight/next-time.js';
import { linesOf } from '../support/cli/binary.js';
import { startHere } from '../support/cli/here.js';
import { openBkRepos, openFilesCase, rowOf } from '../support/files-case.js';
import { journeyOfTest } from '../support/journey/journey.js';
import { openCase } from '../support/small-case.js';
import { fileOf } from '../support/stores.js';

const columns = 'id bigint unsigned PRIMARY KEY, biz_id bigint unsigned NOT NULL, name varchar(20) NOT NULL';
const rows = Array.from({ length: 6000 }, (_, index) => `(${index + 1}, 1, 'row ${index}')`).join(', ');

/** What the clock shows in some minutes. */
function inMinutes(minutes: number): string {
  const at = new Date(Date.now() + minutes * 60_000);
  return [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

it('stops in order what does not fit into the window, tells the hooks, and goes on to the proof when it does', async () => {
  const told = join(inject('folder'), 'hooks.jsonl');
  const tooSoon = inMinutes(5);
  const small = await openCase({
    tables: ['apps'],
    source: `CREATE TABLE apps (${columns});
      INSERT INTO apps VALUES ${rows};
      INSERT INTO id_generators VALUES ('apps', 6000, NULL);`,
    target: `CREATE TABLE apps (${columns}, tenant_id varchar(50) NOT NULL);
      INSERT INTO id_generators VALUES ('apps', 0, NULL);`,
    settings: {
      options: {
        batch_size: 10,
        parallel: 1,
        window: { ends: tooSoon, carry_on: ['validate'] },
        hooks: { command: `cat >> '${told}'; test "$TENANTFERRY_EVENT" != run-finished` },
      },
    },
  });
  const events: RunEvent[] = [];
  const steering = createSteering(1);
  // 6,000 rows take ten minutes so.
  steering.steer({ action: 'rate', value: 10 });
  const stopped = await operations.run(
    small.context,
    { phase: 'all', confirm: small.targetDatabase, resume: false },
    (event) => events.push(event),
    steering.control,
  );
  expect(stopped).toMatchObject({ outcome: 'stopped', windowClosed: { secondsLeft: expect.any(Number) } });
  expect(events.filter(({ type }) => type === 'window-closed')).toHaveLength(1);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'log', message: expect.stringContaining('failed at run-finished') }),
  );
  expect(stopped.tables[0]?.rows).toBeGreaterThan(0);
  expect(stopped.tables[0]?.rows).toBeLessThan(6000);

  const config = await readFile(small.configFile, 'utf8');
  const later = config.replace(tooSoon, inMinutes(600));
  expect(later).not.toBe(config);
  await writeFile(small.configFile, later);
  const whole = await small.cli('run', '--resume');
  expect(whole.exitCode, whole.stderr).toBe(0);
  const lines = linesOf(whole);
  expect(lines.find(({ type }) => type === 'run-result')).toMatchObject({ outcome: 'complete', exitCode: 0 });
  expect(lines.at(-1)).toMatchObject({ type: 'validation-summary', ok: true, exitCode: 0 });
  const hooks = (await readFile(told, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(hooks.map(({ type, phase, outcome }) => phase ?? `${String(type)} ${String(outcome)}`)).toEqual([
    'mysql',
    'run-finished stopped',
    'mysql',
    'run-finished complete',
  ]);
  expect(new Set(hooks.map(({ runId }) => runId))).toEqual(new Set([stopped.runId]));
  const { log } = await operations.report(small.context, undefined);
  expect(log.filter(({ kind }) => kind === 'window-closed')).toHaveLength(1);
});

it('stops the proof, too, where the window is over, and says with what command it goes on', async () => {
  const reached = join(inject('folder'), `ran-${randomUUID()}`);
  const tables = ['apps', 'shops'];
  const small = await openCase({
    tables,
    source: `${tables
      .map(
        (table) => `CREATE TABLE ${table} (${columns});
      INSERT INTO ${table} VALUES (1, 1, 'one'), (2, 1, 'two');
      INSERT INTO id_generators VALUES ('${table}', 2, NULL);`,
      )
      .join('\n')}`,
    target: `${tables
      .map(
        (table) => `CREATE TABLE ${table} (${columns}, tenant_id varchar(50) NOT NULL);
      INSERT INTO id_generators VALUES ('${table}', 0, NULL);`,
      )
      .join('\n')}`,
    settings: {
      options: {
        parallel: 1,
        window: { ends: inMinutes(180), carry_on: ['validate'] },
        // Holds the run between the copy and the proof.
        hooks: {
          command: `test "$TENANTFERRY_EVENT" != run-finished && exit; touch '${reached}'; while test -e '${reached}'; do sleep 0.1; done`,
          timeout_seconds: 600,
        },
      },
    },
  });
  const { ended } = startHere(['run', '--confirm', small.targetDatabase, '-c', small.configFile, '--json']);
  await expect.poll(() => stat(reached).catch(() => null), { timeout: 120_000 }).not.toBeNull();
  // The proof compares the first table and waits for the second, and only a second of the window is left.
  await small.target.query('LOCK TABLES shops WRITE');
  const over = nextTime(small.context.config.options.windowEnds ?? '', new Date());
  vi.useFakeTimers({ now: over.getTime() - 1000, toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  await rm(reached);
  const stopped = await ended;
  vi.useRealTimers();
  await small.target.query('UNLOCK TABLES');

  expect(stopped.exitCode, stopped.stderr).toBe(4);
  const lines = linesOf(stopped);
  expect(lines.find(({ type }) => type === 'run-result')).toMatchObject({ outcome: 'complete', exitCode: 0 });
  const runId = String(lines.find(({ type }) => type === 'run-result')?.runId);
  expect(lines.at(-1)).toMatchObject({
    type: 'window-closed',
    ends: over.toISOString(),
    secondsLeft: null,
    message: expect.stringContaining(`tenantferry validate -c ${small.configFile} --run ${runId}`),
  });
  const proof = await small.cli('validate', '--run', runId);
  expect(proof.exitCode, proof.stderr).toBe(0);
  expect(linesOf(proof).at(-1)).toMatchObject({ type: 'validation-summary', ok: true });
});

const slowly = { window: { ends: inMinutes(600) }, vault: { max_requests_per_second: 5 } };

async function slowSecrets() {
  const { context, pair } = await journeyOfTest({ settings: { options: slowly } });
  const confirm = pair.target.database;
  const { control } = createSteering(2);
  await operations.run(context, { phase: 'mysql', confirm, resume: false }, () => undefined, control);
  return { context, confirm, resume: true };
}

async function slowFiles() {
  const files = Array.from({ length: 80 }, (_, index) => fileOf(2, Buffer.alloc(512 * 1024, index)));
  const { from, to } = await openBkRepos(files);
  const { context, targetDatabase } = await openFilesCase({
    rows: files.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
    options: { max_mib_per_second: 1 },
    settings: { options: slowly },
  });
  return { context, confirm: targetDatabase, resume: false };
}

it.each([
  ['vault', 'is over', slowSecrets],
  ['files', 'would be too short', slowFiles],
] as const)(
  'stops the phase %s in order where the window %s, and it goes on from there',
  async (phase, how, open) => {
    const { context, confirm, resume } = await open();
    const { control } = createSteering(2);
    const isOver = how === 'is over';
    const windowEnds = new Date(Date.now() + 86_400_000);
    const events: RunEvent[] = [];
    const stopped = await operations.run(
      context,
      { phase, confirm, resume, windowEnds },
      (event) => {
        events.push(event);
        // Before that the plan is made, which may take long.
        if (isOver && event.type === 'run-started') windowEnds.setTime(Date.now() + 7_000);
        // It fits until it is at work.
        if (!isOver && event.type === 'progress' && event.secondsLeft !== null && event.secondsLeft > 0)
          windowEnds.setTime(0);
      },
      control,
    );
    expect(stopped).toMatchObject({
      outcome: 'stopped',
      windowClosed: { secondsLeft: isOver ? null : expect.any(Number) },
    });
    const last = events.findLast(({ type }) => type === 'progress');
    expect(last).toMatchObject({ overall: expect.any(Number) });
    expect(last?.type === 'progress' && last.overall).toBeLessThan(1);
    const { vault: _, files: __, ...rest } = context.config.options;
    const fast = { ...context, config: { ...context.config, options: { ...rest, windowEnds: undefined } } };
    const whole = await operations.run(
      fast,
      { phase, confirm, resume: true },
      () => undefined,
      createSteering(2).control,
    );
    expect(whole.outcome).toBe('complete');
  },
);
