import { z } from 'zod';
import { count, type Plain } from '../core/shape.js';

/** What was counted of users' requests, on one side, in some span of time. */

/** Upper bound in ms → how many took no longer (and longer than the bound before). `inf`: longer than all. */
const times = z.record(z.string(), count);

const sideFigures = z.object({
  /** Requests that have ended. */
  requests: count,
  /** Of these: HTTP 5xx, or a grpc-status other than 0. */
  failed: count,
  grpcCalls: count,
  grpcFailed: count,
  times,
  /** Bounds are a service's buckets, within which times are spread; else they are the times themselves. */
  buckets: z.boolean(),
});
export type SideFigures = Plain<z.infer<typeof sideFigures>>;

export const figures = z.object({ source: sideFigures, target: sideFigures });
export type Figures = Plain<z.infer<typeof figures>>;

export type Side = 'source' | 'target';

const nothing: SideFigures = {
  requests: 0,
  failed: 0,
  grpcCalls: 0,
  grpcFailed: 0,
  times: {},
  buckets: false,
};
export const noFigures: Figures = { source: nothing, target: nothing };

/** One side's figures, by what is known of them. */
export function someFigures(known: Partial<SideFigures>): SideFigures {
  return { ...nothing, ...known };
}

/** Two spans together. */
export function together(one: Figures, other: Figures): Figures {
  return { source: sumOf(one.source, other.source), target: sumOf(one.target, other.target) };
}

function sumOf(one: SideFigures, other: SideFigures): SideFigures {
  const all: Record<string, number> = { ...one.times };
  for (const [bound, number] of Object.entries(other.times)) all[bound] = (all[bound] ?? 0) + number;
  return {
    requests: one.requests + other.requests,
    failed: one.failed + other.failed,
    grpcCalls: one.grpcCalls + other.grpcCalls,
    grpcFailed: one.grpcFailed + other.grpcFailed,
    times: all,
    buckets: one.buckets || other.buckets,
  };
}

/** The key of a time: two digits of it count, so that a day of requests makes some hundred keys and no more. */
export function timeKey(ms: number): string {
  return String(Number(Math.max(0, ms).toPrecision(2)));
}

const boundOf = (key: string): number => (key === 'inf' ? Number.POSITIVE_INFINITY : Number(key));

export interface Quantile {
  /** ms; Infinity: longer than the longest bucket. */
  readonly value: number;
  /** Requests that took no longer. */
  readonly numerator: number;
  readonly denominator: number;
}

/** The time that a share of the requests took at most; null: there is none. Within a bucket times are taken as spread evenly. */
export function quantile({ times: counted, buckets }: SideFigures, share: number): Quantile | null {
  const bounds = Object.entries(counted)
    .filter(([, number]) => number > 0)
    .map(([key, number]) => ({ bound: boundOf(key), number }))
    .toSorted((a, b) => a.bound - b.bound);
  const denominator = bounds.reduce((sum, { number }) => sum + number, 0);
  if (denominator === 0) return null;
  const rank = Math.max(1, Math.ceil(share * denominator));
  const all = Object.keys(counted).map(boundOf);
  let numerator = 0;
  for (const { bound, number } of bounds) {
    const before = numerator;
    numerator += number;
    if (numerator < rank) continue;
    if (!buckets || bound === Number.POSITIVE_INFINITY) return { value: bound, numerator, denominator };
    const below = Math.max(0, ...all.filter((other) => other < bound));
    const value = below + ((bound - below) * (rank - before)) / number;
    return { value, numerator: rank, denominator };
  }
  return null;
}
