import { quoteText } from '../core/sql.js';
import type { ColumnFacts, DatabaseFacts, IndexFacts, TableFacts } from '../plan/facts.js';
import { columnKey } from '../preset/column-names.js';
import { type GeneratorTable, readGenerators } from './generators.js';
import type { Row, Session } from './session.js';
import { readVariables, serverIdentity } from './variables.js';

function text(row: Row, name: string): string | undefined {
  const value = row[name];
  return value === null || value === undefined ? undefined : String(value);
}

function number(row: Row, name: string): number | undefined {
  const value = text(row, name);
  return value === undefined ? undefined : Number(value);
}

/** MariaDB prints defaults as SQL ('x', NULL, current_timestamp()), MySQL as values (x, CURRENT_TIMESTAMP): the latter here. */
function normalDefault(value: string | undefined, mariadb: boolean): string | null {
  if (value === undefined) return null;
  if (mariadb && value === 'NULL') return null;
  if (mariadb && /^'.*'$/s.test(value)) return value.slice(1, -1).replaceAll("''", "'");
  const now = /^current_timestamp(?:\((\d*)\))?$/i.exec(value);
  return now ? `CURRENT_TIMESTAMP${now[1] && now[1] !== '0' ? `(${now[1]})` : ''}` : value;
}

function columnFacts(row: Row, mariadb: boolean, jsonChecks: ReadonlySet<string>): ColumnFacts {
  const name = text(row, 'name') ?? '';
  const dataType = (text(row, 'data_type') ?? '').toLowerCase();
  const columnType = text(row, 'column_type') ?? '';
  const extra = (text(row, 'extra') ?? '').toLowerCase();
  return {
    name,
    ordinal: Number(row.ordinal),
    dataType,
    columnType,
    unsigned: /\bunsigned\b/i.test(columnType),
    nullable: text(row, 'nullable') === 'YES',
    default: normalDefault(text(row, 'default_value'), mariadb),
    autoIncrement: extra.includes('auto_increment'),
    generated: (text(row, 'generation') ?? '') !== '',
    invisible: extra.includes('invisible'),
    isJson: dataType === 'json' || jsonChecks.has(`${text(row, 'table_name')}\0${columnKey(name)}`),
    charset: text(row, 'charset'),
    collation: text(row, 'collation'),
    maxLength: number(row, 'max_length'),
    numericPrecision: number(row, 'numeric_precision'),
    numericScale: number(row, 'numeric_scale'),
    datetimePrecision: number(row, 'datetime_precision'),
    srid: number(row, 'srid'),
  };
}

