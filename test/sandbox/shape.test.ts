import { expect, test } from 'vitest';
import { plannedRows, shapeOf } from '../../src/sandbox/data/shape.js';

test('small has about 2,000 rows, large over 1,000,000', () => {
  expect(plannedRows(shapeOf('small'))).toBeGreaterThan(1800);
  expect(plannedRows(shapeOf('small'))).toBeLessThan(2600);
  expect(plannedRows(shapeOf('large'))).toBeGreaterThan(1_000_000);
});

test.each([500, 5000, 50_000, 300_000])('a size of %i rows is met within a third', (rows) => {
  const planned = plannedRows(shapeOf({ rows }));
  expect(planned).toBeGreaterThan(rows * 0.67);
  expect(planned).toBeLessThan(rows * 1.34);
});

test('the smallest source still has both kinds of application', () => {
  expect(shapeOf({ rows: 1 }).appsPerBusiness).toBe(2);
});
