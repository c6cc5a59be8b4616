import { describe, expect, it } from 'vitest';
import { type Finding, finding } from '../../src/core/finding.js';
import { textOf } from '../../src/core/sentence.js';
import { buildPlan } from '../../src/plan/build-plan.js';
import type { Plan } from '../../src/plan/plan.js';
import type { IdDecision } from '../../src/plan/plan-input.js';
import type { DryRun } from '../../src/preflight/dry-run-result.js';
import { planDrift } from '../../src/preflight/plan-drift.js';
import { planFile, readPlanFile } from '../../src/preflight/saved-plan.js';
import { smallConfig } from '../support/config.js';
import { column, database, table } from '../support/facts.js';
import { samplePaper } from '../support/paper.js';
import { preserveIds } from '../support/preserve-ids.js';
import { smallPreset } from '../support/preset.js';

const columns = [column('id', 'bigint'), column('biz_id', 'bigint'), column('name', 'varchar(10)')];
const tenant = column('tenant_id', 'varchar(20)', { default: 'default' });

function planOf(more: Parameters<typeof smallConfig>[0] = {}, ids: IdDecision = preserveIds): Plan {
  const { plan, findings } = buildPlan({
    config: smallConfig({ tables: { skip: [], include: [], only: ['apps'] }, ...more }),
    preset: smallPreset({ references: {}, tables: [{ name: 'apps', level: 1 }], skip: [] }),
    source: database('s', [table('apps', columns)]),
    target: database('t', [table('apps', [...columns, tenant])]),
    ids,
    targetRows: {},
  });
  if (!plan) throw new Error(JSON.stringify(findings));
  return plan;
}

const shifted = (offset: string): IdDecision => ({
  ...preserveIds,
  mode: 'offset',
  offsets: { apps: offset },
  lowest: { apps: '1' },
  room: { apps: '10' },
});

function look(rows: number, findings: readonly Finding[] = [], plan = planOf()): DryRun {
  const counts = { apps: { source: rows, target: 0, targetTenant: 0 } };
  return { plan, findings, counts, secretRows: null, forecast: null, paper: samplePaper };
}

const warning = (code: string, more: Partial<Finding> = {}): Finding =>
  finding('warning', 'data', code, { title: code, ...more });
const blocker = (code: string): Finding => finding('blocker', 'data', code, { title: code });
const savedOf = (seen: DryRun) => readPlanFile(planFile(seen, new Date(0)), 'plan.json');

function drift(before: DryRun, now: DryRun, rules = { rowsPercent: 0, newWarnings: 0 }) {
  return planDrift(savedOf(before), now, rules).map(
    ({ said, accepted }) => `${accepted ? 'ok' : 'no'}: ${textOf(said)}`,
  );
}

describe('a saved plan', () => {
  it('is read as it was written, and out of the lines of plan --json', () => {
    const seen = look(3, [warning('watch.a', { count: 2 })]);
    const plan: unknown = JSON.parse(JSON.stringify(seen.plan));
    expect(savedOf(seen)).toMatchObject({ plan, seen: { counts: { apps: { source: 3 } } } });
    const lines = [{ type: 'schema' }, { type: 'plan-result', ok: true, ...seen }];
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    expect(readPlanFile(`${text}\n`, 'lines')).toMatchObject({ plan });
    expect(readPlanFile(JSON.stringify(lines[1]), 'line')).toMatchObject({ plan });
  });

  it.each([
    ['no JSON at all', 'migration: {}', 'is no saved plan'],
    ['other JSON', '{"type":"check-result"}', 'is no saved plan'],
    ['nothing', '', 'is no saved plan'],
    ['a plan of a version that kept nothing beside it', JSON.stringify(planOf()), 'kept no row counts'],
    [
      'a plan that somebody altered',
      planFile({ ...look(1), plan: { ...planOf(), tables: 7 as never } }, new Date(0)),
      'plan.tables',
    ],
  ])('is refused where it is %s', (_what, text, problem) => {
    expect(() => readPlanFile(text, 'p.json')).toThrow(problem);
  });
});

describe('what has changed since a plan was looked at', () => {
  it('is nothing where all is as it was', () => {
    expect(drift(look(3, [warning('watch.a')]), look(3, [warning('watch.a')]))).toEqual([]);
  });

  it('is rows that came or went, accepted within a share of them', () => {
    expect(drift(look(100), look(112))).toEqual([
      'no: +12 rows in apps (100 when it was looked at, 112 now)',
    ]);
    const rules = { rowsPercent: 5, newWarnings: 0 };
    expect(drift(look(100), look(105), rules)[0]).toMatch(/^ok: \+5 /);
    expect(drift(look(100), look(106), rules)[0]).toMatch(/^no: \+6 /);
    expect(drift(look(100), look(94), rules)[0]).toMatch(/^no: −6 /);
    expect(drift(look(0), look(1), rules)[0]).toMatch(/^no: \+1 /);
  });

  it('is one more warning, accepted as often as is said, and never a blocker', () => {
    const now = look(1, [warning('watch.a'), warning('watch.b', { table: 'kvs', column: 'x' })]);
    expect(drift(look(1), now, { rowsPercent: 100, newWarnings: 1 })).toEqual([
      'ok: one more warning: watch.a',
      'no: one more warning: watch.b (kvs.x)',
    ]);
    const stopped = look(1, [blocker('watch.a')]);
    expect(drift(look(1, [warning('watch.a')]), stopped, { rowsPercent: 9, newWarnings: 9 })).toEqual([
      'no: one more blocker: watch.a',
    ]);
    expect(drift(stopped, look(1, [warning('watch.a')]))).toEqual(['ok: one more warning: watch.a']);
    expect(drift(look(1), look(1, [warning('mysql.latency')]))).toEqual([
      'ok: one more warning: mysql.latency',
    ]);
  });

  it('is a warning that is of more now, judged like rows, or that is gone', () => {
    const of = (count: number) => look(1, [warning('watch.a', { count })]);
    expect(drift(of(10), of(11))).toEqual(['no: watch.a was of 10 and is of 11 now']);
    expect(drift(of(10), of(11), { rowsPercent: 10, newWarnings: 0 })[0]).toMatch(/^ok/);
    expect(drift(of(10), of(9))[0]).toMatch(/^ok/);
    expect(drift(of(10), look(1))).toEqual(['ok: no longer there: watch.a']);
  });

  it('is what is written otherwise, never accepted', () => {
    const all = { rowsPercent: 1000, newWarnings: 100 };
    expect(drift(look(1), look(1, [], planOf({ tenantId: 'other' })), all)).toContain(
      'no: the tenant was acme and is other now',
    );
    expect(drift(look(1), look(1, [], planOf({ bizIds: [2] })), all)[0]).toMatch(
      /^no: the selection of businesses/,
    );
    const skipped = drift(look(1), look(1, [], planOf({ ids: 'offset' }, shifted('5'))), all);
    expect(skipped[0]).toBe('no: the ID mode was preserve and is offset now');
  });

  it('is IDs that begin elsewhere, which a dry run never promised', () => {
    const [before, now] = ['100', '130'].map((offset) => look(1, [], planOf({}, shifted(offset)))) as [
      DryRun,
      DryRun,
    ];
    expect(drift(before, now)).toEqual([
      'ok: the target has handed out IDs since, so those of apps will begin behind them',
    ]);
  });
});
