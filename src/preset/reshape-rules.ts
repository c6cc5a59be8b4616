import { sameColumn } from './column-names.js';
import { type ColumnRule, encryptedColumns, isReshaped } from './reshape-schema.js';
import type { Path, Report } from './rule-report.js';
import { hasTenants, type Preset, type PresetTable } from './schema.js';
import { columnIn, sqlProblems } from './sql/check.js';
import { say } from './words.js';

/**
 * What a preset says of tables that are reshaped: SQL that may be used, one way for each column, a key that is written. Gives all
 * of that SQL.
 */
export function checkReshapes(preset: Preset, report: Report): readonly string[] {
  const parameters = parametersOf(preset);
  const checked: string[] = [];
  const checkSqlAt = (path: Path, sql: string | undefined) => {
    if (sql === undefined) return;
    checked.push(sql);
    for (const problem of sqlProblems(sql, parameters)) report(path, problem);
  };
  for (const [column, rule] of Object.entries(preset.dimensions)) {
    const path = ['dimensions', column];
    checkColumn(path, column, rule, report);
    checkDimension(path, column, rule, preset, report);
    for (const [key, sql] of Object.entries(sqlOf(rule))) checkSqlAt([...path, key], sql);
  }
  preset.tables.forEach((table, index) => {
    const path = ['tables', index];
    const checkSql = (place: Path, sql: string | undefined) => checkSqlAt([...path, ...place], sql);
    checkSql(['from', 'join'], table.from?.join);
    checkSql(['where'], table.where);
    for (const [rule, { when }] of (table.reject ?? []).entries()) checkSql(['reject', rule, 'when'], when);
    for (const block of ['columns', 'fill'] as const) {
      for (const [column, rule] of Object.entries(table[block] ?? {})) {
        checkColumn([...path, block, column], column, rule ?? {}, report);
        for (const [key, sql] of Object.entries(sqlOf(rule ?? {}))) checkSql([block, column, key], sql);
      }
    }
    checkKey(table, path, report);
    checkEncrypted(table, path, report);
    checkWrite(table, path, report);
  });
  checkOthers(preset, report);
  return checked;
}

/** The names that SQL of the preset may use with a colon. */
export function parametersOf(preset: Pick<Preset, 'tenant' | 'params'>): readonly string[] {
  return ['run_time', ...(hasTenants(preset) ? ['tenant'] : []), ...Object.keys(preset.params)];
}

/** A dimension is a value of the row, made of the source; the tenant is known without one. */
function checkDimension(path: Path, column: string, rule: ColumnRule, preset: Preset, report: Report): void {
  if (hasTenants(preset) && sameColumn(column, preset.tenant.column))
    report(path, say('dimensions.tenant', { column }));
  if (rule.encrypt !== undefined) report(path, say('dimensions.encrypt', { column }));
  else if (Object.keys(rule).length === 0) report(path, say('dimensions.empty', { column }));
}

/** The SQL of a column's rule, by its keys. */
function sqlOf({
  expr,
  insert,
  on,
  value,
  lookup,
  else: otherwise,
  encrypt,
}: ColumnRule): Partial<Record<string, string>> {
  const ofParent = lookup !== undefined && typeof value === 'string' && !columnIn(value) ? { value } : {};
  return { expr, insert, on, else: otherwise, encrypt, ...ofParent };
}

function checkColumn(path: Path, column: string, rule: ColumnRule, report: Report): void {
  const { from, expr, insert, update, value, lookup, on, encrypt, index } = rule;
  const plain = lookup === undefined ? value : undefined;
  const ways = Object.entries({ from, expr, insert, lookup, value: plain, encrypt })
    .filter(([, given]) => given !== undefined)
    .map(([way]) => way);
  if (ways.length > 1) report(path, say('reshape.kinds', { column, found: ways.join(', ') }));
  if ((insert === undefined) !== (update === undefined)) report(path, say('reshape.keep', { column }));
  if (index !== undefined && encrypt === undefined) report(path, say('reshape.index', { column }));
  if (lookup === undefined) {
    if (on !== undefined || rule.else !== undefined) report(path, say('reshape.lookup-parts', { column }));
  } else if (on === undefined || typeof value !== 'string') {
    report(path, say('reshape.lookup', { column, table: lookup }));
  }
}

