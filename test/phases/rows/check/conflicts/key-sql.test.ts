import { expect, test } from 'vitest';
import { rowName } from '../../../../../src/phases/rows/check/conflicts/key-sql.js';
import type { TablePlan } from '../../../../../src/plan/plan.js';

const tableOf = (secret: boolean) =>
  ({ key: ['id', 'token'], columns: [{ name: 'id' }, { name: 'token', secret }] }) as unknown as TablePlan;

test('a row is named by its key, without the values of secret columns', () => {
  expect(rowName(tableOf(false))).toContain('CAST(`token` AS CHAR)');
  expect(rowName(tableOf(true))).toContain('CAST(`id` AS CHAR)');
  expect(rowName(tableOf(true))).toContain("'token=', '(secret)'");
  expect(rowName(tableOf(true))).not.toContain('`token`');
});
