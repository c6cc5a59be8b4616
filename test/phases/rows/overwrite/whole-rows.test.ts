import { expect, it } from 'vitest';
import type { Session } from '../../../../src/mysql/session.js';
import { wholeTables } from '../../../../src/phases/rows/overwrite/whole-rows.js';
import { samplePlan } from '../../../report/support/sample-report.js';

it('reads what the target’s tables are once, for however many rows are put right', async () => {
  let asked = 0;
  const answer = async () => {
    asked += 1;
    return [];
  };
  const session = {
    facts: { flavour: 'mariadb', version: '10.11' },
    query: answer,
    queryCells: answer,
    execute: answer,
  };
  const wholeOf = wholeTables(session as unknown as Session, samplePlan);
  expect(asked).toBe(0);
  const [table] = samplePlan.tables;
  if (!table) throw new Error('the sample has no table');
  expect(await wholeOf(table)).toBeUndefined();
  const once = asked;
  expect(once).toBeGreaterThan(0);
  await Promise.all([wholeOf(table), wholeOf(table)]);
  expect(asked).toBe(once);
});
