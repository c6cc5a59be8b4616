import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BatchTransform,
  type Cell,
  type CellTransform,
  keepingMisfits,
  TransformError,
  transformedRows,
} from '../../src/plan/transform-rows.js';

const reversed = (cell: Cell): Cell => cell && Buffer.from(cell).reverse();
const each: CellTransform = (cell) => reversed(cell);
const inBatches = (batch: BatchTransform['batch']): CellTransform => ({ column: 'c', batch });
const batch = inBatches(async (cells) => cells.map(reversed));

async function* streamOf(rows: readonly Cell[][]): AsyncGenerator<Cell[]> {
  for (const row of rows) yield [...row];
}

async function all(rows: AsyncIterable<Cell[]>): Promise<Cell[][]> {
  const read: Cell[][] = [];
  for await (const row of rows) read.push(row);
  return read;
}

const cells = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
);

describe('rows whose cells are transformed', () => {
  it('are the same in the same order, whether each cell is transformed at once or many at a time', async () => {
    const kinds = fc.array(fc.constantFrom('each', 'batch', 'none'), { minLength: 1, maxLength: 4 });
    const tables = kinds.chain((columns) =>
      fc.tuple(
        fc.constant(columns),
        fc.array(fc.array(cells, { minLength: columns.length, maxLength: columns.length }), {
          maxLength: 1200,
          size: 'max',
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(tables, async ([columns, rows]) => {
        const transforms = columns.map((kind) => ({ each, batch, none: undefined })[kind]);
        const expected = rows.map((row) =>
          row.map((cell, index) => (columns[index] === 'none' ? cell : reversed(cell))),
        );
        expect(await all(transformedRows(streamOf(rows), transforms))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('pass as they are, in the same object, where no cell is transformed', () => {
    const rows = streamOf([]);
    expect(transformedRows(rows, [undefined])).toBe(rows);
    expect(transformedRows(rows, [])).toBe(rows);
    expect(transformedRows(rows, [undefined, each])).not.toBe(rows);
  });

  it('are asked for 500 at a time, and earlier where they are large', async () => {
    const sizes: number[] = [];
    const counting = inBatches(async (values) => {
      sizes.push(values.length);
      return values;
    });
    const small = Array.from({ length: 1201 }, () => [Buffer.from('a')]);
    await all(transformedRows(streamOf(small), [counting]));
    expect(sizes.splice(0)).toEqual([500, 500, 201]);
    const large = Array.from({ length: 5 }, () => [Buffer.alloc(200_000)]);
    await all(transformedRows(streamOf(large), [counting]));
    expect(sizes.splice(0)).toEqual([2, 2, 1]);
    await all(transformedRows(streamOf([]), [counting]));
    expect(sizes).toEqual([]);
  });

  it.each<[string, BatchTransform['batch']]>([
    ['is refused', () => Promise.reject(new Error('the value secret words is too long'))],
    [
      'throws at once',
      () => {
        throw new Error('secret words');
      },
    ],
    ['loses a value', async (values) => values.slice(1)],
    ['gains a value', async (values) => [...values, null]],
  ])('end with the column named and no data when a batch %s', async (_, failing) => {
    const rows = transformedRows(streamOf([[Buffer.from('secret words')], [null]]), [inBatches(failing)]);
    const failure = await all(rows).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TransformError);
    expect((failure as TransformError).message).toMatch(/^column c: .*2 values/);
    expect((failure as TransformError).message).not.toContain('secret');
    expect((failure as TransformError).remedy).toContain('service');
  });

  it('keep a cell that cannot be transformed where another search tells of it, but not a batch that failed', async () => {
    const failing = (): never => {
      throw new Error('not this one');
    };
    const rows = [[Buffer.from('a')]];
    const kept = keepingMisfits(failing);
    expect(await all(transformedRows(streamOf(rows), [kept]))).toEqual(rows);
    const failed = transformedRows(streamOf(rows), [keepingMisfits(inBatches(async () => failing()))]);
    await expect(all(failed)).rejects.toThrow(TransformError);
    expect(keepingMisfits(undefined)).toBeUndefined();
  });
});
