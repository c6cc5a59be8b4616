import { expect, it } from 'vitest';
import { followedTable } from '../../src/live/followed-table.js';
import type { LogItem } from '../../src/live/source-log.js';
import { keyedBy, openWitness } from '../../src/live/touched-rows.js';
import type { TablePlan } from '../../src/plan/plan.js';
import type { Treatment } from '../../src/plan/treatments.js';
import { column } from '../support/facts.js';

const id = column('id', 'bigint');
const plan: TablePlan = {
  table: 'things',
  source: 'things',
  target: 'things',
  level: 1,
  key: ['id'],
  columns: [{ name: 'id', treatment: { kind: 'same' }, source: id, target: id, secret: false }],
  droppedColumns: [],
  approximateRows: 0,
  approximateBytes: 0,
};
const table = { database: 'source', table: 'things', columns: [id] };
const tables = new Map([['things', followedTable(plan, table, { context: {}, roomOf: () => undefined })]]);
const at = (position: number) => ({ file: 'log.000001', position });
const cells = (number: number) => [Buffer.from(String(number))];

/** Rows 1 to `rows` in transactions of `each`, the last one over again after them, and a row that goes. */
async function* log(rows: number, each: number): AsyncGenerator<readonly LogItem[]> {
  for (let number = 1; number <= rows; number += 1) {
    const change: LogItem = { type: 'row', table, before: null, after: cells(number) };
    yield number % each === 0 ? [change, { type: 'commit', position: at(number) }] : [change];
  }
  yield [
    { type: 'row', table, before: cells(1), after: null },
    { type: 'commit', position: at(rows + 1) },
  ];
}

it.each([
  ['many small transactions', 1],
  ['one that is taken in parts', 10_000],
])('keeps the rows that were touched last, out of %s', async (_, each) => {
  await using witness = openWitness(
    { open: () => log(10_000, each), tables, onStructure: () => undefined, partsFrom: at(0) },
    100,
  );
  await expect.poll(() => witness.hasRead(at(10_001))).toBe(true);
  const touched = witness.touched();
  expect(touched).toHaveLength(100);
  expect(touched.at(-1)).toMatchObject({ key: ['1'], isThere: false });
  expect(touched.slice(0, -1).map(({ key }) => Number(key[0]))).toEqual(
    Array.from({ length: 99 }, (_one, index) => 9_902 + index),
  );
  expect(touched.every((row) => !('row' in row))).toBe(true);
});

it('knows rows by the keys that they have once there is room for their IDs', () => {
  const shiftedBy = (treatment: Treatment): TablePlan => ({
    ...plan,
    columns: plan.columns.map((one) => ({ ...one, treatment })),
  });
  const before = { plan: shiftedBy({ kind: 'offset', offset: '100' }) };
  const now = shiftedBy({
    kind: 'offset',
    offset: '100',
    segments: [{ above: '50', room: '90', offset: '1000' }],
  });
  const rows = ['107', '151', '190'].map((id) => ({ table: before, key: [id], isThere: true }));
  const keyed = keyedBy({ tables: [now] }, rows);
  expect(keyed.map(({ key }) => key)).toEqual([['107'], ['1051'], ['1090']]);
  expect(new Set(keyed.map(({ table: one }) => one.plan))).toEqual(new Set([now]));
});
