import { counted } from '../core/counted.js';
import { type Finding, finding } from '../core/finding.js';
import { type Narrowing, narrowings } from '../phases/rows/check/values/column-limits.js';
import { describeNarrowing, narrowingParams } from '../phases/rows/check/values/describe-narrowing.js';
import type { ColumnFacts, TableFacts } from '../plan/facts.js';
import type { PlanInput } from '../plan/plan-input.js';
import { chunkKey, keyOf } from '../plan/plan-table.js';
import { type SelectedTable, selectTables } from '../plan/select-tables.js';
import { checkLeftBehind } from './left-behind.js';

type SchemaFitInput = Pick<PlanInput, 'config' | 'preset' | 'source' | 'target'>;

/**
 * Whether the target's tables can take the source's rows, from both schemas alone. What `buildPlan` already finds (missing
 * tables, a missing tenant column, target columns without a value) is left to it; narrower columns are only noted here,
 * the data decides (`conflicts/values.ts`).
 */
export function checkSchemaFit(input: SchemaFitInput): readonly Finding[] {
  const { config, preset, source, target } = input;
  const { tables } = selectTables(preset, config.tables);
  const findings: Finding[] = [];
  let compared = 0;
  for (const table of tables) {
    const from = source.tables[table.name];
    const to = target.tables[table.name];
    if (!from || !to) continue;
    compared += 1;
    findings.push(
      ...checkEngine(from, 'source'),
      ...checkEngine(to, 'target'),
      ...checkKey(from, to),
      ...checkTriggers(to),
      ...checkTenantColumn(input, to),
      ...checkLeftBehind(input, from, to),
      ...checkColumns(table, from, to),
    );
  }
  const bad = findings.filter(({ severity }) => severity === 'blocker' || severity === 'warning');
  if (bad.length === 0 && compared > 0) {
    findings.push({
      code: 'schema.fit',
      severity: 'ok',
      subject: 'target-mysql',
      title: `${compared === 1 ? 'the' : 'all'} ${counted(compared, 'table')} of the target can hold the source's columns`,
      params: { tables: compared },
    });
  }
  return findings;
}

function checkEngine(table: TableFacts, side: 'source' | 'target'): Finding[] {
  if (table.engine.toLowerCase() === 'innodb') return [];
  const target = side === 'target';
  return [
    finding(target ? 'blocker' : 'warning', `${side}-mysql`, 'schema.engine', {
      title: target
        ? `table ${table.name} uses the engine ${table.engine} in the target: without transactions a chunk cannot be taken back`
        : `table ${table.name} uses the engine ${table.engine} in the source: it is not part of a consistent snapshot`,
      remedy: target
        ? `ALTER TABLE \`${table.name}\` ENGINE = InnoDB; in the target`
        : 'stop all writers of the source for the time of the copy',
      table: table.name,
      params: { engine: table.engine },
    }),
  ];
}

function checkKey(source: TableFacts, target: TableFacts): Finding[] {
  const places = new Set(target.columns.filter(({ generated }) => !generated).map(({ name }) => name));
  if (keyOf(source, places).length > 0) return [];
  // Both sides have the key, but its values are made by each server for itself.
  const hasKey = chunkKey(source, new Set(source.columns.map(({ name }) => name))).length > 0;
  return [
    finding('warning', 'source-mysql', 'schema.no-key', {
      title: hasKey
        ? `table ${source.name} has no primary or unique key whose columns are all copied: it is copied in one pass, and a stopped copy of it starts over`
        : `table ${source.name} has no primary or unique key in the source: it is copied in one pass, and a stopped copy of it starts over`,
      remedy: `nothing for a small table; else add a ${hasKey ? 'unique key over columns that are copied, without NULLs,' : 'primary key'} to ${source.name}`,
      table: source.name,
      params: { hasKey },
    }),
  ];
}

function checkTriggers({ name, triggers = [] }: TableFacts): Finding[] {
  if (triggers.length === 0) return [];
  return [
    finding('warning', 'target-mysql', 'schema.triggers', {
      title: `table ${name} has triggers in the target: they run for every row that is copied, corrected or taken back, and may change it or write elsewhere`,
      remedy:
        'read them (SHOW TRIGGERS); drop those that are not meant for migrated rows for the time of the migration. Validation finds what they change in copied tables, nothing finds what they do elsewhere',
      table: name,
      count: triggers.length,
      samples: triggers.slice(0, 10),
    }),
  ];
}

function checkTenantColumn({ config, preset }: SchemaFitInput, table: TableFacts): Finding[] {
  const column = table.columns.find(({ name }) => name === preset.tenant.column);
  const length = [...config.tenantId].length;
  if (!column || column.maxLength === undefined || length <= column.maxLength) return [];
  return [
    finding('blocker', 'target-mysql', 'schema.tenant-length', {
      title: `${table.name}.${column.name} holds ${counted(column.maxLength, 'character')}; the tenant ID ${config.tenantId} has ${length}`,
      remedy: `widen the target's column to varchar(${preset.tenant.max_length}), with its other attributes as they are (SHOW CREATE TABLE prints them), or correct migration.target_tenant_id`,
      table: table.name,
      column: column.name,
      params: {
        holds: column.maxLength,
        length,
        tenant: config.tenantId,
        width: preset.tenant.max_length,
      },
    }),
  ];
}

function checkColumns(table: SelectedTable, source: TableFacts, target: TableFacts): Finding[] {
  const findings: Finding[] = [];
  const byName = new Map(target.columns.map((column) => [column.name, column]));
  for (const from of source.columns) {
    const to = byName.get(from.name);
    if (!to || to.generated || from.generated || to.name in table.targetRows) continue;
    // What is written is no value of the source: its length is looked at in the rows.
    if (source.reshape?.sealed?.[to.name]) continue;
    findings.push(...checkColumn(table.name, from, to));
  }
  return findings;
}

function checkColumn(table: string, source: ColumnFacts, target: ColumnFacts): Finding[] {
  const found = narrowings(source, target);
  const impossible = found.find(({ kind }) => kind === 'type');
  if (impossible) {
    return [
      finding('blocker', 'target-mysql', 'schema.type', {
        title: `${table}.${source.name} is ${source.columnType} in the source and ${target.columnType} in the target; this tool does not convert between them`,
        remedy: `give the target's column a type that holds ${source.columnType}, or leave the table out with --skip ${table}`,
        table,
        column: source.name,
        params: { from: source.columnType, to: target.columnType },
      }),
    ];
  }
  return found.map((narrowing: Narrowing) => ({
    code: `schema.narrower-${narrowing.kind}`,
    severity: 'info',
    subject: 'target-mysql',
    title: `${table}.${source.name} ${source.columnType} becomes ${target.columnType}: ${describeNarrowing(narrowing)}; the rows are looked at below`,
    table,
    column: source.name,
    params: { from: source.columnType, to: target.columnType, ...narrowingParams(narrowing) },
  }));
}
