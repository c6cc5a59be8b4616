import { describe, expect, test } from 'vitest';
import type { Difference, JobResult, ValidationResult } from '../../../../src/core/validation-shape.js';
import { phases } from '../../../../src/phases/index.js';
import type { Plan, TablePlan } from '../../../../src/plan/plan.js';
import { column } from '../../../support/facts.js';
import { secretColumns } from '../../../support/preset.js';

const table = (name: string, keyType: string): TablePlan => ({
  table: name,
  source: name,
  target: name,
  level: 1,
  key: ['id'],
  columns: [
    {
      name: 'id',
      treatment: { kind: 'same' },
      source: column('id', keyType),
      target: column('id', keyType),
      secret: false,
    },
  ],
  droppedColumns: [],
  approximateRows: 0,
  approximateBytes: 0,
});
const server = { flavour: 'mysql', version: '9.7.0', identity: 's', database: 'd' } as const;
const plan: Plan = {
  formatVersion: 1,
  preset: 'p',
  tenant: { column: 'tenant_id', id: 'acme' },
  ids: { mode: 'preserve', reason: 'a test' },
  source: server,
  target: server,
  tables: [table('kvs', 'bigint'), table('texts', 'varchar(20)')],
  skipped: [],
  generators: [],
  vault: {
    sourceMount: 'a',
    targetMount: 'b',
    secrets: [
      {
        table: 'kvs',
        path: '{key}',
        ...secretColumns,
      },
    ],
  },
  notMoved: [],
  fingerprint: 'f',
};
const found = (kind: Difference['kind'], more: Partial<Difference> = {}): Difference => ({
  kind,
  table: 'kvs',
  key: 'id=1',
  rowKey: ['1'],
  ...more,
});
const propose = (check: string, differences: readonly Difference[], more: Partial<JobResult> = {}) =>
  phases.flatMap(({ repairs }) =>
    repairs.propose(plan, {
      checks: [{ check, table: 'kvs', ok: false, detail: '', differences, ...more }],
    } as unknown as ValidationResult),
  );

describe('repair proposals', () => {
  test.each([
    ['a missing row', [found('missing-in-target')], 'recopy-row'],
    ['an extra row', [found('extra-in-target')], 'delete-row'],
    ['columns', [found('field-mismatch', { column: 'memo' })], 'recopy-row'],
    [
      'a version',
      [found('field-mismatch', { column: 'version', expected: '1', actual: '4' })],
      'rewrite-version',
    ],
    [
      'a key someone else has',
      [found('missing-in-target', { actual: 'another row has this key' })],
      'by-hand',
    ],
    ['a range', [found('missing-in-target', { key: 'after id=5', rowKey: undefined })], 'by-hand'],
  ] as const)('for %s', (_, differences, action) => {
    expect(propose('full', differences)).toMatchObject([{ action, table: 'kvs' }]);
  });

  test('are one per row, with all of its columns', () => {
    const both = [
      found('field-mismatch', { column: 'memo' }),
      found('field-mismatch', { column: 'version' }),
    ];
    expect(propose('full', both)).toMatchObject([{ action: 'recopy-row', columns: ['memo', 'version'] }]);
    expect(propose('full', both)[0]?.reason).toBe('memo, version differ from the source');
    const one = [found('field-mismatch', { column: 'memo' })];
    expect(propose('full', one)[0]?.reason).toBe('memo differs from the source');
  });

  test('copy rows again whose keys are no numbers', () => {
    const differences = [found('missing-in-target', { table: 'texts', key: 'id=a', rowKey: ['a'] })];
    expect(propose('full', differences, { table: 'texts' })).toMatchObject([{ action: 'recopy-row' }]);
  });

  test('copy a secret again, once for all that is wrong with it', () => {
    const wrong = ['signature', 'md5'].map(
      (name) => ({ kind: 'field-mismatch', table: 'kvs', key: 'id=9', column: name }) as const,
    );
    expect(propose('secrets', wrong)).toMatchObject([
      { action: 'recopy-secret', rowKey: ['9'], columns: ['signature', 'md5'] },
    ]);
  });

  test('raise a generator to its highest ID', () => {
    expect(propose('generators', [], { expected: 'at least 120' })).toMatchObject([
      { action: 'raise-generator', value: '120' },
    ]);
  });

  test("touch neither what is right nor the source's own faults", () => {
    expect(propose('full', [found('missing-in-target')], { ok: true })).toEqual([]);
    expect(propose('secrets', [found('missing-in-target')], { sourceFault: true })).toEqual([]);
    expect(propose('orphans', [found('field-mismatch', { column: 'app_id' })])).toEqual([]);
  });
});
