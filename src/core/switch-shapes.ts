import { z } from 'zod';
import { at, count, type Plain, reason } from './shape.js';

/** What is told of readers on their way to the target: figures, gates and decisions, as they are kept and published. */

export const sides = ['source', 'target'] as const;

/** Each figure with what it was made of. */
export const metricShape = z.object({
  metric: z.enum(['error_rate', 'grpc_errors', 'p50', 'p95', 'p99', 'consistency', 'shadow']),
  side: z.enum(sides),
  numerator: count.describe('Failed requests or calls; equal rows or answers; requests within the time'),
  denominator: count.describe('Requests, calls, compared rows or compared answers'),
  value: z
    .number()
    .nullable()
    .describe('A rate from 0 to 1; of p50, p95 and p99 ms; null: there is none, or beyond all buckets'),
});
export type Metric = Plain<z.infer<typeof metricShape>>;

/** pass, fail, or that nobody can tell, which moves nothing. */
export const verdicts = ['pass', 'fail', 'no-data'] as const;
export type Verdict = (typeof verdicts)[number];

export const gateShape = z.object({
  metric: z.enum([
    'error_rate',
    'grpc_errors',
    'p50',
    'p95',
    'p99',
    'consistency',
    'shadow',
    'probe',
    'alerts',
    'person',
  ]),
  verdict: z.enum(verdicts),
});

export const userShare = z.number().min(0).max(100).describe('Share of users on the target, in percent');

/** A decision, as it is kept and reported. */
export const decisionShape = z.object({
  at,
  kind: z
    .enum(['start', 'forward', 'hold', 'back', 'refused', 'done'])
    .describe('refused: a gate forbade the next step, or nobody may go back by himself'),
  from: userShare.describe('Share of users on the target before, in percent'),
  to: userShare,
  by: z.string().describe('controller, or who gave the command'),
  reason: z.string(),
  because: reason.optional(),
  metrics: z.array(metricShape).describe('What it was decided by'),
  gates: z.array(gateShape),
});
export type Decision = Plain<z.infer<typeof decisionShape>>;
