import { expect, it, onTestFinished } from 'vitest';
import type { Listener } from '../../../src/core/events.js';
import { RefusedError } from '../../../src/core/refused.js';
import { openSession } from '../../../src/mysql/session.js';
import { operations } from '../../../src/operations/index.js';
import { reserveKept, reserveRanges } from '../../../src/phases/rows/copy/reserve-ids.js';
import type { Plan } from '../../../src/plan/plan.js';
import { loadPreset } from '../../../src/preset/load.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { tableIds } from '../../support/table-ids.js';
import { migrate } from '../support/case-journey.js';
import { controls, journeyOfTest } from '../support/journey/journey.js';
import { createDatabases, dropDatabases } from '../support/pair.js';
import { openCase } from '../support/small-case.js';

const largest = 4_294_967_295;

it.each(['mariadb', 'mysql'] as const)(
  'reserves up to the highest ID there is, and not one more, on %s',
  async (flavour) => {
    const { server, source, target } = await createDatabases(flavour);
    onTestFinished(() => dropDatabases(server, source, target));
    const preset = await loadPreset('bscp');
    const session = await openSession(endpointOf(server, target), 'target-writer');
    onTestFinished(() => session.close());
    const wanted = (table: string) => tableIds(table, { occupied: true });
    // 1 to 500 and a margin of 1000 above it.
    const room = 1_500;
    const setGenerator = (resource: string, max: number) =>
      session.execute(
        'REPLACE INTO id_generators (id, resource, max_id, updated_at) SELECT COALESCE(MIN(id), 900), ?, ?, NOW() FROM id_generators WHERE resource = ?',
        [resource, max, resource],
      );
    const generators = async () => {
      const rows = await session.query(
        `SELECT resource, max_id AS highest FROM id_generators WHERE resource IN ('applications', 'kvs')`,
      );
      return Object.fromEntries(rows.map(({ resource, highest }) => [resource, Number(highest)]));
    };
    await setGenerator('applications', 10);
    await setGenerator('kvs', largest - room);
    const { ranges } = await reserveRanges(session, target, preset, [wanted('applications'), wanted('kvs')]);
    expect(ranges.map(({ table, offset }) => [table, Number(offset)])).toEqual([
      ['applications', 10],
      ['kvs', largest - room],
    ]);
    expect(await generators()).toEqual({ applications: 10 + room, kvs: largest });

    // A live target has handed out IDs since the plan was made.
    await setGenerator('kvs', largest - room + 1);
    const before = await generators();
    const refused = reserveRanges(session, target, preset, [wanted('applications'), wanted('kvs')]);
    await expect(refused).rejects.toBeInstanceOf(RefusedError);
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('kvs') });
    expect(await generators()).toEqual(before);
  },
);

it.each(['mariadb', 'mysql'] as const)(
  'tells of IDs that are to be kept and were handed out since the checks, and lets no more go, on %s',
  async (flavour) => {
    const { server, source, target } = await createDatabases(flavour);
    onTestFinished(() => dropDatabases(server, source, target));
    const preset = await loadPreset('bscp');
    const session = await openSession(endpointOf(server, target), 'target-writer');
    onTestFinished(() => session.close());
    const resources = ['applications', 'hooks', 'kvs'];
    const plan = {
      target: { database: target },
      tables: [],
      generators: resources.map((resource) => ({ table: resource, resource })),
    } as unknown as Plan;
    const checked = resources.map((table) => tableIds(table, { generator: '10' }));
    const standing = { applications: 10, hooks: 12, kvs: 900 };
    await session.execute('DELETE FROM id_generators');
    for (const [index, [resource, max]] of Object.entries(standing).entries()) {
      await session.execute(
        'INSERT INTO id_generators (id, resource, max_id, updated_at) VALUES (?, ?, ?, NOW())',
        [index + 1, resource, max],
      );
    }
    expect(await reserveKept(session, plan, preset, checked)).toEqual({
      raised: [
        { resource: 'applications', from: '10', to: '500' },
        { resource: 'hooks', from: '12', to: '500' },
      ],
      taken: [
        { table: 'hooks', above: '10', through: '12' },
        { table: 'kvs', above: '10', through: '900' },
      ],
    });
  },
);

it.each(['preserve', 'offset'] as const)('is recorded with the run, IDs %s', async (ids) => {
  const journey = await journeyOfTest({
    size: { rows: 200 },
    vault: false,
    settings: { migration: { ids } },
  });
  const { runId } = await journey.run();
  const { generators } = await operations.report(journey.context, runId);
  const kvs = generators.filter(({ resource }) => resource === 'kvs');
  expect(kvs).toEqual([{ resource: 'kvs', from: '0', to: expect.stringMatching(/^[1-9]\d*$/) }]);
  const said = journey.events.filter((event) => event.type === 'generator-raised');
  expect(said.map(({ resource }) => resource).toSorted()).toEqual(
    generators.map(({ resource }) => resource).toSorted(),
  );
});

it('refuses to keep IDs that the target handed out while it was checked, and then checks anew', async () => {
  const settings = { migration: { ids: 'preserve' } };
  const journey = await journeyOfTest({ size: { rows: 200 }, vault: false, settings });
  const { database } = journey.pair.target;
  const target = await journey.pair.target.connect();
  onTestFinished(() => target.end());
  // The run waits for the lock between its checks and its first write.
  const lock = `tenantferry:${database}`.slice(0, 64);
  await target.query(`SELECT GET_LOCK('${lock}', 0)`);
  let meanwhile: Promise<void> | undefined;
  const handOut = async () => {
    await target.query(`UPDATE id_generators SET max_id = 1 WHERE resource = 'hooks'`);
    await target.query(`SELECT RELEASE_LOCK('${lock}')`);
  };
  const listener: Listener = (event) => {
    if (event.type === 'finding' && event.finding.code === 'plan.ids') meanwhile ??= handOut();
  };
  const request = { phase: 'all', confirm: database, resume: false } as const;
  const refused = operations.run(journey.context, request, listener, controls().control);
  await expect(refused).rejects.toMatchObject({
    because: { code: 'target.ids-taken', params: { table: 'hooks', through: '1' } },
  });
  await meanwhile;
  expect(await operations.runs(journey.context)).toEqual([]);
  expect(await journey.run()).toMatchObject({ outcome: 'complete' });
});

it.each(['mariadb', 'mysql'] as const)(
  'makes a generator, and raises one that is behind, above the rows of others, too, on %s',
  async (flavour) => {
    const tables = ['made', 'unused', 'behind'];
    const columns = 'id int unsigned PRIMARY KEY, biz_id int NOT NULL';
    const statements = (tenant: string, rows: (table: string) => string) =>
      tables.map((table) => `CREATE TABLE ${table} (${columns}${tenant});\n${rows(table)}`).join('');
    const opened = await openCase({
      sourceServer: flavour,
      targetServer: flavour,
      tables,
      settings: { migration: { ids: 'preserve' } },
      source: statements('', (table) => (table === 'unused' ? '' : `INSERT INTO ${table} VALUES (5, 2);\n`)),
      target: `${statements(', tenant_id varchar(50) NOT NULL', (table) => `INSERT INTO ${table} VALUES (40, 2, 'other');\n`)}INSERT INTO id_generators VALUES ('behind', 3, NULL);\n`,
    });
    await migrate(opened);
    const [generators] = await opened.target.query(
      'SELECT resource, CAST(max_id AS CHAR) AS highest FROM id_generators ORDER BY resource',
    );
    expect(generators).toEqual(['behind', 'made', 'unused'].map((resource) => ({ resource, highest: '40' })));
  },
);
