import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellReader, packRow } from '../../../../src/mysql/cells.js';
import type { Session } from '../../../../src/mysql/session.js';
import type { CopiedColumn } from '../../../../src/phases/rows/copy/copy-columns.js';
import { finalRows } from '../../../../src/phases/rows/copy/final-rows.js';
import type { BatchTransform, Cell } from '../../../../src/plan/transform-rows.js';
import { rowPacket } from '../../../support/rows.js';

const column = (batch?: BatchTransform['batch']): CopiedColumn => ({
  name: 'c',
  expression: 'c',
  form: 'bytes',
  transform: batch && { column: 'c', batch },
  lengthKept: false,
  shown: false,
});
const columnsOf = (...columns: readonly CopiedColumn[]) => ({ columns, constants: [] });

const same: BatchTransform['batch'] = async (cells) => cells;

/** A source that gives its rows to whoever asks for them as they are stored; `sent` counts what it gave, `left` whether it was left. */
function sourceOf(rows: readonly (readonly Cell[])[]) {
  const seen = { sent: 0, left: false };
  async function* streamCells(_: string, convert?: boolean): AsyncGenerator<Cell[]> {
    expect(convert).toBe(false);
    try {
      for (const row of rows) {
        seen.sent += 1;
        yield [...row];
      }
    } finally {
      seen.left = true;
    }
  }
  const source = { streamCells, bulk: {} } as unknown as Session;
  return { source, seen };
}

const numbered = (count: number): Cell[][] =>
  Array.from({ length: count }, (_, index) => [Buffer.from(String(index))]);

describe('the rows as the writers take them', () => {
  test('come from the channel itself where no column is transformed in batches', () => {
    const { source } = sourceOf([]);
    const atOnce: CopiedColumn = { ...column(), transform: (cell) => cell };
    expect(finalRows(source, columnsOf(column(), atOnce), () => true)).toBe(source.bulk);
  });

  test('come in their order, packed as the source would have', async () => {
    const lengths = fc.constantFrom(0, 1, 250, 251, 65_535, 65_536);
    const cell = fc.oneof(
      fc.constant(null),
      fc.integer({ min: 0, max: 5 }).chain((byte) => lengths.map((length) => Buffer.alloc(length, byte))),
    );
    const twice: BatchTransform['batch'] = async (cells) =>
      cells.map((one) => one && Buffer.concat([one, one]));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 40, size: 'max' }), async (rows) => {
        const read: Cell[][] = [];
        const cellsOf = cellReader();
        const { source } = sourceOf(rows);
        const final = finalRows(source, columnsOf(column(twice), column()), () => true);
        await final.readRows('', (packet) => read.push(cellsOf(packet)));
        expect(read).toEqual(rows.map(([one, other]) => [one && Buffer.concat([one, one]), other]));
      }),
      { numRuns: 8 },
    );
  });

  test('a packed row is what the wire brings, whatever the lengths of its cells', () => {
    for (const length of [0, 1, 250, 251, 252, 65_535, 65_536, 0xffffff, 0x1000000]) {
      const cells = [Buffer.alloc(length, 'x'), null, Buffer.from('end')];
      const [ours, theirs] = [packRow(cells), rowPacket(cells)];
      expect(
        ours.buffer.subarray(ours.offset, ours.end).equals(theirs.buffer.subarray(theirs.offset, theirs.end)),
      ).toBe(true);
    }
  });

  test('none comes while the writer holds them, and no more than a batch is asked for ahead', async () => {
    const { source, seen } = sourceOf(numbered(1200));
    const rows = finalRows(source, columnsOf(column(same)), () => true);
    let read = 0;
    const reading = rows.readRows('', () => {
      read += 1;
      if (read === 1 || read === 700) rows.pauseRows();
    });
    for (const [held, sent] of [
      [1, 500],
      [700, 1000],
    ]) {
      await expect.poll(() => read).toBe(held);
      await new Promise(setImmediate);
      expect([read, seen.sent]).toEqual([held, sent]);
      rows.pauseRows();
      rows.resumeRows();
    }
    await reading;
    rows.resumeRows();
    expect([read, seen.sent]).toEqual([1200, 1200]);
  });

  test('once a row has failed none comes, no batch is asked for any more, and the source is left', async () => {
    const { source, seen } = sourceOf(numbered(2500));
    let [asked, read] = [0, 0];
    const counting: BatchTransform['batch'] = async (cells) => {
      asked += 1;
      return cells;
    };
    await finalRows(source, columnsOf(column(counting)), () => read < 700).readRows('', () => {
      read += 1;
    });
    expect({ asked, read, ...seen }).toEqual({ asked: 2, read: 700, sent: 1000, left: true });
  });

  test('a batch that fails ends the reading, and the source is left', async () => {
    const { source, seen } = sourceOf(numbered(1700));
    let [asked, read] = [0, 0];
    const failing: BatchTransform['batch'] = async (cells) => {
      asked += 1;
      if (asked === 2) throw new Error('secret words');
      return cells;
    };
    const reading = finalRows(source, columnsOf(column(failing)), () => true).readRows('', () => {
      read += 1;
    });
    await expect(reading).rejects.toThrow(/^column c: 500 values could not be transformed$/);
    expect({ asked, read, ...seen }).toEqual({ asked: 2, read: 500, sent: 1000, left: true });
  });
});
