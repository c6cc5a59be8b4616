import { setTimeout } from 'node:timers/promises';

/** A transform that takes its time, as a service would that encrypts: no treatment of the tool asks for batches yet. */

type Cell = Buffer | null;

/** Columns of this name are sealed. */
export const sealedColumn = 'sealed';

export const seal = (cell: Cell): Cell =>
  cell === null ? null : Buffer.concat([Buffer.from('sealed:'), Buffer.from(cell).reverse()]);

/** Fails where a value says so. */
export async function sealAll(cells: readonly Cell[]): Promise<readonly Cell[]> {
  await setTimeout(5);
  if (cells.some((cell) => cell?.includes('refuse me'))) throw new Error(`cannot seal ${cells.join(', ')}`);
  return cells.map(seal);
}
