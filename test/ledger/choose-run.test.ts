import { describe, expect, it } from 'vitest';
import { chooseRun } from '../../src/ledger/choose-run.js';
import type { StoredRun } from '../../src/ledger/runs.js';
import { phases } from '../../src/phases/index.js';
import { unreadyFor } from '../../src/phases/run-state.js';
import { buildPlan } from '../../src/plan/build-plan.js';
import type { Plan } from '../../src/plan/plan.js';
import { smallConfig } from '../support/config.js';
import { column, database, table } from '../support/facts.js';
import { preserveIds } from '../support/preserve-ids.js';
import { smallPreset } from '../support/preset.js';

const columns = [column('id', 'bigint'), column('biz_id', 'bigint'), column('name', 'varchar(10)')];
const tenant = column('tenant_id', 'varchar(20)', { default: 'default' });

function planFor(more: Parameters<typeof smallConfig>[0] = {}, identity = 'here'): Plan {
  const { plan } = buildPlan({
    config: smallConfig({ tables: { skip: [], include: [], only: ['apps'] }, ...more }),
    preset: smallPreset(),
    source: database('s', [table('apps', columns)], { serverIdentity: identity }),
    target: database('t', [table('apps', [...columns, tenant])]),
    ids: preserveIds,
    targetRows: {},
  });
  if (!plan) throw new Error('no plan');
  return plan;
}

function stored(plan: Plan, more: Partial<StoredRun> = {}): StoredRun {
  return {
    runId: 'r1',
    tenantId: 'acme',
    preset: 'small',
    state: 'mysql',
    outcome: 'stopped',
    startedAt: '',
    finishedAt: null,
    plan,
    snapshot: null,
    toolVersion: '0',
    targetDatabase: 't',
    generators: [],
    ...more,
  };
}

const plan = planFor();
const choose = (
  earlier: readonly StoredRun[],
  { resume = false, phase = 'all' }: { resume?: boolean; phase?: string } = {},
  now = plan,
) =>
  chooseRun({
    plan: now,
    earlier,
    configPath: 'm.yaml',
    request: { resume },
    refuseUnready: unreadyFor(phases, phase),
    repeats: phase === 'files',
  });

describe('chooseRun', () => {
  it('starts anew where nothing was done', () => {
    expect(choose([])).toBeNull();
  });

  it('starts anew after a rollback', () => {
    expect(choose([stored(plan, { state: 'rolled-back', outcome: 'complete' })])).toBeNull();
  });

  it('refuses everything while a rollback is half done', () => {
    const leaving = stored(plan, { state: 'rolling-back', outcome: 'complete' });
    expect(() => choose([leaving])).toThrow('run r1 is being rolled back');
    expect(() => choose([leaving], { resume: true })).toThrow('run r1 is being rolled back');
  });

  it('takes up an unfinished run', () => {
    expect(choose([stored(plan)], { resume: true })?.runId).toBe('r1');
  });

  it('takes up a run whose last outcome was partial', () => {
    expect(choose([stored(plan, { state: 'copied', outcome: 'partial' })], { resume: true })?.runId).toBe(
      'r1',
    );
  });

  it('refuses a new run beside an unfinished one, and names the way out', () => {
    expect(() => choose([stored(plan)])).toThrow('tenant acme has an unfinished run: r1 (mysql)');
  });

  it('refuses to resume where nothing is unfinished', () => {
    expect(() => choose([stored(plan, { state: 'copied', outcome: 'complete' })], { resume: true })).toThrow(
      'no unfinished run to resume',
    );
  });

  it('refuses a second run of the same data', () => {
    expect(() => choose([stored(plan, { state: 'copied', outcome: 'complete' })])).toThrow(
      'already migrated to tenant acme by run r1',
    );
  });

  it('allows other businesses and other sources into the same tenant', () => {
    const done = stored(planFor({ bizIds: [2] }), { state: 'copied', outcome: 'complete' });
    expect(choose([done], {}, planFor({ bizIds: [3] }))).toBeNull();
    expect(() => choose([done], {}, planFor({ bizIds: [2, 3] }))).toThrow('already migrated');
    expect(choose([done], {}, planFor({}, 'elsewhere'))).toBeNull();
  });

  it('refuses to resume with another plan and says what changed', () => {
    expect(() => choose([stored(plan)], { resume: true }, planFor({}, 'elsewhere'))).toThrow(
      'the source server was here and is elsewhere now',
    );
    expect(() => choose([stored(planFor({ bizIds: [2] }))], { resume: true })).toThrow(
      'the selection of businesses was 2 and is none now',
    );
  });

  it('refuses the Vault phase before the rows are there', () => {
    expect(() => choose([], { phase: 'vault' })).toThrow('there is no run to follow');
    expect(() => choose([stored(plan)], { resume: true, phase: 'vault' })).toThrow('is not finished');
  });
});
