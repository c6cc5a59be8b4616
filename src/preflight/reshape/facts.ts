import type { Context } from '../../config/context.js';
import type { Finding } from '../../core/finding.js';
import type { DatabaseFacts, TableFacts } from '../../plan/facts.js';
import { compileTable, type RunValues } from '../../plan/reshape/compile.js';
import { selectTables } from '../../plan/select-tables.js';
import { paramLiterals, type RunParams } from '../../preset/params.js';
import { isReshaped, sourceTableOf } from '../../preset/reshape-schema.js';
import { hasTenants, type PresetTable } from '../../preset/schema.js';

/** Both sides' facts with the tables that are made of others, as if the source had them; and what keeps one from being made. */
export interface ReshapedFacts {
  readonly source: DatabaseFacts;
  readonly target: DatabaseFacts;
  readonly findings: readonly Finding[];
}

/** The moment of a run, as SQL of a preset has it; `at` or now. */
export function runTimeOf(at = new Date()): string {
  return at.toISOString().replace('T', ' ').slice(0, 23);
}

/** Makes the preset's reshaped tables. Without one the facts stay as they are. */
export function reshapedFacts(
  { config, preset }: Context,
  source: DatabaseFacts,
  target: DatabaseFacts,
  { runTime, params }: { readonly runTime: string; readonly params: RunParams },
): ReshapedFacts {
  const moving = new Set(selectTables(preset, config.tables).tables.map(({ name }) => name));
  const values: RunValues = {
    runTime,
    params: paramLiterals(params),
    ...(hasTenants(preset) ? { tenant: config.tenantId } : {}),
  };
  const inSource: Record<string, TableFacts> = { ...source.tables };
  const inTarget: Record<string, TableFacts> = { ...target.tables };
  const findings: Finding[] = [];
  for (const table of preset.tables) {
    if (!isReshaped(table) || !moving.has(table.name)) continue;
    const from = source.tables[sourceTableOf(table)];
    const to = target.tables[table.name];
    // What is missing is told where the plan is made.
    if (!from) delete inSource[table.name];
    if (from) inSource[table.name] = from;
    if (!from || !to) continue;
    const made = compileTable(table, from, to, values);
    findings.push(...problemsOf(table, made, from.name));
    inSource[table.name] = made.facts;
    inTarget[table.name] = withKey(to, table.key);
  }
  return {
    source: { ...source, tables: inSource },
    target: { ...target, tables: inTarget },
    findings,
  };
}

/** What the preset says names a row is a key of the target, whether or not the server knows it. */
function withKey(target: TableFacts, key: readonly string[] | undefined): TableFacts {
  const known = target.indexes.some(
    ({ unique, columns }) =>
      unique && key?.length === columns.length && columns.every(({ name }) => key.includes(name)),
  );
  if (!key || known) return target;
  const nullable = (name: string) => target.columns.find((column) => column.name === name)?.nullable ?? true;
  const columns = key.map((name) => ({ name, nullable: nullable(name) }));
  return { ...target, indexes: [...target.indexes, { name: 'key', unique: true, columns }] };
}

function problemsOf(
  { name: table }: PresetTable,
  { untyped, absent, unplaced }: ReturnType<typeof compileTable>,
  from: string,
): readonly Finding[] {
  const base = { severity: 'blocker', subject: 'config', table } as const;
  return [
    ...absent.map(({ column, from: missing }) => ({
      ...base,
      code: 'reshape.no-column',
      title: `the preset takes ${table}.${column} from ${from}.${missing}, but the source's table ${from} has no column ${missing}`,
      remedy: `correct the name in the preset, or say with expr, value or lookup where ${table}.${column} comes from`,
      column,
      params: { from, missing },
    })),
    ...unplaced.map((column) => ({
      ...base,
      code: 'reshape.no-place',
      title: `the preset writes ${table}.${column}, but the target's table ${table} has no column ${column}`,
      remedy: 'correct the name in the preset, or deploy the schema that has the column to the target first',
      column,
    })),
    ...untyped.map(({ name: column, columnType: type }) => ({
      ...base,
      code: 'reshape.type',
      title: `${table}.${column} is ${type} in the target: no expression makes a value of that type`,
      remedy: `take a column of the source as it is for ${table}.${column} (from: NAME), or leave it out of the preset`,
      column,
      params: { type },
    })),
  ];
}
