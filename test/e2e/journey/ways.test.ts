import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { RefusedError } from '../../../src/core/refused.js';
import { operations } from '../../../src/operations/index.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { putSecret, send } from '../support/independent/honest-copy.js';
import {
  captureOtherTenants,
  compareBystanders,
  compareEverything,
  coreTables,
} from '../support/independent/index.js';
import { openVaultReader } from '../support/independent/vault-reader.js';
import { controls, type Journey, journeyOfTest } from '../support/journey/journey.js';
import { offsetsOf } from '../support/journey/offsets.js';

const size = { rows: 500 };

async function expectRight(journey: Journey, more: Parameters<typeof compareEverything>[0] | object = {}) {
  expect(await compareEverything({ ...journey.comparison, ...more })).toEqual([]);
}

/** The shared servers have their defaults: local_infile is on in MariaDB and off in MySQL. Here it is the other way round. */
describe('the other way of writing', () => {
  let servers: readonly DatabaseServer[] = [];
  beforeAll(async () => {
    servers = await Promise.all([
      startMariadb({ variables: { local_infile: 'OFF' } }),
      startMysql({ variables: { local_infile: 'ON' } }),
    ]);
  });
  afterAll(() => Promise.all(servers.map((server) => server.remove())));

  it.each([
    ['INSERTs into MariaDB', 0],
    ['LOAD DATA into MySQL', 1],
  ] as const)('%s', async (_, index) => {
    const target = servers[index];
    if (target === undefined) throw new Error('no server');
    const journey = await journeyOfTest({ size, source: target.flavour, target });
    expect(await journey.run()).toMatchObject({ outcome: 'complete' });
    await expectRight(journey);
  });
});

describe('one phase after the other', () => {
  it('copies rows first and secrets later, as one run', async () => {
    const journey = await journeyOfTest({ size });
    await expect(journey.run({ phase: 'vault' })).rejects.toThrow(RefusedError);

    const first = await journey.run({ phase: 'mysql' });
    expect(first.outcome).toBe('complete');
    expect(first.resumeCommand).toContain('--phase vault --resume');
    const { sourceVault: _s, targetVault: _t, ...rowsOnly } = journey.comparison;
    expect(await compareEverything(rowsOnly)).toEqual([]);
    const [, target] = await journey.everything();
    expect([...target.secrets.keys()]).toEqual([]);
    await expect(journey.run()).rejects.toThrow(RefusedError);

    const second = await journey.run({ phase: 'vault', resume: true });
    expect(second).toMatchObject({ runId: first.runId, outcome: 'complete', resumeCommand: null });
    await expectRight(journey);
    const result = await operations.validate(journey.context, { level: 'checksum' }, journey.listener);
    expect(result).toMatchObject({ ok: true, differences: 0 });
  });

  it('skips the Vault phase where no Vault is given, and says so', async () => {
    const journey = await journeyOfTest({ size, vault: false });
    const summary = await journey.run();
    expect(summary).toMatchObject({ outcome: 'complete', resumeCommand: null, secrets: [] });
    expect(journey.events.some((event) => event.type === 'log' && /Vault/.test(event.message))).toBe(true);
    await expectRight(journey);
  });
});

describe('a part of the tables', () => {
  it('leaves out what is to be skipped and takes what is to be included', async () => {
    const journey = await journeyOfTest({
      size,
      settings: {
        skip_tables: ['template_variables', 'credential_scopes'],
        include_tables: [
          'audits',
          'clients',
          'client_events',
          'client_querys',
          'published_strategy_histories',
        ],
      },
    });
    const summary = await journey.run();
    expect(summary.outcome).toBe('complete');
    const tables = [
      ...coreTables.filter((table) => !['template_variables', 'credential_scopes'].includes(table)),
      ...['audits', 'clients', 'client_events', 'client_querys', 'published_strategy_histories'],
    ];
    expect(summary.tables.map(({ table }) => table).sort()).toEqual([...tables].sort());
    await expectRight(journey, { tables });
    const result = await operations.validate(journey.context, { level: 'full' }, journey.listener);
    expect(result).toMatchObject({ ok: true, differences: 0 });
  });
});

