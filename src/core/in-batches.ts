/** What a batch may weigh: what is made of it, usually one statement, stays well below a server's smallest limit. */
const batchBytes = 512 * 1024;

/** Yields items together: `most` of them, or as many as half a MiB holds by `bytesOf`; a larger one by itself. Nothing for no items. */
export async function* inBatches<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  most: number,
  bytesOf: (item: Item) => number = () => 0,
): AsyncGenerator<readonly Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for await (const item of items) {
    const size = bytesOf(item);
    if (batch.length > 0 && bytes + size > batchBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
    // At once: nothing is read ahead of what a batch holds.
    if (batch.length < most) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The bytes or characters of a row's cells. */
export function lengthOf(cells: readonly ({ readonly length: number } | null)[]): number {
  return cells.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
}
