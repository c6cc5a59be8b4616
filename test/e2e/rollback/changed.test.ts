import { expect, test } from 'vitest';
import type { Context } from '../../../src/config/context.js';
import type { Listener } from '../../../src/core/events.js';
import { readLog } from '../../../src/ledger/log.js';
import { findLedger } from '../../../src/ledger/version.js';
import { openSession } from '../../../src/mysql/session.js';
import { operations } from '../../../src/operations/index.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { controls } from '../support/journey/journey.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const directions: readonly (readonly [Flavour, Flavour])[] = [
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
];

const own = 'id int unsigned NOT NULL PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, name varchar(40)';
const tenant = "tenant_id varchar(50) NOT NULL DEFAULT 'default'";
const tables = ['boxes', 'labels', 'notes'] as const;
const words = 'code varchar(20) NOT NULL PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, name varchar(40)';

/** Rows 1 to 9 of two tables, and one with keys of text; chunks of two rows. */
function changedCase([sourceServer, targetServer]: readonly [Flavour, Flavour]): Promise<OpenedCase> {
  const nine = Array.from({ length: 9 }, (_, index) => `(${index + 1}, 'row ${index + 1}')`).join(', ');
  return openCase({
    source: `CREATE TABLE boxes (${own});
      CREATE TABLE labels (${own});
      CREATE TABLE notes (${words});
      INSERT INTO boxes (id, name) VALUES ${nine};
      INSERT INTO labels (id, name) VALUES ${nine};
      INSERT INTO notes (code, name) VALUES ('a', 'first'), ('b', 'second'), ('c', 'third');`,
    target: `CREATE TABLE boxes (${own}, ${tenant});
      CREATE TABLE labels (${own}, ${tenant});
      CREATE TABLE notes (${words}, ${tenant});`,
    tables: [...tables],
    sourceServer,
    targetServer,
    settings: { options: { batch_size: 2 } },
  });
}

interface Asked {
  readonly context?: Context;
  readonly dryRun?: boolean;
  readonly includeChanged?: boolean;
  readonly listener?: Listener;
  readonly reins?: ReturnType<typeof controls>;
}

function rollBack(opened: OpenedCase, runId: string, asked: Asked = {}) {
  const { context = opened.context, dryRun = false, includeChanged = true } = asked;
  return operations.rollback(
    context,
    { runId, confirm: opened.targetDatabase, dryRun, includeChanged },
    asked.listener ?? (() => undefined),
    (asked.reins ?? controls()).control,
  );
}

async function logOf(opened: OpenedCase, runId: string, kind: string): Promise<readonly string[]> {
  const session = await openSession(opened.context.config.target.mysql, 'target');
  try {
    const location = await findLedger(session, opened.targetDatabase);
    if (!location) throw new Error('no ledger');
    const log = await readLog({ session, location, runId });
    return log.filter((entry) => entry.kind === kind).map(({ detail }) => detail);
  } finally {
    await session.close();
  }
}

async function rowsLeft(opened: OpenedCase): Promise<number> {
  const counts = tables.map((table) => `(SELECT COUNT(*) FROM ${table})`).join(' + ');
  const [rows] = await opened.target.query(`SELECT ${counts} AS n`);
  return Number((rows as { n: string }[])[0]?.n);
}

/** One changed on each side, one made since, one with a key of text. */
async function change(opened: OpenedCase): Promise<void> {
  await opened.target.query("UPDATE boxes SET name = 'newer in the target' WHERE id = 4");
  await opened.source.query("UPDATE labels SET name = 'newer in the source' WHERE id = 9");
  await opened.target.query("INSERT INTO labels (id, name, tenant_id) VALUES (77, 'made since', 'acme')");
  await opened.target.query("UPDATE notes SET name = 'new' WHERE code = 'b'");
}

const changedNames = [
  { subject: 'boxes', key: 'id=4' },
  { subject: 'labels', key: 'id=9' },
  { subject: 'labels (not in the source)', key: 'id=77' },
  { subject: 'notes', key: 'code=b' },
];

test.each(directions)('names the changed rows that go along, from %s to %s', async (...servers) => {
  const opened = await changedCase(servers);
  const { runId } = await opened.run();
  await change(opened);
  const looked = await rollBack(opened, runId, { dryRun: true, includeChanged: false });
  expect(looked).toMatchObject({ changed: changedNames, compared: true });
  const preview = await rollBack(opened, runId, { dryRun: true });
  expect(preview).toMatchObject({
    changed: changedNames,
    changedRows: { boxes: 1, labels: 2, notes: 1 },
    compared: true,
    done: false,
  });
  const done = await rollBack(opened, runId);
  expect(done).toMatchObject({ changed: changedNames, compared: true, done: true });
  expect(await rowsLeft(opened)).toBe(0);
  const [ended] = await logOf(opened, runId, 'rolled-back');
  expect(ended).toContain('4 rows changed since the run went along');
  expect(ended).toContain('boxes id=4; labels id=9; labels (not in the source) id=77; notes code=b');
  const { rollback } = await operations.report(opened.context, runId);
  expect(rollback).toMatchObject({ includeChanged: true, changedRows: 4, compared: true });
});

