import type { Finding } from '../core/finding.js';
import { trackProgress } from '../core/progress.js';
import { dryRun } from '../preflight/dry-run.js';
import { runPreflight } from '../preflight/run-preflight.js';
import { readBackupRecord } from './backup/record.js';
import { schemaFindings } from './schema/findings.js';
import type { CheckOperation, PlanOperation, WithPhases } from './types.js';

/** Connections, privileges, settings, schema fit, conflicts. Reads only. */
export const check: WithPhases<CheckOperation> = (phases, context, listener, signal) => {
  const progress = trackProgress('check', listener);
  const found = (finding: Finding): void => listener({ type: 'finding', finding });
  const checks = runPreflight(context, found, {
    phases,
    signal,
    progress,
    live: context.config.options.live !== undefined,
  }).then(async ({ findings }) => {
    const files = await schemaFindings(context);
    for (const one of files) found(one);
    progress.finish();
    return [...findings, ...files];
  });
  return orAborted(checks, signal);
};

/** The dry run. Reads only. */
export const plan: WithPhases<PlanOperation> = async (phases, context, listener, signal) => {
  const backup = await readBackupRecord(context.config);
  return orAborted(dryRun(context, listener, { signal, phases, backup }), signal);
};

/** Longer than the servers are given to end their statements. */
const graceMs = 3_000;

/** `work`, or the signal's reason soon after it is aborted: a server that is silent must not hold up who leaves. */
async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  const given = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    timer = setTimeout(() => given.reject(signal.reason), graceMs);
  };
  if (signal.aborted) wait();
  else signal.addEventListener('abort', wait);
  try {
    return await Promise.race([work, given.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', wait);
  }
}
