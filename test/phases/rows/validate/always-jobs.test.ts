import { expect, test } from 'vitest';
import type { Session } from '../../../../src/mysql/session.js';
import { runAlwaysJobs } from '../../../../src/phases/rows/validate/always-jobs.js';
import { countOnce } from '../../../../src/phases/rows/validate/jobs/counts.js';
import type { RunValidationOptions } from '../../../../src/phases/rows/validate/validation-options.js';
import type { TablePlan } from '../../../../src/plan/plan.js';

const tables = ['apps', 'items', 'kvs'].map(
  (table): TablePlan => ({
    table,
    source: table,
    target: table,
    level: 1,
    key: [],
    columns: [],
    droppedColumns: [],
    approximateRows: 0,
    approximateBytes: 0,
  }),
);

/** What the checks of every level ask of servers that hold nothing; the first `lost` answers of its own tables fail. */
async function asked(parallel: number, lost = 0): Promise<readonly string[]> {
  const statements: string[] = [];
  const answer = async (sql: string) => {
    statements.push(sql.replaceAll(/\s+/g, ' '));
    const times = statements.filter((one) => one === statements.at(-1)).length;
    if (sql.includes('information_schema') && times <= lost) throw new Error('lost');
    return [];
  };
  const session = { query: answer, queryCells: answer, facts: {} } as unknown as Session;
  const holder = {
    run: <Result>(_: string, work: (pair: { source: Session; target: Session }) => Promise<Result>) =>
      work({ source: session, target: session }),
    close: async () => undefined,
  };
  await runAlwaysJobs(
    {
      plan: { tables, tenant: { column: 'tenant_id', id: 'acme' }, target: { database: 'new' } },
      preset: { id: { column: 'id' } },
      config: { options: {} },
      cellContext: {},
      listener: () => undefined,
      signal: new AbortController().signal,
    } as unknown as RunValidationOptions,
    { changedColumn: 'updated_at', volatile: {} },
    {
      pool: { use: (work) => work(holder), size: parallel, close: async () => undefined },
      count: countOnce(),
    },
  );
  return statements.filter((sql) => sql.includes('information_schema'));
}

test.each([1, 4])(
  'what the target says of itself is asked once for all tables, by %i at a time',
  async (parallel) => {
    const statements = await asked(parallel);
    expect(statements.some((sql) => sql.includes('KEY_COLUMN_USAGE'))).toBe(true);
    expect(statements).toEqual([...new Set(statements)]);
  },
);

test('what it could not say is asked again for the next table', async () => {
  const statements = await asked(1, 1);
  expect(statements.filter((sql) => sql.includes('KEY_COLUMN_USAGE'))).toHaveLength(2);
});
