import { describe, expect, test } from 'vitest';
import {
  canBeFound,
  keyIdentity,
  showKey,
  sourceKeyCondition,
  targetKeyCondition,
} from '../../../../src/phases/rows/compare/keys.js';
import { shiftedRange } from '../../../../src/plan/key-shift.js';
import type { ColumnPlan, TablePlan } from '../../../../src/plan/plan.js';
import type { Treatment } from '../../../../src/plan/treatments.js';
import { column } from '../../../support/facts.js';

const planned = (name: string, type: string, treatment: Treatment): ColumnPlan => ({
  name,
  treatment,
  source: column(name, type),
  target: column(name, type),
  secret: false,
});
const table = (...columns: ColumnPlan[]): TablePlan => ({
  table: 't',
  source: 't',
  target: 't',
  level: 1,
  key: columns.map(({ name }) => name),
  columns,
  droppedColumns: [],
  approximateRows: 0,
  approximateBytes: 0,
});
const shifted = table(
  planned('app_id', 'bigint unsigned', { kind: 'reference', table: 'apps', offset: '100' }),
  planned('id', 'bigint unsigned', { kind: 'offset', offset: '9007199254740993' }),
);
const named = table(planned('name', 'varchar(20)', { kind: 'same' }));

describe('keys', () => {
  test('are shifted for the target as the rows are, 0 staying 0', () => {
    const range = { after: [{ n: '0' }, { n: '1' }], through: [{ n: '5' }, { n: '2' }] };
    expect(shiftedRange(shifted, range)).toEqual({
      after: [{ n: '0' }, { n: '9007199254740994' }],
      through: [{ n: '105' }, { n: '9007199254740995' }],
    });
    expect(shiftedRange(shifted, { after: null, through: null })).toEqual({ after: null, through: null });
  });

  test('are shifted back for the source', () => {
    const keys = [
      ['105', '9007199254740995'],
      ['0', '9007199254740994'],
    ];
    expect(targetKeyCondition(shifted, keys)).toBe(
      '(`app_id`, `id`) IN ((105, 9007199254740995), (0, 9007199254740994))',
    );
    expect(sourceKeyCondition(shifted, keys)).toBe('(`app_id`, `id`) IN ((5, 2), (0, 1))');
  });

  test('of text are quoted, and no keys meet nothing', () => {
    expect(targetKeyCondition(named, [["o'c\\"]])).toBe("`name` IN ('o\\'c\\\\')");
    expect(targetKeyCondition(named, [])).toBe('FALSE');
  });

  test('that are no numbers cannot slip into a condition as such', () => {
    const byId = table(planned('id', 'bigint', { kind: 'same' }));
    expect(targetKeyCondition(byId, [['1 OR 1=1']])).toBe("`id` IN ('1 OR 1=1')");
    expect(targetKeyCondition(byId, [['7'], ['9']])).toBe('`id` IN (7, 9)');
  });

  test('of any type lead to their row, but for those that the tool makes itself', () => {
    expect([shifted, named].map(canBeFound)).toEqual([true, true]);
    const renamed = planned('owner', 'varchar(20)', { kind: 'users', map: { a: 'b' } });
    expect(canBeFound(table(renamed))).toBe(false);
    expect(canBeFound(table(planned('share', 'double', { kind: 'same' })))).toBe(false);
  });

  test('are shown with their columns, and told apart whatever they hold', () => {
    expect(showKey(shifted, ['105', '7'])).toBe('app_id=105, id=7');
    expect(keyIdentity(['a,b', 'c'])).not.toBe(keyIdentity(['a', 'b,c']));
  });
});
