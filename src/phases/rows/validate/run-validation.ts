import { summariseChecks } from '../../../core/validation-result.js';
import type { ValidationResult } from '../../../core/validation-shape.js';
import type { Preset } from '../../../preset/schema.js';
import type { OthersCapture } from '../captures.js';
import type { RowsBefore } from '../compare/scope.js';
import { runAlwaysJobs } from './always-jobs.js';
import { countOnce } from './jobs/counts.js';
import { openPairPool } from './pair-pool.js';
import { validateTables } from './validate-tables.js';
import type { RunValidationOptions } from './validation-options.js';

/** Column by which rows tell when they were last changed, by the convention of the systems we know. */
export const changedColumn = 'updated_at';

/** Table → columns that clients keep changing by pulling; those of tables that move only when asked for, too. */
export function volatileColumns(
  preset: Pick<Preset, 'tables' | 'skip'>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([
    ...preset.tables.map(({ name, volatile: columns }) => [name, columns]),
    ...preset.skip.map(({ table, volatile: columns }) => [table, columns]),
  ]);
}

/** All checks of one validation, in the order a report shows them. Reads only. Rejects when aborted. */
export async function runValidation(given: RunValidationOptions): Promise<ValidationResult> {
  const { control } = given;
  const failing = new AbortController();
  const signals = [given.signal, failing.signal, ...(control ? [control.stop, control.abort] : [])];
  const signal = AbortSignal.any(signals);
  // What a repair has changed is no longer what it was read as: the ledger knows it.
  const tables = given.plan.tables.filter(({ reshape }) => reshape?.over?.write !== 'repair');
  const options = { ...given, plan: { ...given.plan, tables }, signal };
  const stopAll = (error: unknown): never => {
    failing.abort(error);
    throw error;
  };
  const startedAt = new Date().toISOString();
  const volatile = volatileColumns(options.preset);
  const source = options.config.source.mysql;
  const target = options.config.target.mysql;
  const { parallel } = options.config.options;
  const pool = openPairPool({
    source,
    target,
    size: parallel,
    allowed: control?.parallelism,
    listener: options.listener,
    signal,
  });
  const count = countOnce(options.plan.tenant);
  const rowsBefore = options.rowsBefore ?? rowsOf(options.othersBefore);
  try {
    const works = [
      validateTables({ ...options, source, target, parallel, pool, count, volatile, rowsBefore }),
      runAlwaysJobs({ ...options, rowsBefore }, { changedColumn, volatile }, { pool, count }),
    ] as const;
    // The first failure ends the other kind of work, too; the pool is closed when both are through.
    const ended = await Promise.allSettled(works.map((work) => work.catch(stopAll)));
    const failed = ended.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    const checks = ended.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
    return summariseChecks({ runId: options.runId, level: options.level, startedAt }, checks);
  } finally {
    await pool.close();
  }
}

function rowsOf(before: OthersCapture | undefined): RowsBefore {
  return Object.fromEntries(Object.entries(before?.tables ?? {}).map(([table, { own }]) => [table, own]));
}
