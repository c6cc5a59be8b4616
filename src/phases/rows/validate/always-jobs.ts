import { textOf } from '../../../core/sentence.js';
import type { JobResult } from '../../../core/validation-shape.js';
import { hasTenant, type Plan, type TablePlan } from '../../../plan/plan.js';
import { hasTenants } from '../../../preset/schema.js';
import { failureWords } from '../../failure-words.js';
import { becomesJson } from '../altered-json.js';
import { type ComparedTable, compileTable } from '../compare/compared-table.js';
import type { SessionPair } from '../compare/rows.js';
import { ownScope } from '../compare/scope.js';
import { checkAlteredJson } from './jobs/altered-json.js';
import type { RowCounter } from './jobs/counts.js';
import { checkForeignKeys, readForeignKeysOnce } from './jobs/foreign-keys.js';
import { checkGenerators } from './jobs/generators.js';
import { checkJsonOrphans } from './jobs/json-orphans.js';
import { checkOrphans, type OrphanSearch } from './jobs/orphans.js';
import { checkOtherRuns } from './jobs/other-runs.js';
import { checkOthers } from './jobs/other-tenants.js';
import { checkSourceUnchanged } from './jobs/source-unchanged.js';
import { checkTablesPresent } from './jobs/tables-present.js';
import { checkTenantColumn } from './jobs/tenant-column.js';
import type { PairPool } from './pair-pool.js';
import type { PairHolder } from './session-pairs.js';
import type { RunValidationOptions } from './validation-options.js';

/** One thing to check on one pair of sessions; repeatable, since a lost connection starts it again. */
interface Job {
  readonly check: string;
  readonly table?: string;
  /** Rows it may have to read; absent where it is not one table's. */
  readonly rows?: number;
  readonly work: (pair: SessionPair) => Promise<readonly JobResult[]>;
}

interface Columns {
  readonly changedColumn: string;
  readonly volatile: Readonly<Record<string, readonly string[]>>;
}

/** What the checks share with the row comparison. */
export interface Shared {
  readonly pool: PairPool;
  readonly count: RowCounter;
}

/** The checks that are made at every level, several at a time. Results come in the order a report shows them. */
export async function runAlwaysJobs(
  options: RunValidationOptions,
  columns: Columns,
  { pool, count }: Shared,
): Promise<readonly JobResult[]> {
  const { listener, signal, control } = options;
  const jobs = jobsOf(options, columns, count);
  const results: (readonly JobResult[])[] = jobs.map(() => []);
  // The longest first, so that none of them is the last one running.
  const queue = [...jobs.entries()].sort(([, a], [, b]) => weight(b) - weight(a)).values();
  const done = new Map<string, number>();

  async function work(): Promise<void> {
    for (const [index, job] of queue) {
      const found = await pool.use(async (holder) => {
        await control?.waitWhilePaused();
        signal.throwIfAborted();
        return attempt(job, holder);
      });
      signal.throwIfAborted();
      results[index] = found;
      const sofar = (done.get(job.check) ?? 0) + 1;
      done.set(job.check, sofar);
      const total = jobs.filter(({ check }) => check === job.check).length;
      listener({ type: 'validation-progress', check: job.check, done: sofar, total });
      for (const result of found) announce(options, job.check, result);
    }
  }

  await Promise.all(Array.from({ length: pool.size }, work));
  return results.flat();
}

/** Checks in the tool's own time come first, too: then the servers are busy meanwhile. */
function weight({ check, rows }: Job): number {
  return check === 'json-orphans' ? Number.MAX_SAFE_INTEGER : (rows ?? Number.MAX_SAFE_INTEGER);
}

function jobsOf(
  options: RunValidationOptions,
  { changedColumn, volatile }: Columns,
  count: RowCounter,
): readonly Job[] {
  const { plan, preset, beside = [], othersBefore, otherRuns, sourceMarks } = options;
  const tables = plan.tables.map((table) =>
    compileTable(table, {
      cellContext: options.cellContext,
      exclude: [],
    }),
  );
  const ofEach = (
    check: string,
    work: (pair: SessionPair, table: (typeof tables)[number]) => Promise<readonly JobResult[]>,
  ) =>
    tables.map(
      (table): Job => ({
        check,
        table: table.plan.table,
        rows: table.plan.approximateRows,
        work: (pair) => work(pair, table),
      }),
    );
  const { column } = preset.id;
  const foreignKeys = readForeignKeysOnce(plan);
  const scopeOf = (table: TablePlan) => ownScope(plan, table, options);
  const searchOf = (pair: SessionPair, table: ComparedTable): OrphanSearch => {
    return { pair, plan, tables, table, idColumn: column, scope: scopeOf(table.plan) };
  };
  const jobs: Job[] = [
    { check: 'tables-present', work: ({ target }) => checkTablesPresent(target, plan) },
    ...ofEach('tenant-column', async (pair, table) => [
      await checkTenantColumn(pair, plan, table, scopeOf(table.plan), count),
    ]).filter((_, index) => belongsToTenants(plan, plan.tables[index])),
    ...ofEach('orphans', async (pair, table) => [
      ...(await checkOrphans(searchOf(pair, table), count)),
      ...(await checkForeignKeys({ ...searchOf(pair, table), foreignKeys })),
    ]),
    ...ofEach('json-orphans', (pair, table) => checkJsonOrphans(searchOf(pair, table))),
    ...ofEach('altered-json', (pair, table) =>
      checkAlteredJson(pair, table, options.cellContext, options.config.options.alteredJson === 'accept'),
    ).filter((_, index) => plan.tables[index]?.columns.some(becomesJson)),
    { check: 'generators', work: ({ target }) => checkGenerators(target, plan, preset) },
  ];
  if (otherRuns && Object.keys(otherRuns).length > 0) {
    jobs.push({ check: 'other-runs', work: ({ target }) => checkOtherRuns(target, plan, otherRuns) });
  }
  jobs.push(...beside);
  if (othersBefore) {
    jobs.push({
      check: 'other-tenants',
      work: ({ target }) => checkOthers({ target, plan, changedColumn }, othersBefore),
    });
  }
  if (sourceMarks) {
    const marks = { plan, changedColumn, volatile };
    jobs.push({
      check: 'source-unchanged',
      work: ({ source }) => checkSourceUnchanged(source, marks, sourceMarks),
    });
  }
  return jobs;
}

/** A table that lacks the column although its rows have tenants is for the check to tell. */
function belongsToTenants(plan: Plan, table: TablePlan | undefined): boolean {
  return table !== undefined && hasTenants(plan) && (!table.reshape || hasTenant(plan, table));
}

/** A check that cannot be made has failed: silence would read as success. */
async function attempt({ check, table, work }: Job, holder: PairHolder): Promise<readonly JobResult[]> {
  try {
    return await holder.run(table ?? check, work);
  } catch (error) {
    const said = failureWords(error);
    const message = textOf(said);
    const sentence = {
      detail: `the check could not be made: ${message}`,
      code: 'check.not-made',
      params: { message, said },
    };
    return [{ check, table, ok: false, ...sentence, differences: [] }];
  }
}

function announce(
  { listener }: RunValidationOptions,
  check: string,
  { table, ok, detail, code, params, sourceFault }: JobResult,
): void {
  listener({
    type: 'validation-result',
    check,
    table,
    ok,
    detail,
    code,
    params,
    sourceFault,
  });
}
