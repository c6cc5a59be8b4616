/** Pairs of connections that can be added while a run is under way. */
const sparePairs = 4;
/** At most so many are kept ready: each is a connection that reads the source and has to be open from the start. */
const mostWithSpare = 16;

/** The most pairs of connections that a run which starts with `parallel` of them can use: each needs its reader in the snapshot. */
export function mostPairs(parallel: number): number {
  return Math.max(parallel, Math.min(mostWithSpare, parallel + sparePairs));
}
