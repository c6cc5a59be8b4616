import { readDatabaseFacts } from '../../../src/mysql/facts.js';
import { generatorTable } from '../../../src/mysql/generators.js';
import { openSession } from '../../../src/mysql/session.js';
import { type BuiltPlan, buildPlan } from '../../../src/plan/build-plan.js';
import type { DatabaseFacts, TableFacts } from '../../../src/plan/facts.js';
import { fingerprintOf } from '../../../src/plan/fingerprint.js';
import type { Plan, TablePlan } from '../../../src/plan/plan.js';
import type { IdDecision } from '../../../src/plan/plan-input.js';
import type { OpenedCase } from './small-case.js';

/** What a table of the preset is called on either side, and target column → source column where those differ. */
export interface OtherNames {
  readonly source: string;
  readonly target: string;
  readonly columns: Readonly<Record<string, string>>;
}

export interface PlannedUnderOtherNames {
  readonly plan: Plan;
  readonly sourceFacts: DatabaseFacts;
  readonly targetFacts: DatabaseFacts;
}

/**
 * The plan of a case whose tables have three names each: the preset's, the source's and the target's. Made by the plan's own
 * builder from facts that say the preset's names, with each side's own put in afterwards.
 */
export async function planUnderOtherNames(
  { context: { config, preset } }: OpenedCase,
  names: Readonly<Record<string, OtherNames>>,
  ids: IdDecision,
): Promise<PlannedUnderOtherNames> {
  const read = async (side: 'source' | 'target') => {
    const { mysql } = config[side];
    const session = await openSession(mysql, side);
    try {
      return asPreset(await readDatabaseFacts(session, mysql.database, generatorTable(preset)), names, side);
    } finally {
      await session.close();
    }
  };
  const [source, target] = await Promise.all([read('source'), read('target')]);
  const built: BuiltPlan = buildPlan({ config, preset, source, target, ids, targetRows: {} });
  if (!built.plan) throw new Error(built.findings.map(({ title }) => title).join('; '));
  const { fingerprint: _, ...planned } = built.plan;
  const renamed = {
    ...planned,
    tables: planned.tables.map((table) => withOwnNames(table, names[table.table])),
  };
  return {
    plan: { ...renamed, fingerprint: fingerprintOf(renamed) },
    sourceFacts: source,
    targetFacts: renamedTables(target, names),
  };
}

function asPreset(
  facts: DatabaseFacts,
  names: Readonly<Record<string, OtherNames>>,
  side: 'source' | 'target',
): DatabaseFacts {
  const tables = Object.values(facts.tables).map((table): [string, TableFacts] => {
    const [name, own] = Object.entries(names).find(([, one]) => one[side] === table.name) ?? [table.name];
    const columns = side === 'source' ? Object.entries(own?.columns ?? {}) : [];
    const called = <Named extends { readonly name: string }>(column: Named): Named => ({
      ...column,
      name: columns.find(([, from]) => from === column.name)?.[0] ?? column.name,
    });
    return [
      name,
      {
        ...table,
        name,
        columns: table.columns.map(called),
        indexes: table.indexes.map((index) => ({ ...index, columns: index.columns.map(called) })),
      },
    ];
  });
  return { ...facts, tables: Object.fromEntries(tables) };
}

/** By the preset's names, as a check finds them, each with its own name inside. */
function renamedTables(facts: DatabaseFacts, names: Readonly<Record<string, OtherNames>>): DatabaseFacts {
  const tables = Object.entries(facts.tables).map(([name, table]) => [
    name,
    { ...table, name: names[name]?.target ?? name },
  ]);
  return { ...facts, tables: Object.fromEntries(tables) };
}

function withOwnNames(table: TablePlan, own: OtherNames | undefined): TablePlan {
  if (!own) return table;
  return {
    ...table,
    source: own.source,
    target: own.target,
    columns: table.columns.map((column) =>
      column.source
        ? { ...column, source: { ...column.source, name: own.columns[column.name] ?? column.name } }
        : column,
    ),
  };
}
