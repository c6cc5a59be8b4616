import { describe, expect, it } from 'vitest';
import { shiftedRange } from '../../src/plan/key-shift.js';
import type { ColumnPlan, TablePlan } from '../../src/plan/plan.js';

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
