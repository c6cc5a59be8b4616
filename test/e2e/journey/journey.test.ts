import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBlocker } from '../../../src/core/finding.js';
import { RefusedError } from '../../../src/core/refused.js';
import { operations } from '../../../src/operations/index.js';
import {
  type Bystanders,
  compareBystanders,
  compareEverything,
  coreTables,
} from '../support/independent/index.js';
import { type Journey, openJourney } from '../support/journey/journey.js';

const nothingNew = { generatorsMayRise: false, newSecretsAllowed: false };

/** The main job between both kinds of server: LOAD DATA into MariaDB, INSERTs into MySQL (its local_infile is off). */
describe.each([
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
  ['mysql', 'mariadb'],
  ['mariadb', 'mysql'],
] as const)('from %s to %s', (source, target) => {
  let journey: Journey;
  let before: readonly [Bystanders, Bystanders];

  beforeAll(async () => {
    journey = await openJourney({ source, target });
    before = await journey.everything();
  });
  afterAll(() => journey.pair.drop());

  it('checks and plans without writing anything', async () => {
    const { context, listener } = journey;
    const findings = await operations.check(context, () => undefined);
    expect(findings.filter(({ severity }) => severity === 'blocker')).toEqual([]);
    const dryRun = await operations.plan(context, listener);
    expect(hasBlocker(dryRun.findings)).toBe(false);
    expect(dryRun.plan.ids.mode).toBe('preserve');
    expect(dryRun.plan.tables.map(({ table }) => table).sort()).toEqual([...coreTables].sort());
    const rows = journey.pair.filled?.rows ?? {};
    for (const table of coreTables) {
      expect(dryRun.counts[table]).toEqual({ source: rows[table], target: 0, targetTenant: 0 });
    }
    expect(dryRun.secretRows).toEqual({ kvs: rows.kvs, released_kvs: rows.released_kvs });

    const after = await journey.everything();
    for (const side of [0, 1] as const) {
      expect(compareBystanders(before[side], after[side], nothingNew)).toEqual([]);
    }
    expect(await operations.runs(context)).toEqual([]);
  });

  it('copies everything', async () => {
    const summary = await journey.run();
    const rows = journey.pair.filled?.rows ?? {};
    expect(summary).toMatchObject({ outcome: 'complete', resumeCommand: null });
    expect(Object.fromEntries(summary.tables.map((table) => [table.table, table.rows]))).toEqual(
      Object.fromEntries(coreTables.map((table) => [table, rows[table]])),
    );
    const problems = summary.secrets.flatMap((progress) => progress.problems);
    expect(problems.filter(({ sourceFault }) => !sourceFault)).toEqual([]);
    expect(new Set(problems.map(({ key }) => key))).toEqual(new Set(['secret_is_gone']));
  });

  it('finds the copy faultless, and so does the independent comparison', async () => {
    for (const level of ['counts', 'checksum', 'full'] as const) {
      const result = await operations.validate(journey.context, { level }, journey.listener);
      expect(result.checks.filter(({ ok, sourceFault }) => !ok && !sourceFault)).toEqual([]);
      expect(result).toMatchObject({ level, ok: true, differences: 0 });
    }
    expect(await compareEverything({ ...journey.comparison, before: before[1] })).toEqual([]);
    const [source] = await journey.everything();
    expect(compareBystanders(before[0], source, nothingNew)).toEqual([]);
  });

  it('reports the run', async () => {
    const { context } = journey;
    const [entry, ...others] = await operations.runs(context);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ tenantId: 'acme', state: 'copied', outcome: 'complete' });
    const report = await operations.report(context, entry?.runId);
    const rows = journey.pair.filled?.rows ?? {};
    const moved = coreTables.reduce((sum, table) => sum + (rows[table] ?? 0), 0);
    expect(report.tables.reduce((sum, table) => sum + table.rows, 0)).toBe(moved);
    expect(entry?.rows).toBe(moved);
    expect(report.validation).toMatchObject({ ok: true, level: 'full' });
    expect(report.logIntact).toBe(true);
    const answers = await operations.checklist(context, entry?.runId);
    expect(answers.find(({ itemId }) => itemId === 'row-counts')?.state).toBe('pass');
  });

  it('refuses to do it again, and leaves everything as it is', async () => {
    const earlier = await journey.everything();
    await expect(journey.run()).rejects.toThrow(RefusedError);
    await expect(journey.run({ resume: true })).rejects.toThrow(RefusedError);
    const after = await journey.everything();
    for (const side of [0, 1] as const) {
      expect(compareBystanders(earlier[side], after[side], nothingNew)).toEqual([]);
    }
  });
});
