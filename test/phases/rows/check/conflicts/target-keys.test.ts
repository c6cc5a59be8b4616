import { describe, expect, it } from 'vitest';
import {
  type KeyPart,
  sourceGuarantees,
  targetKeys,
} from '../../../../../src/phases/rows/check/conflicts/target-keys.js';
import { ignoresTrailingSpace } from '../../../../../src/phases/rows/check/conflicts/weights.js';
import { buildPlan } from '../../../../../src/plan/build-plan.js';
import type { ColumnFacts, IndexFacts } from '../../../../../src/plan/facts.js';
import { column, config, database, preset, primary, table } from '../../../../preflight/support/facts.js';
import { preserveIds } from '../../../../support/preserve-ids.js';

const unique = (name: string, ...columns: readonly (string | [string, number])[]): IndexFacts => ({
  name,
  unique: true,
  columns: columns.map((one) =>
    typeof one === 'string'
      ? { name: one, nullable: false }
      : { name: one[0], prefix: one[1], nullable: false },
  ),
});

interface Case {
  readonly sourceIndexes: readonly IndexFacts[];
  readonly targetIndexes: readonly IndexFacts[];
  readonly targetName?: Partial<ColumnFacts>;
  readonly more?: readonly ColumnFacts[];
}

function keysOf({ sourceIndexes, targetIndexes, targetName = {}, more = [] }: Case) {
  const own = [column('id', 'bigint unsigned'), column('biz_id', 'bigint unsigned')];
  const source = table('apps', [...own, column('name', 'varchar(255)')], {
    indexes: [primary, ...sourceIndexes],
  });
  const target = table(
    'apps',
    [...own, column('name', 'varchar(255)', targetName), column('tenant_id', 'varchar(255)'), ...more],
    {
      indexes: [primary, ...targetIndexes],
    },
  );
  const built = buildPlan({
    config: config(),
    preset: preset(['apps']),
    source: database([source]),
    target: database([target]),
    ids: preserveIds,
    targetRows: {},
  });
  const plan = built.plan?.tables[0];
  if (!plan) throw new Error(JSON.stringify(built.findings));
  const { keys, unknown } = targetKeys(plan, target, 'tenant_id');
  return { unknown, keys: keys.map((key) => ({ ...key, implied: sourceGuarantees(key, source) })) };
}

describe('targetKeys and sourceGuarantees', () => {
  const same = unique('by_name', 'biz_id', 'name');

  it('needs no search where the source has the same key', () => {
    const { keys } = keysOf({
      sourceIndexes: [same],
      targetIndexes: [unique('by_name', 'tenant_id', 'biz_id', 'name')],
    });
    expect(keys.map(({ name, hasTenant, implied }) => [name, hasTenant, implied])).toEqual([
      ['PRIMARY', false, true],
      ['by_name', true, true],
    ]);
  });

  it.each<[string, Case, boolean]>([
    ['a key the source lacks', { sourceIndexes: [], targetIndexes: [same] }, false],
    [
      'a key that holds the primary key',
      { sourceIndexes: [], targetIndexes: [unique('x', 'name', 'id')] },
      true,
    ],
    [
      'a shorter prefix',
      { sourceIndexes: [same], targetIndexes: [unique('x', 'biz_id', ['name', 100])] },
      false,
    ],
    [
      'a prefix as long as the column',
      { sourceIndexes: [same], targetIndexes: [unique('x', 'biz_id', ['name', 255])] },
      true,
    ],
    [
      'the same prefix on both sides',
      { sourceIndexes: [unique('x', ['name', 50])], targetIndexes: [unique('x', 'biz_id', ['name', 100])] },
      true,
    ],
    [
      'another collation',
      { sourceIndexes: [same], targetIndexes: [same], targetName: { collation: 'utf8mb4_0900_ai_ci' } },
      false,
    ],
    [
      'a shorter column',
      {
        sourceIndexes: [same],
        targetIndexes: [same],
        targetName: { maxLength: 50, columnType: 'varchar(50)' },
      },
      false,
    ],
  ])('%s', (_, input, implied) => {
    expect(keysOf(input).keys.at(-1)?.implied).toBe(implied);
  });

  it('does not trust references that several rows may share after the plan', () => {
    const reference = (more: object): KeyPart => {
      const app = column('app_id', 'bigint unsigned');
      const treatment = { kind: 'reference', table: 'apps', offset: '0', ...more } as const;
      return { column: { name: 'app_id', treatment, source: app, target: app, secret: false } };
    };
    const key = (part: KeyPart) => ({ name: 'x', parts: [part], constants: [], hasTenant: true });
    const source = table('items', [], { indexes: [unique('x', 'app_id')] });
    expect(sourceGuarantees(key(reference({ offset: '7' })), source)).toBe(true);
    expect(sourceGuarantees(key(reference({ toZero: true })), source)).toBe(false);
    expect(sourceGuarantees(key(reference({ exceptions: { 1: '0', 2: '0' } })), source)).toBe(false);
  });

  it('leaves out keys that always hold NULL, and names those it cannot judge', () => {
    const free = column('extra', 'int', { nullable: true });
    expect(keysOf({ sourceIndexes: [], targetIndexes: [unique('x', 'extra')], more: [free] })).toMatchObject({
      unknown: [],
      keys: [{ name: 'PRIMARY' }],
    });
    const made = column('made', 'int', { generated: true });
    expect(
      keysOf({ sourceIndexes: [], targetIndexes: [unique('x', 'made')], more: [made] }).unknown,
    ).toMatchObject([{ name: 'x' }]);
  });
});

describe('ignoresTrailingSpace', () => {
  it.each([
    ['utf8mb4_general_ci', true],
    ['utf8mb4_bin', true],
    ['utf8mb4_0900_ai_ci', false],
    ['utf8mb4_nopad_bin', false],
    ['uca1400_nopad_ai_ci', false],
    ['binary', false],
  ])('%s: %s', (collation, expected) => {
    expect(ignoresTrailingSpace(collation)).toBe(expected);
  });
});
