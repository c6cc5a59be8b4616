import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Context } from '../../../src/config/context.js';
import type { RunEvent } from '../../../src/core/events.js';
import { findLedger } from '../../../src/ledger/version.js';
import { openSession } from '../../../src/mysql/session.js';
import { operations } from '../../../src/operations/index.js';
import { type RunPath, runPaths, secretsLedger } from '../../../src/phases/secrets/ledger.js';
import { type Fault, startProxy } from '../../vault/support/proxy.js';
import { controls, type Journey, journeyOfTest, openJourney } from '../support/journey/journey.js';
import { sharedVault, vaultRequest } from '../support/servers.js';

let journey: Journey;
let runId: string;

beforeAll(async () => {
  journey = await openJourney({ size: { rows: 600 } });
  const summary = await journey.run();
  expect(summary.outcome).toBe('complete');
  runId = summary.runId;
});
afterAll(() => journey.pair.drop());

/** The journey's context with a faulty proxy before the target's Vault. */
async function behind(fault: (path: string) => Fault, { context } = journey): Promise<Context> {
  const proxy = await startProxy(sharedVault().address, ({ path }) => fault(path));
  onTestFinished(() => proxy.close());
  const { config } = context;
  if (!config.target.vault) throw new Error('no vault');
  const target = { ...config.target, vault: { ...config.target.vault, address: proxy.address } };
  return { ...context, config: { ...config, target } };
}

describe('validating with a Vault in trouble', () => {
  it('says what it waits for, and is ended by the operator', async () => {
    const sealed = { kind: 'status', status: 503, body: '{"errors":["Vault is sealed"]}' } as const;
    const context = await behind(() => sealed);
    const cancel = new AbortController();
    const events: RunEvent[] = [];
    const running = operations.validate(context, { level: 'counts', signal: cancel.signal }, (event) =>
      events.push(event),
    );
    const ended = expect(running).rejects.toThrow();
    await expect
      .poll(() => events.filter((event) => event.type === 'retry'))
      .toContainEqual(expect.objectContaining({ reason: expect.stringContaining('Vault is sealed') }));
    cancel.abort();
    await ended;
  });

  it('is ended by the operator while an answer is outstanding', async () => {
    let asked = false;
    const context = await behind((path) => {
      if (!path.includes('/data/')) return { kind: 'pass' };
      asked = true;
      return { kind: 'stall' };
    });
    const cancel = new AbortController();
    const unfinished = new Set([
      'orphans',
      'json-orphans',
      'tenant-column',
      'other-tenants',
      'source-unchanged',
    ]);
    const running = operations.validate(context, { level: 'counts', signal: cancel.signal }, (event) => {
      if (event.type === 'validation-progress' && event.done === event.total) unfinished.delete(event.check);
    });
    const ended = expect(running).rejects.toThrow();
    // Then nothing else is at work that the signal could end.
    await expect.poll(() => asked && unfinished.size === 0).toBe(true);
    const before = performance.now();
    cancel.abort();
    await ended;
    // Without the signal it would wait for the answer, which counts as outstanding for 30 seconds.
    expect(performance.now() - before).toBeLessThan(25_000);
  });
});

describe('validating with a config that does not lead to the secrets', () => {
  const secretsWith = async (config: Context['config']) => {
    const context = { ...journey.context, config };
    const { ok, checks } = await operations.validate(context, { level: 'counts' }, () => undefined);
    return { ok, details: checks.filter(({ check }) => check === 'secrets').map(({ detail }) => detail) };
  };

  it('fails, and says why', async () => {
    const { config } = journey.context;
    const { vault, ...withoutVault } = config.target;
    const { vault: _, ...sourceWithoutVault } = config.source;
    expect(await secretsWith({ ...config, source: sourceWithoutVault, target: withoutVault })).toEqual({
      ok: false,
      details: [expect.stringMatching(/^the check could not be made: .* and the config names none$/)],
    });
    if (!vault) throw new Error('no vault');
    const elsewhere = { ...withoutVault, vault: { ...vault, mount: 'another' } };
    expect(await secretsWith({ ...config, target: elsewhere })).toEqual({
      ok: false,
      details: [expect.stringMatching(/^the check could not be made: .* and the config names .* → another$/)],
    });
  });
});

