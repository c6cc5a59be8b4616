import { describe, expect, test } from 'vitest';
import type { Session } from '../../../../../src/mysql/session.js';
import { compileTable } from '../../../../../src/phases/rows/compare/compared-table.js';
import { tableScope } from '../../../../../src/phases/rows/compare/scope.js';
import { countOnce } from '../../../../../src/phases/rows/validate/jobs/counts.js';
import { checkOrphans } from '../../../../../src/phases/rows/validate/jobs/orphans.js';
import type { ColumnFacts } from '../../../../../src/plan/facts.js';
import type { Plan, TablePlan } from '../../../../../src/plan/plan.js';
import type { Treatment } from '../../../../../src/plan/treatments.js';

const facts = (name: string, dataType: string): ColumnFacts => ({
  name,
  ordinal: 1,
  dataType,
  columnType: dataType,
  unsigned: false,
  nullable: false,
  default: null,
  autoIncrement: false,
  generated: false,
  invisible: false,
  isJson: false,
});

function tablePlan(table: string, columns: Readonly<Record<string, Treatment>>): TablePlan {
  return {
    table,
    source: table,
    target: table,
    level: 1,
    key: ['id'],
    columns: Object.entries(columns).map(([name, treatment]) => {
      const target = facts(name, treatment.kind === 'constant' ? 'varchar' : 'bigint');
      return {
        name,
        treatment,
        target,
        secret: false,
        ...(treatment.kind === 'constant' ? {} : { source: target }),
      };
    }),
    droppedColumns: [],
    approximateRows: 0,
    approximateBytes: 0,
  };
}

const tenant: Treatment = { kind: 'constant', value: 'acme' };
const same: Treatment = { kind: 'same' };
const tables = [
  tablePlan('apps', { id: same, tenant_id: tenant }),
  tablePlan('items', {
    id: same,
    app_id: { kind: 'reference', table: 'apps', offset: '0' },
    tenant_id: tenant,
  }),
];
const plan = { tenant: { column: 'tenant_id', id: 'acme' }, tables } as unknown as Plan;
const compared = tables.map((table) => compileTable(table, { cellContext: {}, exclude: [] }));
const items = compared[1] ?? fail();

function fail(): never {
  throw new Error('no table');
}

/** Sessions that note what they are asked. Counts are answered with `ends`, everything else with 0. */
function pairOf(ends: readonly string[]) {
  const asked: string[] = [];
  const session = {
    queryCells: async (sql: string) => {
      asked.push(sql);
      return [sql.startsWith('SELECT COUNT(*)') ? ends.map((end) => Buffer.from(end)) : [Buffer.from('0')]];
    },
  } as unknown as Session;
  return { asked, pair: { source: session, target: session } };
}

async function orphanQuery(ends: readonly string[]): Promise<string> {
  const { asked, pair } = pairOf(ends);
  const results = await checkOrphans(
    { pair, plan, tables: compared, table: items, idColumn: 'id', scope: tableScope(plan, items.plan) },
    countOnce(plan.tenant),
  );
  expect(results).toMatchObject([{ ok: true, code: 'orphans.none' }]);
  return asked.find((sql) => sql.includes('NOT IN')) ?? '';
}

describe('the look for orphans', () => {
  test('reads our rows in the order of their keys where most of them are ours', async () => {
    const sql = await orphanQuery(['500', '1001', '2000', '0']);
    expect(sql).toContain("WHERE `id` BETWEEN 1001 AND 2000 AND IF(`tenant_id` = 'acme', 1, 0) = 1");
    expect(sql).toContain("(SELECT `id` FROM `apps` WHERE `tenant_id` = 'acme' AND `id` IS NOT NULL)");
  });

  test("leaves the way to our rows to the server where most rows are other tenants'", async () => {
    expect(await orphanQuery(['100', '1001', '2000', '0'])).toMatch(
      /FROM `items` WHERE `tenant_id` = 'acme'$/,
    );
  });

  test('reads nothing where we have no rows', async () => {
    expect(await orphanQuery(['0', '', '', '0'])).toBe('');
  });
});

describe('a count', () => {
  test('is made once for all checks, and again when it failed', async () => {
    const { asked, pair } = pairOf(['5', '1', '5', '0']);
    const count = countOnce(plan.tenant);
    const scope = tableScope(plan, items.plan);
    const broken = { queryCells: () => Promise.reject(new Error('lost')) } as unknown as Session;
    await expect(count({ source: broken, target: broken }, items, scope)).rejects.toThrow('lost');
    const counts = await Promise.all([count(pair, items, scope), count(pair, items, scope)]);
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toMatchObject({ actual: { rows: 5, first: '1', last: '5' }, inexact: 0 });
    expect(asked).toHaveLength(2);
  });
});