function checkKey({ write, key, columns, fill }: PresetTable, path: Path, report: Report): void {
  // A repair leaves the key as it is.
  if (!columns || write === 'repair') return;
  key?.forEach((column, index) => {
    if (column in columns || (fill && column in fill)) return;
    report([...path, 'key', index], say('reshape.key', { column }));
  });
}

/** What is encrypted is another text each time: no row is found by it, and none is written over by what it should hold. */
function checkEncrypted(table: PresetTable, path: Path, report: Report): void {
  const encrypted = encryptedColumns(table);
  const [first] = encrypted;
  if (!first) return;
  const { name, write, key = [], columns, fill } = table;
  if (write !== 'insert') report(path, say('reshape.encrypt-write', { table: name, write }));
  const taken = new Set(Object.keys({ ...columns, ...fill }));
  for (const { column, index } of encrypted) {
    if (key.includes(column)) report([...path, 'key'], say('reshape.encrypt-key', { column }));
    if (index === undefined) continue;
    const block = fill && column in fill ? 'fill' : 'columns';
    if (taken.has(index)) report([...path, block, column], say('reshape.index-taken', { column: index }));
    taken.add(index);
  }
}

/** What each way to write needs said. */
function checkWrite(
  { name, write, key, from, columns, fill }: PresetTable,
  path: Path,
  report: Report,
): void {
  switch (write) {
    case 'insert':
      return;
    case 'upsert':
      if (!key) report(path, say('reshape.upsert-key', { table: name }));
      return;
    case 'repair':
      if (from && from.table !== name)
        report([...path, 'from', 'table'], say('reshape.repair-from', { table: name }));
      if (!columns || Object.keys(columns).length === 0)
        report(path, say('reshape.repair-columns', { table: name }));
      for (const column of Object.keys({ ...columns, ...fill }))
        if (key?.includes(column))
          report([...path, 'columns', column], say('reshape.repair-key', { column }));
  }
}

/** Blocks that read rows by the source's own names, and those that say something of a tenant. */
function checkOthers(preset: Preset, report: Report): void {
  const reshaped = new Set(preset.tables.filter(isReshaped).map(({ name }) => name));
  const hasDimensions = Object.keys(preset.dimensions).length > 0;
  const named: readonly (readonly [block: string, path: Path, table: string])[] = [
    ...(preset.secrets?.entries ?? []).map(
      ({ table }, index) => ['secrets', ['secrets', 'entries', index, 'table'], table] as const,
    ),
    ...(preset.files?.entries ?? []).map(
      ({ table }, index) => ['files', ['files', 'entries', index, 'table'], table] as const,
    ),
    ...(preset.credentials
      ? [['credentials', ['credentials', 'table'], preset.credentials.table] as const]
      : []),
  ];
  for (const [block, path, table] of named) {
    if (reshaped.has(table)) report(path, say('reshape.secrets', { table, block }));
    else if (hasDimensions) report(path, say('dimensions.block', { table, block }));
  }
  preset.skip.forEach(({ table, may_be_migrated }, index) => {
    if (hasDimensions && may_be_migrated) report(['skip', index], say('dimensions.optional', { table }));
  });
  if (hasTenants(preset)) return;
  for (const block of ['secrets', 'files', 'credentials'] as const) {
    if (preset[block]) report([block], say('reshape.no-tenant', { block }));
  }
  preset.tables.forEach((table, index) => {
    if (!table.unique_across_tenants) return;
    report(
      ['tables', index, 'unique_across_tenants'],
      say('reshape.no-tenant', { block: 'unique_across_tenants' }),
    );
  });
}