describe('validating against another source', () => {
  it('refuses the target itself, of which everything is equal', async () => {
    const { config } = journey.context;
    const source = { ...config.source, mysql: config.target.mysql };
    const context = { ...journey.context, config: { ...config, source } };
    await expect(operations.validate(context, { level: 'counts' }, () => undefined)).rejects.toThrow(
      /the source in the config is the target itself/,
    );
  });

  it('says that it is not the one the run came from', async () => {
    const other = await journeyOfTest({ size: { rows: 600 } });
    const { config } = journey.context;
    const source = { ...config.source, mysql: other.context.config.source.mysql };
    const events: RunEvent[] = [];
    await operations.validate(
      { ...journey.context, config: { ...config, source } },
      { level: 'counts' },
      (event) => events.push(event),
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'log',
        level: 'warning',
        message: expect.stringMatching(/another source/),
      }),
    );
    const { log } = await operations.report(journey.context, runId);
    expect(log.findLast(({ kind }) => kind === 'validated')?.detail).toMatch(/against another source/);
  });
});

describe('taking a run back with a Vault in trouble', () => {
  it('says what it waits for, and goes on when it is back', async () => {
    const events: RunEvent[] = [];
    const waits = () => events.some(({ type }) => type === 'retry');
    const sealed = { kind: 'status', status: 503, body: '{"errors":["Vault is sealed"]}' } as const;
    const context = await behind(() => (waits() ? { kind: 'pass' } : sealed));
    const { done, secrets } = await operations.rollback(
      context,
      { runId, dryRun: true, includeChanged: false },
      (event) => events.push(event),
      controls().control,
    );
    expect(done).toBe(false);
    expect(secrets).toBeGreaterThan(0);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'retry', reason: expect.stringContaining('Vault is sealed') }),
    );
  });
});

describe('stopping a rollback that waits for a Vault', () => {
  it('ends it, and leaves the run as it was', async () => {
    const context = await behind(() => ({
      kind: 'status',
      status: 503,
      body: '{"errors":["Vault is sealed"]}',
    }));
    const { control, stop } = controls();
    const rollback = operations.rollback(
      context,
      { runId, dryRun: true, includeChanged: false },
      ({ type }) => {
        if (type === 'retry') stop();
      },
      control,
    );
    await expect(rollback).rejects.toMatchObject({ kind: 'sealed' });
    expect((await operations.report(journey.context, runId)).run.state).toBe('copied');
  });
});

describe('looking at many secrets', () => {
  it('keeps to the rate cap while validating', async () => {
    const times: number[] = [];
    const behindProxy = await behind(() => {
      times.push(performance.now());
      return { kind: 'pass' };
    });
    const { config } = behindProxy;
    const capped = {
      ...config,
      options: { ...config.options, vault: { ...config.options.vault, maxRequestsPerSecond: 40 } },
    };
    const context = { ...behindProxy, config: capped } as Context;
    expect(await operations.validate(context, { level: 'counts' }, () => undefined)).toMatchObject({
      ok: true,
    });
    // The first requests are the login's; a timer may fire a little early.
    const spread = (times.at(-1) ?? 0) - (times[2] ?? 0);
    expect(times.length).toBeGreaterThan(40);
    expect(spread).toBeGreaterThan(((times.length - 3) / 40) * 1000 * 0.9);
  });

  it('lives with a server that limits the rate, before a run, too', async () => {
    const fresh = await journeyOfTest({ size: { rows: 600 } });
    const body = { data: { kv_type: 'string', value: "another tenant's" } };
    await vaultRequest('POST', `${fresh.pair.target.mount}/data/biz/999/apps/1/kvs/k`, body);
    let number = 0;
    // Of paths below a folder that is not there, nothing is asked one by one.
    const context = await behind((path) => {
      number += path.includes('/metadata/') ? 1 : 0;
      return path.includes('/metadata/') && number % 2 === 0
        ? { kind: 'status', status: 429, body: '{"errors":["rate limit quota exceeded"]}' }
        : { kind: 'pass' };
    }, fresh);
    const { findings } = await operations.plan(context, () => undefined);
    expect(number).toBeGreaterThan(1);
    expect(findings.filter(({ code }) => code === 'secrets.not-checked')).toEqual([]);
  });
});

