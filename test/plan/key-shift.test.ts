import { describe, expect, it } from 'vitest';
import { reservedIds, shiftedKey, shiftedRange, unshiftedKey } from '../../src/plan/key-shift.js';
import type { ColumnPlan, Plan, TablePlan } from '../../src/plan/plan.js';

const tableOf = (treatment: ColumnPlan['treatment']) =>
  ({ table: 't', key: ['id'], columns: [{ name: 'id', treatment }] }) as unknown as TablePlan;
const range = (through: string) => ({ after: null, through: [{ n: through }] });

describe('the target range of a source range', () => {
  it('is moved by the offset', () => {
    expect(shiftedRange(tableOf({ kind: 'offset', offset: '100' }), range('7'))).toEqual(range('107'));
  });

  it('is the same where keys are kept, fractions and exponents too', () => {
    for (const key of ['0.1', '1e300', '-7.25']) {
      expect(shiftedRange(tableOf({ kind: 'same' }), range(key))).toEqual(range(key));
    }
  });
});

describe('a key', () => {
  it.each<[ColumnPlan['treatment'], string, string]>([
    [{ kind: 'offset', offset: '-100' }, '107', '7'],
    [{ kind: 'reference', table: 'a', offset: '-100' }, '0', '0'],
    [{ kind: 'reference', table: 'a', offset: '-100' }, '101', '1'],
    [{ kind: 'reference', table: 'a', offset: '5', exceptions: { '7': '900' } }, '7', '900'],
    [{ kind: 'reference', table: 'a', offset: '5', exceptions: { '7': '900' } }, '8', '13'],
  ])('goes there and back: %o', (treatment, source, target) => {
    const column = { name: 'id', treatment } as ColumnPlan;
    expect(shiftedKey(column, source)).toBe(target);
    expect(unshiftedKey(column, target)).toBe(source);
  });
});

describe('the reserved IDs', () => {
  it('are those of the plan, from the first to the last', () => {
    const table = tableOf({ kind: 'offset', offset: '-100' });
    const plan = (ids: object) => ({ ids: { mode: 'offset', reason: '', ...ids } }) as unknown as Plan;
    expect(reservedIds(plan({ lowest: { t: '111' }, room: { t: '500' } }), table)).toEqual({
      column: 'id',
      first: 11n,
      ranges: [{ first: 11n, last: 400n }],
    });
    expect(reservedIds(plan({ mode: 'preserve' }), table)).toBeUndefined();
  });
});
