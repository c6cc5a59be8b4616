import { expect, it, onTestFinished } from 'vitest';
import type { Context } from '../../../src/config/context.js';
import type { RunEvent } from '../../../src/core/events.js';
import { RefusedError } from '../../../src/core/refused.js';
import { operations } from '../../../src/operations/index.js';
import { startProxy } from '../../vault/support/proxy.js';
import { checkedReport, controls, type Journey, journeyOfTest } from '../support/journey/journey.js';
import { sharedVault } from '../support/servers.js';

const size = { rows: 600 } as const;

/** A journey's context whose Vaults are both reached through one proxy. */
async function watched({ context }: Journey, fault?: Parameters<typeof startProxy>[1]) {
  const proxy = await startProxy(sharedVault().address, fault);
  onTestFinished(() => proxy.close());
  const { config } = context;
  const through = <Side extends Context['config']['source']>(side: Side): Side =>
    side.vault ? { ...side, vault: { ...side.vault, address: proxy.address } } : side;
  const seen: Context = {
    ...context,
    config: { ...config, source: through(config.source), target: through(config.target) },
  };
  return { proxy, seen };
}

it('asks the Vaults for nothing while only rows are copied, and reports what ran', async () => {
  const journey = await journeyOfTest({ size });
  const { proxy, seen } = await watched(journey);
  const request = { phase: 'mysql', confirm: journey.pair.target.database, resume: false } as const;
  const first = await operations.run(seen, request, journey.listener, controls().control);
  expect(first.outcome).toBe('complete');
  // The run's log notes the versions of the servers.
  expect(proxy.seen.map(({ path }) => path).filter((path) => !path.startsWith('/v1/sys/health'))).toEqual([]);
  expect((await checkedReport(journey.context)).phases).toEqual([
    { phase: 'mysql', outcome: 'complete' },
    { phase: 'vault', outcome: 'not-run' },
  ]);
  expect(await journey.run({ phase: 'vault', resume: true })).toMatchObject({ outcome: 'complete' });
  expect((await checkedReport(journey.context)).phases).toEqual([
    { phase: 'mysql', outcome: 'complete' },
    { phase: 'vault', outcome: 'complete' },
  ]);
});

it('asks the target where check looks for what is in the way, and the source for nothing but what it must', async () => {
  const journey = await journeyOfTest({ size });
  const { proxy, seen } = await watched(journey);
  const findings = await operations.check(seen, () => undefined);
  expect(findings).toContainEqual(expect.objectContaining({ code: 'secrets.free', severity: 'ok' }));
  const { mount } = journey.pair.source;
  const asked = proxy.seen.map(({ path }) => path).filter((path) => path.startsWith(`/v1/${mount}/`));
  expect(asked.filter((path) => !path.startsWith(`/v1/${mount}/metadata/`))).toEqual([]);
  // A few paths, for settings of their own.
  expect(asked.length).toBeLessThanOrEqual(5);
});

it('tells the whole when the secrets are taken up again, and the source’s faults once', async () => {
  const journey = await journeyOfTest({ size, settings: { options: { on_error: 'continue' } } });
  const held = controls();
  const progress = (events: readonly RunEvent[]) =>
    events.filter((event) => event.type === 'secrets-progress' && event.table === 'kvs') as Extract<
      RunEvent,
      { type: 'secrets-progress' }
    >[];
  const first: RunEvent[] = [];
  const request = { phase: 'all', confirm: journey.pair.target.database, resume: false } as const;
  await operations.run(
    journey.context,
    request,
    (event) => {
      first.push(event);
      if (event.type === 'secrets-progress') held.stop();
    },
    held.control,
  );
  const second: RunEvent[] = [];
  await operations.run(
    journey.context,
    { ...request, resume: true },
    (event) => second.push(event),
    controls().control,
  );
  const all = journey.pair.filled?.rows.kvs ?? 0;
  const counted = (events: readonly RunEvent[]) =>
    events.find((event) => event.type === 'secrets-counted' && event.table === 'kvs');
  expect(counted(first)).toMatchObject({ rows: all });
  expect(counted(second)).toMatchObject({ rows: all });
  expect(progress(second)[0]?.done).toBeGreaterThanOrEqual(progress(first).at(-1)?.done ?? 0);
  expect(progress(second).at(-1)).toMatchObject({ done: all });
  const faults = [...first, ...second].filter(
    (event) => event.type === 'secret-problem' && event.sourceFault,
  );
  expect(faults.length).toBeGreaterThan(0);
  const named = faults.map((event) => (event.type === 'secret-problem' ? `${event.table} ${event.row}` : ''));
  expect(new Set(named).size).toBe(named.length);
});

it('waits for a node that is behind, also while it validates', async () => {
  const journey = await journeyOfTest({ size });
  let behind = 0;
  const { seen } = await watched(journey, ({ path }) =>
    path.includes('/data/') && ++behind % 5 === 0 ? { kind: 'status', status: 412 } : { kind: 'pass' },
  );
  const request = { phase: 'all', confirm: journey.pair.target.database, resume: false } as const;
  expect(await operations.run(seen, request, journey.listener, controls().control)).toMatchObject({
    outcome: 'complete',
  });
  const result = await operations.validate(seen, { level: 'counts' }, journey.listener);
  expect(result).toMatchObject({ ok: true, differences: 0 });
});

it('wants a word on the master keys before credentials are copied as they are', async () => {
  const journey = await journeyOfTest({ size });
  const { config, preset } = journey.context;
  const { credentialMasterKey: _, ...source } = config.source;
  const { credentialMasterKey: __, ...target } = config.target;
  const keyless = { ...config, source, target };
  const keysIn = async (given: Context['config']) =>
    (await operations.check({ preset, config: given }, () => undefined)).filter(
      ({ code }) => code === 'credentials.keys',
    );
  expect(await keysIn(keyless)).toMatchObject([{ severity: 'warning', params: { keys: 'none' } }]);
  expect(await keysIn({ ...keyless, source: config.source })).toMatchObject([
    { severity: 'warning', params: { keys: 'one', missing: 'target' } },
  ]);
  expect(await keysIn({ ...keyless, credentialMasterKeys: 'same' })).toMatchObject([{ severity: 'ok' }]);
  expect(await keysIn({ ...config, credentialMasterKeys: 'same' })).toMatchObject([{ severity: 'blocker' }]);
  expect(
    await keysIn({ ...keyless, tables: { skip: ['credentials', 'credential_scopes'], include: [] } }),
  ).toEqual([]);
  const request = { phase: 'all', confirm: journey.pair.target.database, resume: false } as const;
  const runWith = (given: Context['config'], more = {}) =>
    operations.run({ preset, config: given }, { ...request, ...more }, journey.listener, controls().control);
  await expect(runWith(keyless)).rejects.toThrow(RefusedError);
  await expect(runWith(keyless)).rejects.toThrow(
    /no client can log in unless both environments use the same key/,
  );
  expect(await operations.runs(journey.context)).toEqual([]);
  expect(await runWith(keyless, { sameMasterKeys: true })).toMatchObject({ outcome: 'complete' });
});