describe('a part of the businesses', () => {
  it('moves one business, and the rest later, each row once', async () => {
    const journey = await journeyOfTest({ size, settings: { migration: { biz_ids: [3] } } });
    const first = await journey.run();
    expect(first.outcome).toBe('complete');
    await expectRight(journey, { bizIds: [3] });
    expect(await operations.validate(journey.context, { level: 'checksum' }, journey.listener)).toMatchObject(
      {
        ok: true,
      },
    );
    await expect(journey.run()).rejects.toThrow(RefusedError);

    const rest = await journey.configured({ migration: { biz_ids: [2, 5] } });
    const second = await rest.run();
    expect(second.outcome).toBe('complete');
    await expectRight(journey);
    for (const run of [first, second]) {
      const request = { level: 'checksum', runId: run.runId } as const;
      const result = await operations.validate(rest.context, request, rest.listener);
      expect(result.checks.filter(({ ok, sourceFault }) => !ok && !sourceFault)).toEqual([]);
    }
  });
});

describe('a part of the businesses, with ids shifted', () => {
  it('remembers the offsets for the rest', async () => {
    const shifted = (bizIds: readonly number[]) => ({ migration: { ids: 'offset', biz_ids: bizIds } });
    const journey = await journeyOfTest({ size, settings: shifted([3]) });
    const target = await journey.pair.target.connect();
    await target.query('UPDATE id_generators SET max_id = 5000');
    const first = await journey.run();
    expect(first.outcome).toBe('complete');
    const offsets = await offsetsOf(journey, first.runId);
    expect(offsets).toMatchObject({ applications: '5000', kvs: '5000' });
    await expectRight(journey, { bizIds: [3], offsets });
    const reserved = await captureOtherTenants({ target: journey.comparison.target });

    // The services of the target go on meanwhile: the range that was reserved is still the source's.
    await target.query('UPDATE id_generators SET max_id = max_id + 300');
    await target.end();
    const rest = await journey.configured(shifted([2, 5]));
    const second = await rest.run();
    expect(second.outcome).toBe('complete');
    expect(await offsetsOf(rest, second.runId)).toEqual(offsets);
    await expectRight(journey, { offsets });
    const { generators } = await captureOtherTenants({ target: journey.comparison.target });
    for (const [resource, reached] of reserved.generators)
      expect(generators.get(resource)).toBe(reached + 300n);
  });
});