describe('a row that was altered in the target', () => {
  it('is not called a fault of the source by the secrets check, at any level', async () => {
    const connection = await journey.pair.target.connect();
    onTestFinished(() => connection.end());
    const [rows] = await connection.query(
      `SELECT id, md5, \`key\` AS name FROM kvs WHERE kv_state <> 'DELETE' ORDER BY id LIMIT 2`,
    );
    const [spoiled, moved] = rows as { id: number; md5: string; name: string }[];
    if (!spoiled || !moved) throw new Error('too few secrets');
    const secretsCheck = async () => {
      const { checks } = await operations.validate(journey.context, { level: 'counts' }, () => undefined);
      const own = checks.filter(({ check, sourceFault }) => check === 'secrets' && !sourceFault);
      return own.flatMap(({ differences }) => differences.map(({ key, column }) => `${key} ${column}`));
    };
    expect(await secretsCheck()).toEqual([]);
    await connection.query(`UPDATE kvs SET md5 = REVERSE(md5) WHERE id = ${spoiled.id}`);
    await connection.query(`UPDATE kvs SET \`key\` = 'nobody-has-it' WHERE id = ${moved.id}`);
    const found = await secretsCheck();
    await connection.query('UPDATE kvs SET md5 = ? WHERE id = ?', [spoiled.md5, spoiled.id]);
    await connection.query('UPDATE kvs SET `key` = ? WHERE id = ?', [moved.name, moved.id]);
    expect(found.toSorted()).toEqual([`id=${spoiled.id} md5`, `id=${moved.id} version`].toSorted());
    expect(await secretsCheck()).toEqual([]);
  });
});

describe('what a run wrote to the secrets', () => {
  it('may be in a path whose row failed, too', async () => {
    const { mysql } = journey.context.config.target;
    const session = await openSession(mysql, 'target-writer');
    onTestFinished(() => session.close());
    const location = await findLedger(session, mysql.database);
    if (!location) throw new Error('no ledger');
    const ledger = { session, location, runId };
    const { run } = await operations.report(journey.context, runId);
    const secrets = secretsLedger({ ledger, plan: run.plan, idColumn: 'id' });
    const paths = ['refused', 'taken'].map((name) => `biz/2/apps/1/kvs/${name}`);
    await secrets.intend(paths.map((targetPath) => ({ targetPath, priorVersion: 0 })));
    await secrets.settle(
      paths.map((targetPath, index) => ({
        row: { table: 'kvs', rowKey: String(900_000 + index), key: 'k', version: '1', mayBeGone: false },
        targetPath,
        outcome: index === 0 ? 'failed' : 'conflict',
        sourceVersion: '1',
        targetVersion: null,
        versionsWritten: [],
        createdPath: false,
        sourceFault: false,
      })),
    );
    const found: RunPath[] = [];
    for await (const path of runPaths(ledger)) {
      if (paths.includes(path.path)) found.push(path);
    }
    // What is another's is left alone; what the write became of that was refused, only its value can tell.
    expect(found).toEqual([{ path: paths[0], versionsWritten: [], createdPath: true, priorVersion: 0 }]);
  });
});
