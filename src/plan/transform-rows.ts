import { counted } from '../core/counted.js';
import { GivenUp } from '../core/given-up.js';
import { inBatches, lengthOf } from '../core/in-batches.js';
import { RefusedError } from '../core/refused.js';
import { say } from './words.js';

/** A raw value as the server sent it in its text protocol; null is SQL NULL. */
export type Cell = Buffer | null;

/** What only the tool can do to a column's cells. The same cell becomes the same value whenever it is asked: validation asks again. */
export type CellTransform = EachTransform | BatchTransform;

/** At once, cell by cell. */
export type EachTransform = (cell: Cell) => Cell;

/** Many cells at a time, by somebody who has to be waited for. */
export interface BatchTransform {
  /** The column's name, for errors. */
  readonly column: string;
  /** As many cells, in their order. It tries again and gives up by itself; what it throws is not shown, since it may quote values. */
  readonly batch: (cells: readonly Cell[]) => Promise<readonly Cell[]>;
}

/** A batch that was not transformed. Holds nothing of its values. */
export class TransformError extends RefusedError {
  constructor(column: string, values: number, cause: unknown) {
    super(say('transform.failed', { column, values }), { remedy: say('transform.remedy'), cause });
  }
}

export function eachOf(transform: CellTransform | undefined): EachTransform | undefined {
  return typeof transform === 'function' ? transform : undefined;
}

export function batchOf(transform: CellTransform | undefined): BatchTransform | undefined {
  return typeof transform === 'object' ? transform : undefined;
}

/** For searches of which another one tells what cannot be transformed: such a cell stays as it is. A batch that fails is no cell. */
export function keepingMisfits(transform: CellTransform | undefined): CellTransform | undefined {
  const each = eachOf(transform);
  if (!each) return transform;
  return (cell) => {
    try {
      return each(cell);
    } catch {
      return cell;
    }
  };
}

const rowsAtOnce = 500;

/**
 * The rows with their cells transformed, each at its position, held back a batch at a time; the same object where no cell is.
 * Throws TransformError, and what a transform of single cells throws.
 */
export function transformedRows(
  rows: AsyncIterable<Cell[]>,
  transforms: readonly (CellTransform | undefined)[],
): AsyncIterable<Cell[]> {
  return transforms.some((transform) => transform !== undefined) ? inTurn(rows, transforms) : rows;
}

async function* inTurn(
  rows: AsyncIterable<Cell[]>,
  transforms: readonly (CellTransform | undefined)[],
): AsyncGenerator<Cell[]> {
  for await (const batch of inBatches(rows, rowsAtOnce, lengthOf)) {
    for (const [position, transform] of transforms.entries()) {
      if (transform === undefined) continue;
      const cells = batch.map((row) => row[position] ?? null);
      const changed =
        typeof transform === 'function'
          ? cells.map((cell) => transform(cell))
          : await transformBatch(transform, cells);
      for (const [index, row] of batch.entries()) row[position] = changed[index] ?? null;
    }
    yield* batch;
  }
}

async function transformBatch(
  { column, batch }: BatchTransform,
  cells: readonly Cell[],
): Promise<readonly Cell[]> {
  try {
    const changed = await batch(cells);
    // One too few would give rows the values of others.
    if (changed.length !== cells.length) throw new Error(`${counted(changed.length, 'value')} came back`);
    return changed;
  } catch (cause) {
    // Our own words hold no values.
    if (cause instanceof RefusedError || cause instanceof GivenUp) throw cause;
    throw new TransformError(column, cells.length, cause);
  }
}
