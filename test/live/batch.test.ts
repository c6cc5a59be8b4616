import { describe, expect, it } from 'vitest';
import { createBatch } from '../../src/live/batch.js';
import { followedTable } from '../../src/live/followed-table.js';
import type { LoggedRow } from '../../src/live/source-log.js';
import type { TablePlan } from '../../src/plan/plan.js';
import { column } from '../support/facts.js';

const facts = [column('id', 'bigint'), column('biz_id', 'int'), column('name', 'varchar(20)')];

const plan: TablePlan = {
  table: 'things',
  source: 'things',
  target: 'things',
  level: 1,
  key: ['id'],
  columns: facts.map((one) => ({
    name: one.name,
    treatment: { kind: 'same' },
    source: one,
    target: one,
    secret: false,
  })),
  droppedColumns: [],
  filter: { column: 'biz_id', values: [2] },
  leftOut: { column: 'id', ids: ['9'] },
  approximateRows: 0,
  approximateBytes: 0,
};
const table = { database: 'source', table: 'things', columns: facts };

const row = (...cells: readonly string[]): LoggedRow => cells.map((cell) => Buffer.from(cell));
const at = (position: number) => ({ file: 'log.000001', position });

function batchOf(keepsFirst = false) {
  const followed = followedTable(plan, table, { context: {}, roomOf: () => undefined });
  const batch = createBatch(new Map([['things', followed]]), { keepsFirst });
  const change = (before: LoggedRow | null, after: LoggedRow | null) =>
    batch.add({ type: 'row', table, before, after });
  const taken = () =>
    batch.take()?.outcomes.map(({ row: cells, isThere }) => `${cells.map(String).join(' ')} ${isThere}`);
  return { batch, change, taken };
}

describe('a batch', () => {
  it('knows the rows whose key nobody had before it', () => {
    const { batch, change } = batchOf();
    const [one, two] = [row('1', '2', 'a'), row('2', '2', 'b')];
    change(null, one);
    batch.commit(at(1));
    change(one, row('1', '2', 'c'));
    change(two, row('3', '2', 'b'));
    change(row('4', '1', 'd'), row('4', '2', 'd'));
    batch.commit(at(2));
    change(row('3', '2', 'b'), null);
    change(null, two);
    change(row('5', '2', 'e'), row('5', '2', 'f'));
    batch.commit(at(3));
    const known = batch.take()?.outcomes.map(({ row: [id], isThere, isNew }) => [String(id), isThere, isNew]);
    expect(known?.toSorted()).toEqual([
      ['1', true, true],
      ['2', true, false],
      ['3', false, true],
      ['4', true, true],
      ['5', true, false],
    ]);
  });

  it('holds the last image of each row', () => {
    const { batch, change, taken } = batchOf();
    change(null, row('1', '2', 'a'));
    batch.commit(at(1));
    change(row('1', '2', 'a'), row('1', '2', 'b'));
    change(row('2', '2', 'x'), null);
    batch.commit(at(2));
    expect(taken()).toEqual(['1 2 b true', '2 2 x false']);
  });

  it('takes a changed key for a row that went and one that came', () => {
    const { batch, change, taken } = batchOf();
    change(row('1', '2', 'a'), row('3', '2', 'a'));
    batch.commit(at(1));
    expect(taken()).toEqual(['1 2 a false', '3 2 a true']);
  });

  it('takes a row that moves between businesses for one that went or came', () => {
    const { batch, change, taken } = batchOf();
    change(row('1', '2', 'a'), row('1', '5', 'a'));
    change(row('4', '5', 'b'), row('4', '2', 'b'));
    change(row('6', '5', 'c'), row('6', '5', 'd'));
    batch.commit(at(1));
    expect(taken()).toEqual(['1 2 a false', '4 2 b true']);
  });

  it('knows nothing of a transaction that is open, or did not happen', () => {
    const { batch, change, taken } = batchOf();
    change(null, row('1', '2', 'a'));
    expect(batch.isEmpty()).toBe(true);
    expect(batch.take()).toBeNull();
    batch.discard();
    batch.pass(at(3));
    expect(taken()).toEqual([]);
  });

  it('keeps an open transaction whole when what is before it is taken', () => {
    const { batch, change, taken } = batchOf();
    change(null, row('1', '2', 'a'));
    batch.commit(at(1));
    change(null, row('2', '2', 'b'));
    expect(taken()).toEqual(['1 2 a true']);
    change(null, row('3', '2', 'c'));
    batch.commit(at(2));
    expect(taken()).toEqual(['2 2 b true', '3 2 c true']);
  });

  it('counts events of ours and transactions that have some', () => {
    const { batch, change } = batchOf();
    change(null, row('1', '2', 'a'));
    change(null, row('7', '5', 'not ours'));
    batch.commit(at(1));
    batch.commit(at(2));
    expect(batch.take()).toMatchObject({ events: 1, transactions: 1, position: at(2) });
  });

  it('refuses a row that the run has left out', () => {
    const { change } = batchOf();
    expect(() => change(row('9', '2', 'a'), row('9', '2', 'b'))).toThrow(/row 9 .*left it out/);
  });

  describe('that keeps first images', () => {
    const firsts = (batch: ReturnType<typeof batchOf>['batch']) =>
      batch
        .take()
        ?.outcomes.map(
          ({ row: cells, first, isThere }) =>
            `${cells.map(String).join(' ')} ${isThere}: ${first?.map(String).join(' ') ?? first}`,
        );

    it('knows what a row was before the batch, whatever became of its key since', () => {
      const { batch, change } = batchOf(true);
      change(row('1', '2', 'a'), row('1', '2', 'b'));
      batch.commit(at(1));
      change(row('1', '2', 'b'), row('5', '2', 'b'));
      change(row('5', '2', 'b'), row('5', '2', 'c'));
      change(null, row('6', '2', 'new'));
      change(row('6', '2', 'new'), row('6', '2', 'newer'));
      batch.commit(at(2));
      expect(firsts(batch)).toEqual(['1 2 b false: 1 2 a', '5 2 c true: 1 2 a', '6 2 newer true: null']);
    });

    it('knows it of the batch that a transaction ends in, not of the one that it begins in', () => {
      const { batch, change } = batchOf(true);
      change(row('1', '2', 'a'), row('1', '2', 'b'));
      batch.commit(at(1));
      change(row('1', '2', 'b'), row('1', '2', 'a'));
      expect(firsts(batch)).toEqual(['1 2 b true: 1 2 a']);
      batch.commit(at(2));
      expect(firsts(batch)).toEqual(['1 2 a true: 1 2 b']);
    });

    it('takes a row that comes in from another business, or comes again, for a new one', () => {
      const { batch, change } = batchOf(true);
      change(row('1', '3', 'a'), row('1', '2', 'a'));
      change(row('2', '2', 'x'), null);
      change(null, row('2', '2', 'y'));
      batch.commit(at(1));
      expect(firsts(batch)).toEqual(['1 2 a true: null', '2 2 y true: null']);
    });
  });
});
