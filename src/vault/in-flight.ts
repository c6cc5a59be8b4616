/** Works on items with up to `most` in hand at the same time; the order of completion is free. Stops at the first error. */
export async function forEachInFlight<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  most: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const inHand = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const item of items) {
      while (inHand.size >= most) await Promise.race(inHand);
      if (failure !== undefined) break;
      const task = work(item).catch((error: unknown) => {
        failure ??= { error };
      });
      inHand.add(task);
      void task.finally(() => inHand.delete(task));
    }
  } finally {
    await Promise.all(inHand);
  }
  if (failure !== undefined) throw failure.error;
}
