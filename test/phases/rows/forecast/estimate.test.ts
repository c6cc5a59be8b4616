import { describe, expect, it } from 'vitest';
import {
  describeBasis,
  estimateSeconds,
  realTableFactor,
  type Sample,
  writeFactor,
} from '../../../../src/phases/rows/forecast/estimate.js';

const sample = (more: Partial<Sample>): Sample => ({
  table: 'a',
  rows: 1000,
  bytes: 1,
  seconds: 1,
  written: true,
  ...more,
});
const base = { parallel: 1, batchSize: 1000, roundTrip: 0 };

describe('estimateSeconds', () => {
  it('scales a table’s own sample, and takes other tables at the mean', () => {
    const samples = [sample({}), sample({ table: 'b', seconds: 3 })];
    const tables = [
      { table: 'a', rows: 2000 },
      { table: 'b', rows: 1000 },
      { table: 'c', rows: 1000 },
    ];
    expect(estimateSeconds({ ...base, samples, tables })).toBeCloseTo((2 + 3 + 2) * realTableFactor);
  });

  it('takes writing at a stated factor where only reading was measured', () => {
    const tables = [{ table: 'a', rows: 1000 }];
    expect(estimateSeconds({ ...base, samples: [sample({ written: false })], tables })).toBeCloseTo(
      writeFactor,
    );
    expect(describeBasis([sample({ written: false })], 1, 'it is forbidden')).toContain(
      `${writeFactor} times`,
    );
  });

  it('counts the round trips of every chunk, and half of a second pair', () => {
    const tables = [{ table: 'a', rows: 5000 }];
    const slow = { ...base, samples: [], tables, roundTrip: 0.1 };
    expect(estimateSeconds(slow)).toBeCloseTo(2);
    expect(estimateSeconds({ ...slow, parallel: 3 })).toBeCloseTo(1);
  });

  it('has nothing to do without rows', () => {
    expect(estimateSeconds({ ...base, samples: [], tables: [] })).toBe(0);
    expect(describeBasis([], 2, null)).toContain('no rows');
  });
});