describe('an interrupted run', () => {
  /** Runs until an event, pulls the reins there, and gives how far it came. */
  async function interrupted(
    journey: Journey,
    pull: 'stop' | 'abort',
    when: (event: RunEvent) => boolean,
  ): Promise<{ readonly runId: string; readonly outcome: string; readonly resumeCommand: string | null }> {
    const reins = controls();
    const listener = (event: RunEvent) => {
      journey.listener(event);
      if (when(event)) reins[pull]();
    };
    const request = { phase: 'all', confirm: journey.pair.target.database, resume: false } as const;
    return operations.run(journey.context, request, listener, reins.control);
  }
  const chunk = (number: number) => {
    let seen = 0;
    return (event: RunEvent) => event.type === 'chunk-committed' && ++seen === number;
  };
  const settings = { options: { batch_size: 3, parallel: 2 } };

  it.each([
    ['stop', 'mariadb'],
    ['abort', 'mariadb'],
    ['stop', 'mysql'],
    ['abort', 'mysql'],
  ] as const)('goes on after a %s among the rows (%s)', async (pull, flavour) => {
    const journey = await journeyOfTest({ size, settings, source: flavour, target: flavour });
    const first = await interrupted(journey, pull, chunk(40));
    expect(first.outcome).toBe('stopped');
    expect(first.resumeCommand).toContain('--resume');
    const copied = journey.events.filter(({ type }) => type === 'chunk-committed').length;
    expect(copied).toBeLessThan(60);
    await expect(journey.run()).rejects.toThrow(/--resume|unfinished/);

    journey.events.length = 0;
    const second = await journey.run({ resume: true });
    expect(second).toMatchObject({ runId: first.runId, outcome: 'complete' });
    expect(journey.events.filter(({ type }) => type === 'chunk-committed').length).toBeGreaterThan(0);
    await expectRight(journey);
    const result = await operations.validate(journey.context, { level: 'checksum' }, journey.listener);
    expect(result).toMatchObject({ ok: true, differences: 0 });
  });

  it.each(['stop', 'abort'] as const)('goes on after a %s among the secrets', async (pull) => {
    const journey = await journeyOfTest({ size, settings });
    let seen = 0;
    const first = await interrupted(
      journey,
      pull,
      (event) => event.type === 'secrets-progress' && event.done > 0 && ++seen === 1,
    );
    expect(first.outcome).toBe('stopped');
    const second = await journey.run({ resume: true });
    expect(second).toMatchObject({ runId: first.runId, outcome: 'complete' });
    await expectRight(journey);
  });

  it.each(['mariadb', 'mysql'] as const)(
    'takes up a table that could not be written (%s)',
    async (flavour) => {
      const journey = await journeyOfTest({
        size,
        source: flavour,
        target: flavour,
        settings: { options: { on_error: 'continue' } },
      });
      const target = await journey.pair.target.connect();
      onTestFinished(() => target.end());
      const shut = `CREATE TRIGGER shut BEFORE INSERT ON kvs FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'shut'`;
      await target.query(shut);
      const first = await journey.run();
      expect(first.outcome).toBe('partial');
      expect(first.resumeCommand).toContain('--resume');
      expect(journey.events.filter(({ type }) => type === 'table-failed')).toMatchObject([{ table: 'kvs' }]);
      const [, before] = await journey.everything();
      expect(before.rows.get('kvs')?.size).toBe(0);
      expect(before.rows.get('released_kvs')?.size).toBe(journey.pair.filled?.rows.released_kvs);

      await target.query('DROP TRIGGER shut');
      const second = await journey.run({ resume: true });
      expect(second).toMatchObject({ runId: first.runId, outcome: 'complete', resumeCommand: null });
      await expectRight(journey);
    },
  );

  it('stops at a table that cannot be written, and says which', async () => {
    const journey = await journeyOfTest({ size });
    const target = await journey.pair.target.connect();
    onTestFinished(() => target.end());
    await target.query(
      `CREATE TRIGGER shut BEFORE INSERT ON contents FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'shut'`,
    );
    await expect(journey.run()).rejects.toThrow(/contents/);
    expect(await operations.runs(journey.context)).toMatchObject([{ outcome: 'failed' }]);
    await target.query('DROP TRIGGER shut');
    expect(await journey.run({ resume: true })).toMatchObject({ outcome: 'complete' });
    await expectRight(journey);
  });

  it.each(['mariadb', 'mysql'] as const)('keeps its offsets when it goes on (%s)', async (flavour) => {
    const shifting = { ...settings, migration: { ids: 'offset' } };
    const journey = await journeyOfTest({ size, settings: shifting, source: flavour, target: flavour });
    const target = await journey.pair.target.connect();
    onTestFinished(() => target.end());
    await target.query('UPDATE id_generators SET max_id = 7000');
    const first = await interrupted(journey, 'stop', chunk(30));
    const offsets = await offsetsOf(journey, first.runId);
    // Meanwhile the target's services take ids: the run must not follow them.
    await target.query('UPDATE id_generators SET max_id = max_id + 50');
    const second = await journey.run({ resume: true, phase: 'mysql' });
    expect(second).toMatchObject({ runId: first.runId, outcome: 'complete' });
    const third = await journey.run({ resume: true, phase: 'vault' });
    expect(third).toMatchObject({ runId: first.runId, outcome: 'complete', resumeCommand: null });
    expect(await offsetsOf(journey, first.runId)).toEqual(offsets);
    await expectRight(journey, { offsets });
  });

  it('settles a secret that was in the way once it is gone', async () => {
    const journey = await journeyOfTest({ size });
    const { sourceVault, targetVault } = journey.comparison;
    if (sourceVault === undefined || targetVault === undefined) throw new Error('the pair has no Vault');
    const reader = openVaultReader(sourceVault);
    const [path] = (await reader.paths()).filter((name) => name.endsWith('/deleted_and_made_again'));
    await reader.close();
    if (path === undefined) throw new Error('the sample data has no such key');
    await putSecret(targetVault, path, { kv_type: 'string', value: 'of somebody else' });
    const before = await journey.everything();
    await expect(journey.run()).rejects.toThrow(/hold another value/);
    const after = await journey.everything();
    expect(
      compareBystanders(before[1], after[1], { generatorsMayRise: false, newSecretsAllowed: false }),
    ).toEqual([]);

    const patient = await journey.configured({ options: { on_error: 'continue' } });
    const first = await patient.run();
    expect(first.outcome).toBe('partial');
    await send(targetVault, 'DELETE', `metadata/${path}`);
    const second = await patient.run({ resume: true });
    expect(second).toMatchObject({ runId: first.runId, outcome: 'complete', resumeCommand: null });
    await expectRight(journey);
  });

  it('refuses to go on with another selection, and then still goes on with its own', async () => {
    const journey = await journeyOfTest({ size, settings });
    await interrupted(journey, 'stop', chunk(20));
    const other = await journey.configured({ ...settings, skip_tables: ['commits'] });
    await expect(other.run({ resume: true })).rejects.toThrow(/commits/);
    const same = await journey.configured(settings);
    expect(await same.run({ resume: true })).toMatchObject({ outcome: 'complete' });
    await expectRight(journey);
  });
});
