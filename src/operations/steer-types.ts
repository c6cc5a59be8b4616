import { z } from 'zod';
import { at, count, type Plain } from '../core/shape.js';
import { type SteerChange, steerActions } from '../core/steer-changes.js';
import { type WorkerCommand, workerCommands } from '../ledger/workers.js';
import type { Question } from './operation.js';

export interface SteerRequest extends SteerChange {
  /** Absent: the tenant's latest run. */
  readonly runId?: string;
  /** Absent: the command at work that takes it. */
  readonly command?: WorkerCommand;
  readonly signal?: AbortSignal;
}

export const steerSummary = z.object({
  runId: z.string(),
  command: z.enum(workerCommands).describe('Of whom it was asked'),
  host: z.string(),
  user: z.string(),
  pid: count,
  action: z.enum(steerActions),
  value: count.nullable(),
  by: z.string().describe('Who asks: ops@host'),
  at,
  taken: z.boolean().describe('It was carried out; false: noted, and the process has not answered yet'),
});
export type SteerSummary = Plain<z.infer<typeof steerSummary>>;

/**
 * steer: asks something of the process that works on a run, through the ledger, and waits until it is done. RefusedError where nobody is at
 * work, or does not take it.
 */
export type SteerOperation = Question<SteerRequest, SteerSummary>;
