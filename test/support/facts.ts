import type { ColumnFacts, DatabaseFacts, IndexFacts, TableFacts } from '../../src/plan/facts.js';

/** Column facts with everything a test does not care about filled in. */
export function column(name: string, columnType: string, more: Partial<ColumnFacts> = {}): ColumnFacts {
  const dataType = /^[a-z]+/.exec(columnType)?.[0] ?? columnType;
  const precision = /\((\d+)\)/.exec(columnType)?.[1];
  return {
    name,
    ordinal: 1,
    dataType,
    columnType,
    unsigned: columnType.includes('unsigned'),
    nullable: false,
    default: null,
    autoIncrement: false,
    generated: false,
    invisible: false,
    isJson: dataType === 'json',
    ...(dataType === 'datetime' ? { datetimePrecision: Number(precision ?? 0) } : {}),
    ...(dataType === 'varchar' ? { maxLength: Number(precision ?? 0), charset: 'utf8mb4' } : {}),
    ...more,
  };
}

export function primaryKey(...names: string[]): IndexFacts {
  return { name: 'PRIMARY', unique: true, columns: names.map((name) => ({ name, nullable: false })) };
}

export function table(
  name: string,
  columns: readonly ColumnFacts[],
  indexes?: readonly IndexFacts[],
): TableFacts {
  return {
    name,
    engine: 'InnoDB',
    approximateRows: 10,
    approximateBytes: 1000,
    columns: columns.map((facts, index) => ({ ...facts, ordinal: index + 1 })),
    indexes: indexes ?? [primaryKey('id')],
  };
}

export function database(
  name: string,
  tables: readonly TableFacts[],
  more: Partial<DatabaseFacts> = {},
): DatabaseFacts {
  return {
    flavour: 'mysql',
    version: '9.7.0',
    serverIdentity: `server-of-${name}`,
    database: name,
    tables: Object.fromEntries(tables.map((facts) => [facts.name, facts])),
    variables: {},
    generators: {},
    ...more,
  };
}
