import type { z } from 'zod';
import type { Config } from '../../../src/config/config.js';
import type { ColumnFacts, DatabaseFacts, IndexFacts, TableFacts } from '../../../src/plan/facts.js';
import { type Preset, presetSchema } from '../../../src/preset/schema.js';

/** A column from its type as a server prints it, e.g. `column('name', 'varchar(255)')`. */
export function column(name: string, columnType: string, more: Partial<ColumnFacts> = {}): ColumnFacts {
  const dataType = /^[a-z]+/.exec(columnType)?.[0] ?? columnType;
  const sizes = (/\((\d+)(?:,(\d+))?\)/.exec(columnType) ?? []).slice(1).map(Number);
  const text = /char|text|enum|set/.test(dataType);
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
    ...(text ? { charset: 'utf8mb4', collation: 'utf8mb4_general_ci' } : {}),
    ...(/char|binary/.test(dataType) && sizes[0] !== undefined ? { maxLength: sizes[0] } : {}),
    ...(dataType === 'decimal' ? { numericPrecision: sizes[0] ?? 10, numericScale: sizes[1] || 0 } : {}),
    ...(/time/.test(dataType) ? { datetimePrecision: sizes[0] ?? 0 } : {}),
    ...more,
  };
}

export const primary: IndexFacts = {
  name: 'PRIMARY',
  unique: true,
  columns: [{ name: 'id', nullable: false }],
};

export function table(
  name: string,
  columns: readonly ColumnFacts[],
  more: Partial<TableFacts> = {},
): TableFacts {
  return {
    name,
    engine: 'InnoDB',
    approximateRows: 0,
    approximateBytes: 0,
    columns: columns.map((one, index) => ({ ...one, ordinal: index + 1 })),
    indexes: [primary],
    ...more,
  };
}

export function database(tables: readonly TableFacts[], more: Partial<DatabaseFacts> = {}): DatabaseFacts {
  return {
    flavour: 'mysql',
    version: '9.7.0',
    serverIdentity: 'server-1',
    database: 'db',
    tables: Object.fromEntries(tables.map((one) => [one.name, one])),
    variables: {},
    generators: {},
    ...more,
  };
}

const text = { en: 'text', zh: '文本' };

/** A preset of the named tables with BSCP's habits. */
export function preset(names: readonly string[], more: Partial<z.input<typeof presetSchema>> = {}): Preset {
  return presetSchema.parse({
    name: 'example',
    title: text,
    source_version: '1',
    target_version: '2-multi-tenant',
    tenant: { column: 'tenant_id', max_length: 255 },
    business: { column: 'biz_id' },
    id: { column: 'id', max: 4_294_967_295 },
    references: { app_id: 'applications' },
    tables: names.map((name) => ({ name, level: 1 })),
    skip: [],
    id_generators: {
      table: 'id_generators',
      resource_column: 'resource',
      max_column: 'max_id',
      without: [],
      never: [],
    },
    not_moved: [],
    watch_lists: [],
    checklist: [{ id: 'one', when: 'after', kind: 'manual', title: text }],
    ...more,
  });
}

const mysql = { host: '127.0.0.1', port: 1, database: 'db', user: 'u' };

export function config(more: Partial<Config> = {}): Config {
  return {
    path: '/tmp/migrate.yaml',
    tenantId: 'acme',
    preset: 'example',
    ids: 'preserve',
    source: { mysql, production: false },
    target: { mysql, production: false },
    options: { batchSize: 1000, parallel: 1, onError: 'stop' },
    tables: { skip: [], include: [] },
    users: {},
    targetRows: {},
    ...more,
  };
}
