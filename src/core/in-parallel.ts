/**
 * Does something with each item, so many at a time. Ends early when `isOver` says so: what was begun is finished. Throws the first
 * failure, after what was begun with it.
 */
export async function inParallel<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  parallel: number,
  work: (item: Item) => Promise<void>,
  isOver: () => boolean = () => false,
): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  let failed = false;
  let failure: unknown;
  for await (const item of items) {
    if (failed || isOver()) break;
    const begun = work(item)
      .catch((error: unknown) => {
        if (!failed) failure = error;
        failed = true;
      })
      .finally(() => inFlight.delete(begun));
    inFlight.add(begun);
    if (inFlight.size >= parallel) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  if (failed) throw failure;
}