async function readColumns(session: Session, database: string): Promise<Map<string, ColumnFacts[]>> {
  const mariadb = session.facts.flavour === 'mariadb';
  const jsonChecks = mariadb ? await readJsonChecks(session, database) : new Set<string>();
  // MySQL 8 and later; MariaDB lets a column hold any.
  const knowsSrid = !mariadb && !session.facts.version.startsWith('5.');
  const rows = await session.query(
    `SELECT TABLE_NAME AS table_name, COLUMN_NAME AS name, ORDINAL_POSITION AS ordinal, DATA_TYPE AS data_type,
        COLUMN_TYPE AS column_type, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS default_value, EXTRA AS extra,
        GENERATION_EXPRESSION AS generation, CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation,
        CHARACTER_MAXIMUM_LENGTH AS max_length, NUMERIC_PRECISION AS numeric_precision,
        NUMERIC_SCALE AS numeric_scale, DATETIME_PRECISION AS datetime_precision,
        ${knowsSrid ? 'SRS_ID' : 'NULL'} AS srid
      FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${quoteText(database)}
      ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
  return grouped(rows, (row) => columnFacts(row, mariadb, jsonChecks));
}

/** MariaDB's JSON is longtext with a check that the server makes: `json_valid(\`column\`)`. */
async function readJsonChecks(session: Session, database: string): Promise<Set<string>> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS table_name, CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
      WHERE CONSTRAINT_SCHEMA = ${quoteText(database)} AND CHECK_CLAUSE LIKE 'json_valid(%'`,
  );
  const columns = new Set<string>();
  for (const row of rows) {
    const match = /^json_valid\(`((?:[^`]|``)+)`\)$/i.exec(text(row, 'clause') ?? '');
    if (match?.[1]) columns.add(`${text(row, 'table_name')}\0${columnKey(match[1].replaceAll('``', '`'))}`);
  }
  return columns;
}

function grouped<Item>(rows: readonly Row[], make: (row: Row) => Item): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const row of rows) {
    const table = text(row, 'table_name') ?? '';
    const group = groups.get(table) ?? [];
    group.push(make(row));
    groups.set(table, group);
  }
  return groups;
}

async function readIndexes(session: Session, database: string): Promise<Map<string, IndexFacts[]>> {
  // All columns: those that tell whether an index may be used are other ones on each server, and missing on older ones.
  const rows = await session.query(
    `SELECT s.*, TABLE_NAME AS table_name, INDEX_NAME AS name, NON_UNIQUE AS non_unique, COLUMN_NAME AS column_name,
        SUB_PART AS prefix, NULLABLE AS nullable
      FROM information_schema.STATISTICS AS s WHERE TABLE_SCHEMA = ${quoteText(database)}
      ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`,
  );
  const tables = new Map<string, IndexFacts[]>();
  for (const [table, parts] of grouped(rows, (row) => row)) {
    const indexes = new Map<string, Row[]>();
    for (const part of parts) {
      const name = text(part, 'name') ?? '';
      indexes.set(name, [...(indexes.get(name) ?? []), part]);
    }
    const readable: IndexFacts[] = [];
    for (const [name, columns] of indexes) {
      const [first = {}] = columns;
      const unique = Number(first.non_unique) === 0;
      const hidden = first.IS_VISIBLE === 'NO' || first.IGNORED === 'YES';
      // An index over an expression says nothing about columns.
      if (columns.some((part) => text(part, 'column_name') === undefined)) continue;
      readable.push({
        name,
        unique,
        ...(hidden ? { hidden } : {}),
        columns: columns.map((part) => {
          const prefix = number(part, 'prefix');
          const nullable = text(part, 'nullable') === 'YES';
          return {
            name: text(part, 'column_name') ?? '',
            prefix,
            nullable,
          };
        }),
      });
    }
    tables.set(table, readable);
  }
  return tables;
}

/** An account without the TRIGGER privilege sees none. */
async function readTriggers(session: Session, database: string): Promise<Map<string, string[]>> {
  const rows = await session.query(
    `SELECT EVENT_OBJECT_TABLE AS table_name, TRIGGER_NAME AS name, EVENT_MANIPULATION AS event
      FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = ${quoteText(database)} ORDER BY TRIGGER_NAME`,
  );
  return grouped(rows, (row) => `${text(row, 'name') ?? ''} (${text(row, 'event') ?? ''})`);
}

/**
 * The key that MySQL gives a table without one (`sql_generate_invisible_primary_key`) is the server's own: its numbers say
 * nothing of the rows, no statement sees them unasked, and each server counts for itself. The table is one without a key.
 */
function withoutServersKey(table: TableFacts): TableFacts {
  const primary = table.indexes.find(({ name }) => name === 'PRIMARY');
  const [key, ...more] = primary?.columns ?? [];
  const column = table.columns.find(({ name }) => name === key?.name);
  const isServers = column?.name === 'my_row_id' && column.invisible && column.autoIncrement;
  if (!isServers || more.length > 0) return table;
  return {
    ...table,
    columns: table.columns.filter((other) => other !== column),
    indexes: table.indexes.filter((index) => index !== primary),
  };
}

async function readTables(
  session: Session,
  database: string,
): Promise<Pick<DatabaseFacts, 'tables' | 'views'>> {
  if (session.facts.flavour === 'mysql') {
    // MySQL 8 and later answer row counts from a day-old cache; 5.7 has neither the cache nor the setting.
    await session.execute('SET SESSION information_schema_stats_expiry = 0').catch(() => undefined);
  }
  const rows = await session.query(
    `SELECT TABLE_NAME AS name, TABLE_TYPE AS type, ENGINE AS engine, TABLE_ROWS AS approximate_rows,
        COALESCE(DATA_LENGTH, 0) + COALESCE(INDEX_LENGTH, 0) AS approximate_bytes
      FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = ${quoteText(database)} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')`,
  );
  const columns = await readColumns(session, database);
  const indexes = await readIndexes(session, database);
  const triggers = await readTriggers(session, database);
  const tables: Record<string, TableFacts> = {};
  const views: string[] = [];
  for (const row of rows) {
    const name = text(row, 'name') ?? '';
    if (text(row, 'type') === 'VIEW') {
      views.push(name);
      continue;
    }
    const ofTable = triggers.get(name);
    tables[name] = withoutServersKey({
      name,
      engine: text(row, 'engine') ?? '',
      approximateRows: number(row, 'approximate_rows') ?? 0,
      approximateBytes: number(row, 'approximate_bytes') ?? 0,
      columns: columns.get(name) ?? [],
      indexes: indexes.get(name) ?? [],
      triggers: ofTable,
    });
  }
  return { tables, views: views.length > 0 ? views : undefined };
}

/** Reads everything a plan needs to know about one database; a fixed number of queries, whatever the number of tables. */
export async function readDatabaseFacts(
  session: Session,
  database: string,
  generatorTable?: GeneratorTable,
): Promise<DatabaseFacts> {
  const variables = await readVariables(session);
  return {
    flavour: session.facts.flavour,
    version: session.facts.version,
    serverIdentity: serverIdentity(variables),
    database,
    ...(await readTables(session, database)),
    variables,
    generators: generatorTable ? await readGenerators(session, database, generatorTable) : {},
  };
}