test.each([
  { servers: ['mariadb', 'mysql'], pieces: 2, left: [] },
  { servers: ['mysql', 'mariadb'], pieces: 2, left: [] },
  { servers: ['mariadb', 'mysql'], pieces: 1, left: [{ subject: 'labels', key: 'id=9' }] },
] as const)('is right after an interruption, %o', async ({ servers, pieces, left: ofLabels }) => {
  const opened = await changedCase(servers);
  const { runId } = await opened.run();
  await change(opened);
  const reins = controls();
  const listener: Listener = (event) => {
    // What was made since goes first, then the last chunk; the rows of boxes stay.
    const removed = event.type === 'rollback-progress' && event.step === 'remove' ? event : null;
    if (removed?.table === 'labels' && removed.done === pieces) reins.stop();
  };
  const stopped = await rollBack(opened, runId, { listener, reins });
  expect(stopped).toMatchObject({ changed: changedNames, done: false });
  const left = await rowsLeft(opened);
  expect(left).toBeGreaterThan(9);
  expect(left).toBeLessThan(19);
  await opened.target.query("UPDATE boxes SET name = 'newer, too' WHERE id = 7");
  const preview = await rollBack(opened, runId, { dryRun: true });
  expect(preview.changed).toEqual([
    { subject: 'boxes', key: 'id=4' },
    { subject: 'boxes', key: 'id=7' },
    ...ofLabels,
  ]);
  const done = await rollBack(opened, runId);
  expect(done).toMatchObject({ done: true, compared: true, changedRows: { boxes: 2, labels: 2, notes: 1 } });
  expect(done.changed).toEqual([
    changedNames[0],
    { subject: 'boxes', key: 'id=7' },
    ...changedNames.slice(1),
  ]);
  expect((await logOf(opened, runId, 'rolled-back'))[0]).toContain('5 rows changed since the run went along');
  expect((await operations.report(opened.context, runId)).rollback).toMatchObject({ changedRows: 5 });
});

test.each(directions)(
  'only counts where the source cannot be compared, from %s to %s',
  async (...servers) => {
    const opened = await changedCase(servers);
    const { runId } = await opened.run();
    await change(opened);
    const { config } = opened.context;
    const { mysql } = config.source;
    const withSource = (changes: Partial<typeof mysql>): Context => ({
      ...opened.context,
      config: { ...config, source: { ...config.source, mysql: { ...mysql, ...changes } } },
    });
    const gone = await rollBack(opened, runId, { dryRun: true, context: withSource({ port: 1 }) });
    expect(gone).toMatchObject({
      rows: { boxes: 9, labels: 10, notes: 3 },
      changed: [],
      compared: false,
      notCompared: { why: 'not-read', message: expect.stringContaining('refuses connections') },
    });
    const elsewhere = config.target.mysql;
    const other = await rollBack(opened, runId, { dryRun: true, context: withSource(elsewhere) });
    expect(other).toMatchObject({ changed: [], compared: false, notCompared: { why: 'other-source' } });
    await opened.source.query('DROP TABLE labels');
    const done = await rollBack(opened, runId);
    expect(done).toMatchObject({
      rows: { boxes: 9, labels: 10, notes: 3 },
      changed: [],
      compared: false,
      notCompared: { why: 'not-read', message: expect.stringContaining('labels') },
      done: true,
    });
    expect(await rowsLeft(opened)).toBe(0);
    expect((await logOf(opened, runId, 'rolled-back'))[0]).toContain('not compared with the source');
    expect((await operations.report(opened.context, runId)).rollback).toMatchObject({
      changedRows: null,
      compared: false,
    });
  },
);

test.each(directions)('counts all where too many are to be named, from %s to %s', async (...servers) => {
  const opened = await changedCase(servers);
  const many = Array.from({ length: 1_203 }, (_, index) => `(${index + 100}, 'row ${index}')`).join(', ');
  await opened.source.query(`INSERT INTO boxes (id, name) VALUES ${many}`);
  const { runId } = await opened.run();
  await opened.target.query("UPDATE boxes SET name = 'new' WHERE id >= 100");
  await opened.target.query("UPDATE notes SET name = 'new' WHERE code = 'b'");
  const looked = await rollBack(opened, runId, { dryRun: true, includeChanged: false });
  expect(looked.changedRows).toEqual({ boxes: 1_203, notes: 1 });
  const named = looked.changed.filter(({ subject }) => subject === 'boxes');
  expect(named).toHaveLength(200);
  expect(looked.changed.at(-1)).toEqual({ subject: 'notes', key: 'code=b' });
  await expect(rollBack(opened, runId, { includeChanged: false })).rejects.toMatchObject({
    message: expect.stringMatching(/^1,204 rows or secrets were changed/),
    because: { code: 'rollback.changed', params: { changed: 1_204 } },
  });
  expect(await rollBack(opened, runId)).toMatchObject({ done: true, changedRows: looked.changedRows });
  expect((await logOf(opened, runId, 'rolled-back'))[0]).toMatch(/; 1,204 rows changed .*; and 1194 more$/);
});

test('says it in the JSON of the command line', async () => {
  const opened = await changedCase(['mariadb', 'mysql']);
  const { runId } = await opened.run();
  await change(opened);
  const dry = await opened.cli('rollback', '--run', runId, '--dry-run', '--include-changed');
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toContain('"changedRows":{"boxes":1,"labels":2,"notes":1}');
  await opened.source.query('DROP TABLE labels');
  const done = await opened.cli(
    'rollback',
    '--run',
    runId,
    '--confirm',
    opened.targetDatabase,
    '--include-changed',
  );
  expect(done.exitCode).toBe(0);
  expect(done.stdout).toContain('"compared":false');
});
