/** Work that is underway, so that whoever makes more can wait. */
interface Backlog {
  add(work: Promise<void>): void;
  /** Waits until no more than so many are underway. Throws the first failure. */
  untilAtMost(limit: number): Promise<void>;
}

export function createBacklog(): Backlog {
  const pending = new Set<Promise<void>>();
  let failure: unknown;
  return {
    add: (work) => {
      const done = work
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => pending.delete(done));
      pending.add(done);
    },
    untilAtMost: async (limit) => {
      while (pending.size > limit) await Promise.race(pending);
      if (failure !== undefined) throw failure;
    },
  };
}
