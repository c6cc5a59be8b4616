import { expect, test } from 'vitest';
import { rowName } from '../../../../../src/phases/rows/check/conflicts/key-sql.js';
import type { TablePlan } from '../../../../../src/plan/plan.js';

const column = (name: string, dataType: string, secret = false) => ({ name, secret, target: { dataType } });
const tableOf = (secret: boolean, dataType = 'varchar') =>
  ({
    key: ['id', 'token'],
    columns: [column('id', 'int'), column('token', dataType, secret)],
  }) as unknown as TablePlan;

test('a row is named by its key, without the values of secret columns', () => {
  expect(rowName(tableOf(false))).toContain('CONVERT(`token` USING utf8mb4)');
  // As differences show them: bytes may be no text.
  expect(rowName(tableOf(false, 'varbinary'))).toContain('HEX(`token`)');
  expect(rowName(tableOf(true))).toContain('CAST(`id` AS CHAR)');
  expect(rowName(tableOf(true))).toContain("'token=', '(secret)'");
  expect(rowName(tableOf(true))).not.toContain('`token`');
});
