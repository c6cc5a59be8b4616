import type { MysqlEndpoint } from '../../../config/config.js';
import type { Listener, RunControl } from '../../../core/events.js';
import { textOf } from '../../../core/sentence.js';
import type { JobResult, ValidationLevel } from '../../../core/validation-shape.js';
import type { TablePlan } from '../../../plan/plan.js';
import { failureWords } from '../../failure-words.js';
import type { InFlight } from '../../in-flight.js';
import { type RowsTableOptions, rowsTable } from '../compare/rows-table.js';
import { compareChunk } from './compare-chunk.js';
import { countOnce, type RowCounter } from './jobs/counts.js';
import { openPairPool, type PairPool } from './pair-pool.js';
import type { PairHolder } from './session-pairs.js';
import { type RangeOutcome, tallyTable } from './table-tally.js';
import { type TableTask, type WalkStep, walkTables } from './table-walk.js';

export interface ValidateTablesOptions extends RowsTableOptions {
  readonly source: MysqlEndpoint;
  readonly target: MysqlEndpoint;
  readonly level: ValidationLevel;
  /** The source is followed meanwhile. */
  readonly inFlight?: InFlight | undefined;
  /** Pairs of sessions that compare at the same time. */
  readonly parallel: number;
  /** Pairs shared with other checks; own ones when absent. */
  readonly pool?: PairPool;
  /** Counts shared with other checks. */
  readonly count?: RowCounter;
  /** Results of tables validated before, when validation is taken up again: these tables are not compared. */
  readonly finished?: readonly JobResult[];
  /** Called when a table is done, to save its results. */
  readonly onTable?: (table: string, results: readonly JobResult[]) => Promise<void>;
  /** Differences listed per table; all are counted. */
  readonly maxDifferences?: number;
  readonly listener: Listener;
  readonly signal: AbortSignal;
  readonly control?: RunControl;
}

const defaultMaxDifferences = 200;
/** Chunks grow and shrink towards this time, so that a pause or a stop is soon obeyed. */
const chunkSeconds = 1;
const firstChunkRows = 5_000;
const minChunkRows = 200;
const maxChunkRows = 100_000;

/**
 * Compares every migrated table on both servers, read-only: counts, then checksums by key range, at level full down to
 * rows and columns. A table that cannot be compared becomes a failed check; the others go on. Rejects when aborted.
 */
export async function validateTables(options: ValidateTablesOptions): Promise<JobResult[]> {
  const { plan, level, listener, control } = options;
  const signals = [options.signal, ...(control ? [control.stop, control.abort] : [])];
  const signal = AbortSignal.any(signals);
  const results = new Map<string, JobResult[]>();
  for (const result of options.finished ?? []) {
    if (result.table) results.set(result.table, [...(results.get(result.table) ?? []), result]);
  }
  // Large tables first: what is left at the end is small, and no pair waits long for the last one.
  const tasks = plan.tables
    .filter(({ table }) => !results.has(table))
    .sort((a, b) => b.approximateRows - a.approximateRows)
    .map((table) => createTask(options, table));
  const walk = walkTables(tasks, level, options.count ?? countOnce());

  async function finish(task: TableTask): Promise<void> {
    if (!task.walked || task.open > 0 || results.has(task.table.plan.table)) return;
    const { table } = task.table.plan;
    if (!task.failed && task.counts) results.set(table, task.tally.results(task.counts));
    const found = results.get(table) ?? [];
    listener({
      type: 'validation-progress',
      check: level,
      table,
      done: task.tally.done,
      total: task.tally.done,
    });
    for (const { check, ok, detail, code, params } of found) {
      const sentence = { detail, code, params };
      listener({ type: 'validation-result', check, table, ok, ...sentence });
    }
    await options.onTable?.(table, found);
  }

  function fail(task: TableTask, error: unknown): void {
    walk.skip(task);
    const { table } = task.table.plan;
    if (results.has(table)) return;
    const said = failureWords(error);
    const message = textOf(said);
    const sentence = {
      detail: `cannot be compared: ${message}`,
      code: 'rows.not-compared',
      params: { message, said },
    };
    results.set(table, [
      { check: level === 'counts' ? 'row-counts' : level, table, ok: false, ...sentence, differences: [] },
    ]);
    listener({ type: 'validation-result', check: level, table, ok: false, ...sentence });
  }

  async function work(): Promise<void> {
    while (await pool.use(workOnce));
  }

  /** False when nothing is left to hand out. */
  async function workOnce(holder: PairHolder): Promise<boolean> {
    let step: WalkStep | null;
    await control?.waitWhilePaused();
    try {
      step = await holder.run('validation', (pair) => walk.next(pair));
    } catch (error) {
      signal.throwIfAborted();
      const task = walk.blame(error);
      if (!task) throw error;
      fail(task, error);
      return true;
    }
    if (step) await workStep(holder, step);
    return step !== null;
  }

  async function workStep(holder: PairHolder, { task, range }: WalkStep): Promise<void> {
    const { table } = task.table.plan;
    try {
      if (range && !task.failed) {
        const started = performance.now();
        const outcome = await holder.run(table, (pair) => compareChunk(pair, task, range, level));
        adapt(task, outcome, (performance.now() - started) / 1000);
        task.tally.add(outcome);
        listener({
          type: 'validation-progress',
          check: level,
          table,
          done: task.tally.done,
          total: Math.max(task.counts?.expected.rows ?? 0, task.tally.done),
        });
      }
    } catch (error) {
      signal.throwIfAborted();
      fail(task, error);
    } finally {
      task.open -= 1;
    }
    await finish(task);
  }

  const pool =
    options.pool ??
    openPairPool({
      source: options.source,
      target: options.target,
      size: options.parallel,
      listener,
      signal,
    });
  try {
    await Promise.all(Array.from({ length: pool.size }, work));
  } finally {
    if (pool !== options.pool) await pool.close();
  }
  return plan.tables.flatMap(({ table }) => results.get(table) ?? []);
}

function createTask(options: ValidateTablesOptions, plan: TablePlan): TableTask {
  const rows = rowsTable(options, plan);
  return {
    ...rows,
    inFlight: options.inFlight,
    tally: tallyTable(rows.table, options.level, options.maxDifferences ?? defaultMaxDifferences),
    chunkRows: firstChunkRows,
    open: 0,
    walked: false,
    failed: false,
  };
}

function adapt(task: TableTask, { compared }: RangeOutcome, seconds: number): void {
  if (compared.expected.rows < task.chunkRows / 2) return;
  const factor = Math.min(2, Math.max(0.25, chunkSeconds / Math.max(seconds, 0.001)));
  task.chunkRows = Math.round(Math.min(maxChunkRows, Math.max(minChunkRows, task.chunkRows * factor)));
}
