/** How long chunks took, from read to commit, in buckets of one second of work. */

interface LatencyBucket {
  /** Second of work, from 0. */
  readonly second: number;
  readonly chunks: number;
  /** Of all of them together. */
  readonly seconds: number;
}

/** The newest last, at most `keptSeconds` old. */
export type Latency = readonly LatencyBucket[];

const keptSeconds = 240;

/** `at`: milliseconds of work; `seconds`: of the chunk. */
export function addToLatency(latency: Latency, at: number, seconds: number): Latency {
  const second = Math.floor(at / 1000);
  const last = latency.at(-1);
  if (last?.second === second) {
    return [...latency.slice(0, -1), { second, chunks: last.chunks + 1, seconds: last.seconds + seconds }];
  }
  return [
    ...latency.filter((bucket) => bucket.second > second - keptSeconds),
    { second, chunks: 1, seconds },
  ];
}

/** Mean seconds of a chunk in `columns` equal steps up to now; null: none was committed then. */
export function latencyValues(
  latency: Latency,
  now: number,
  columns: number,
  secondsPerColumn: number,
): readonly (number | null)[] {
  const end = Math.floor(now / 1000);
  return Array.from({ length: columns }, (_, index) => {
    const from = end - (columns - index) * secondsPerColumn;
    const within = latency.filter(({ second }) => second >= from && second < from + secondsPerColumn);
    const chunks = within.reduce((sum, bucket) => sum + bucket.chunks, 0);
    return chunks === 0 ? null : within.reduce((sum, bucket) => sum + bucket.seconds, 0) / chunks;
  });
}
