import { dryRun } from '../check/dry-run.js';
import { runChecks } from '../check/run-checks.js';
import type { CheckOperation, PlanOperation } from './types.js';

/** Connections, privileges, settings, schema fit, conflicts. Reads only. */
export const check: CheckOperation = async (context, onFinding) =>
  (await runChecks(context, onFinding)).findings;

/** The dry run. Reads only. */
export const plan: PlanOperation = (context, listener) => dryRun(context, listener);
