import type { Config } from '../config/config.js';
import { describeMysqlError } from '../mysql/errors.js';
import { openSession } from '../mysql/session.js';
import type { Preset } from '../preset/schema.js';
import { type ComparedTable, compileTable } from './compared-table.js';
import { checkGenerators } from './generators.js';
import { checkJsonOrphans } from './json-orphans.js';
import type { RowKey } from './keys.js';
import { checkOrphans } from './orphans.js';
import { checkOthers, type OthersCapture } from './other-tenants.js';
import type { CheckResult, ValidationResult } from './result.js';
import type { SessionPair } from './rows.js';
import { checkSourceUnchanged, type SourceMarks } from './source-unchanged.js';
import { checkTablesPresent } from './tables-present.js';
import { checkTenantColumn } from './tenant-column.js';
import { type ValidateTablesOptions, validateTables } from './validate-tables.js';

export interface RunValidationOptions
  extends Omit<ValidateTablesOptions, 'source' | 'target' | 'parallel' | 'volatile'> {
  readonly config: Pick<Config, 'source' | 'target' | 'options'>;
  readonly runId: string | null;
  readonly preset: Pick<Preset, 'id' | 'id_generators' | 'tables'>;
  /** Compares the secrets; its results have check `secrets`. Absent without a Vault phase. */
  readonly secrets?: () => Promise<readonly CheckResult[]>;
  /** What `captureOthers` saw before the run. */
  readonly othersBefore?: OthersCapture;
  /** What `markSource` saw in the snapshot. */
  readonly sourceMarks?: SourceMarks;
}

type Check = readonly [name: string, work: () => Promise<readonly CheckResult[]>];

/** Column by which rows tell when they were last changed, by the convention of the systems we know. */
export const changedColumn = 'updated_at';

/** Table → columns that clients keep changing by pulling. */
export function volatileColumns(preset: Pick<Preset, 'tables'>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(preset.tables.map(({ name, volatile: columns }) => [name, columns]));
}

/** All checks of one validation, in the order a report shows them. Reads only. Rejects when aborted. */
export async function runValidation(options: RunValidationOptions): Promise<ValidationResult> {
  const startedAt = new Date().toISOString();
  const { plan, preset } = options;
  const volatile = volatileColumns(preset);
  const { source, target } = options.config;
  const checks: CheckResult[] = await validateTables({
    ...options,
    source: source.mysql,
    target: target.mysql,
    parallel: options.config.options.parallel,
    volatile,
    rowsBefore: options.rowsBefore ?? rowsOf(options.othersBefore),
  });

  const tables = plan.tables.map((table) =>
    compileTable(table, {
      source: plan.source.flavour,
      target: plan.target.flavour,
      cellContext: options.cellContext,
      exclude: [],
    }),
  );
  const pair = await openPair(options);
  const { othersBefore, sourceMarks, secrets } = options;
  const steps: Check[] = [
    ['tables-present', () => checkTablesPresent(pair.target, plan)],
    ['tenant-column', () => checkEveryTenantColumn(options, pair, tables)],
    ['orphans', () => checkOrphans(pair, plan, tables, preset.id.column)],
    ['json-orphans', () => checkJsonOrphans(pair, plan, tables, preset.id.column)],
    ['generators', () => checkGenerators(pair.target, plan, preset)],
  ];
  if (secrets) steps.push(['secrets', secrets]);
  if (othersBefore) {
    const others = { target: pair.target, plan, changedColumn };
    steps.push(['other-tenants', () => checkOthers(others, othersBefore)]);
  }
  if (sourceMarks) {
    const marks = { plan, changedColumn, volatile };
    steps.push(['source-unchanged', () => checkSourceUnchanged(pair.source, marks, sourceMarks)]);
  }

  const abort = () => {
    pair.source.destroy();
    pair.target.destroy();
  };
  options.signal.addEventListener('abort', abort);
  try {
    for (const [check, work] of steps) {
      await options.control?.waitWhilePaused();
      options.signal.throwIfAborted();
      const results = await attempt(check, work);
      options.signal.throwIfAborted();
      checks.push(...results);
      for (const { table, ok, detail, sourceFault } of results) {
        options.listener({
          type: 'validation-result',
          check,
          ...(table ? { table } : {}),
          ok,
          detail,
          ...(sourceFault === undefined ? {} : { sourceFault }),
        });
      }
    }
  } finally {
    options.signal.removeEventListener('abort', abort);
    await Promise.all([pair.source.close(), pair.target.close()]);
  }
  return summarise(options, startedAt, checks);
}

function rowsOf(before: OthersCapture | undefined): Readonly<Record<string, readonly RowKey[]>> {
  return Object.fromEntries(Object.entries(before?.tables ?? {}).map(([table, { own }]) => [table, own]));
}

async function openPair({ config }: RunValidationOptions): Promise<SessionPair> {
  const source = await openSession(config.source.mysql, 'source');
  try {
    return { source, target: await openSession(config.target.mysql, 'target') };
  } catch (error) {
    source.destroy();
    throw error;
  }
}

/** A check that cannot be made has failed: silence would read as success. */
async function attempt(
  check: string,
  work: () => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> {
  try {
    return await work();
  } catch (error) {
    return [
      {
        check,
        ok: false,
        detail: `the check could not be made: ${describeMysqlError(error).message}`,
        differences: [],
      },
    ];
  }
}

async function checkEveryTenantColumn(
  { plan, listener }: RunValidationOptions,
  pair: SessionPair,
  tables: readonly ComparedTable[],
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [index, table] of tables.entries()) {
    const [result] = await attempt('tenant-column', async () => [await checkTenantColumn(pair, plan, table)]);
    if (result) results.push({ ...result, table: table.plan.table });
    listener({ type: 'validation-progress', check: 'tenant-column', done: index + 1, total: tables.length });
  }
  return results;
}

function summarise(
  { runId, level }: RunValidationOptions,
  startedAt: string,
  checks: readonly CheckResult[],
): ValidationResult {
  const ours = checks.filter(({ sourceFault }) => !sourceFault);
  const rows = checks.reduce((sum, check) => sum + (check.rows ?? 0), 0);
  const matching = checks.reduce((sum, check) => sum + (check.matchingRows ?? 0), 0);
  return {
    runId,
    level,
    startedAt,
    finishedAt: new Date().toISOString(),
    checks,
    differences: ours.reduce((sum, { differences }) => sum + differences.length, 0),
    ...(level === 'counts' ? {} : { consistency: rows === 0 ? 1 : matching / rows }),
    ok: ours.every(({ ok }) => ok),
  };
}
