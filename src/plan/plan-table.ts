import type { Finding } from '../core/finding.js';
import { quoteName } from '../core/sql.js';
import { hasTenants } from '../preset/schema.js';
import type { TableFacts } from './facts.js';
import { columnsWithoutPlace, leftBehindBy } from './left-behind.js';
import type { ColumnPlan, TablePlan } from './plan.js';
import { type TreatmentRules, treatColumn } from './treat-column.js';
import { constantOf, isSealed } from './treatments.js';

type PlannedTable = { readonly table: TablePlan | null; readonly findings: readonly Finding[] };

/** Plans one table from both sides' facts; a table that cannot be written becomes blockers instead. */
export function planTable(
  rules: TreatmentRules,
  source: TableFacts,
  target: TableFacts,
  leftOut: readonly string[],
): PlannedTable {
  const { preset, config, table } = rules;
  const findings: Finding[] = [];
  const sourceColumns = new Map(source.columns.map((column) => [column.name, column]));
  const targetNames = new Set(target.columns.map(({ name }) => name));
  const columns: ColumnPlan[] = [];

  for (const column of target.columns) {
    if (column.generated || rules.undecided?.has(column.name)) continue;
    const from = sourceColumns.get(column.name);
    const secret = table.secretColumns.includes(column.name);
    if (column.name === preset.tenant.column) {
      columns.push({
        name: column.name,
        treatment: { kind: 'constant', value: config.tenantId },
        target: column,
        secret,
      });
    } else if (from) {
      const treatment = treatColumn(from, column, { ...rules, sealed: source.reshape?.sealed });
      columns.push({
        name: column.name,
        treatment,
        ...(constantOf(treatment) === undefined ? { source: from } : {}),
        target: column,
        secret: secret || isSealed(treatment),
      });
    } else if (!keepsOthers(source) && !column.nullable && column.default === null && !column.autoIncrement) {
      // What is no text of a limited length can have none that is a plain value.
      const statement = /(text|blob|json|geometry|point|string|polygon|collection)$/.test(column.dataType)
        ? null
        : `ALTER TABLE ${quoteName(table.name)} ALTER COLUMN ${quoteName(column.name)} SET DEFAULT …;`;
      findings.push({
        code: 'schema.column-without-source',
        severity: 'blocker',
        subject: 'target-mysql',
        title: `${table.name}.${column.name} (${column.columnType}) must have a value in the target, but the source has no such column`,
        remedy: `give the column a default in the target, or let it be NULL${statement === null ? '' : `: ${statement} with a value for the dots`}; or leave the table out with --skip ${table.name}`,
        table: table.name,
        column: column.name,
        params: { type: column.columnType, statement },
      });
    }
  }

  if (hasTenants(preset) && !source.reshape && !targetNames.has(preset.tenant.column)) {
    findings.push({
      code: 'schema.tenant-column',
      severity: 'blocker',
      subject: 'target-mysql',
      title: `table ${table.name} has no column ${preset.tenant.column} in the target`,
      remedy: `deploy the multi-tenant schema (${preset.target_version}) to the target database first, and check that target.mysql.database names it`,
      table: table.name,
      column: preset.tenant.column,
      params: { targetVersion: preset.target_version },
    });
  }
  if (findings.length > 0) return { table: null, findings };

  const business = preset.business?.column;
  const key = keyOf(source, new Set(columns.filter((column) => column.source).map(({ name }) => name)));
  const dropped = columnsWithoutPlace(source, target).map(({ name }) => name);
  return {
    findings,
    table: {
      table: table.name,
      source: source.reshape?.table ?? source.name,
      target: target.name,
      level: table.level,
      ...(source.reshape ? { reshape: source.reshape } : {}),
      key,
      ...(hasTenants(preset) && targetNames.has(preset.tenant.column) && isShared(key, target)
        ? { keyWithin: { column: preset.tenant.column, value: config.tenantId } }
        : {}),
      columns,
      droppedColumns: dropped,
      ...namedAsLeft(rules, dropped),
      ...(leftOut.length > 0 ? { leftOut: { column: preset.id.column, ids: leftOut } } : {}),
      ...(config.bizIds && business !== undefined && sourceColumns.has(business)
        ? { filter: { column: business, values: config.bizIds } }
        : {}),
      approximateRows: source.approximateRows,
      approximateBytes: source.approximateBytes,
    },
  };
}

/** A repair leaves all other columns as they are. */
const keepsOthers = ({ reshape }: TableFacts) => reshape?.over?.write === 'repair';

function namedAsLeft(rules: TreatmentRules, columns: readonly string[]): Pick<TablePlan, 'leftBehind'> {
  const named = columns.flatMap((column) => {
    const by = leftBehindBy(rules, rules.table.name, column);
    return by ? [[column, by] as const] : [];
  });
  return named.length > 0 ? { leftBehind: Object.fromEntries(named) } : {};
}

/** Whether the target may have several rows of one key, of several tenants: no unique key of its own lies in it. */
function isShared(key: readonly string[], { indexes }: TableFacts): boolean {
  return (
    key.length > 0 &&
    !indexes.some(({ unique, columns }) => unique && columns.every(({ name }) => key.includes(name)))
  );
}

/**
 * What the chunks of a table range over. A reshaped table that carries no key of its own over goes by what the preset says names a
 * row: no index helps then, and each chunk looks at the whole table.
 */
export function keyOf(table: TableFacts, copied: ReadonlySet<string>): readonly string[] {
  const own = chunkKey(table, copied);
  const named = table.reshape?.key ?? [];
  // What is there is found by what names it.
  if (table.reshape?.over && named.every((name) => copied.has(name))) return named;
  return own.length === 0 && named.every((name) => copied.has(name)) ? named : own;
}

/**
 * The primary key, else the shortest unique key, that holds whole columns without NULLs, all of them copied: one that the
 * target computes itself says nothing of where a row went. Else none.
 */
export function chunkKey(table: TableFacts, copied: ReadonlySet<string>): readonly string[] {
  const usable = table.indexes.filter(
    ({ unique, columns }) =>
      unique &&
      columns.every(({ name, prefix, nullable }) => prefix === undefined && !nullable && copied.has(name)),
  );
  const primary = usable.find(({ name }) => name === 'PRIMARY');
  const best = primary ?? usable.toSorted((a, b) => a.columns.length - b.columns.length)[0];
  return best?.columns.map(({ name }) => name) ?? [];
}
