import type { Flavour } from '../../plan/facts.js';

/** One table of both versions, as compact text; see tables/. */
export interface TableText {
  readonly name: string;
  /**
   * Columns, comma-separated: name, SQL type, then `bin` (utf8mb4_bin), `null`, `default '…'`, `auto_increment`.
   * A column is NOT NULL unless it says null; text is in the database's own collation unless it says bin. One without a
   * type is as `usualColumns` has it.
   */
  readonly columns: string;
  /** Columns that differ in the target version, written the same way. */
  readonly targetColumns?: string;
  /** false: the target version does not have tenant_id as its last column. */
  readonly tenant?: false;
  /** Indexes, one a line: `unique` or `key`, name, columns. The primary key is `id` unless a line says otherwise. */
  readonly indexes: string;
  /** Indexes of the target version; without, each begins with tenant_id and says so in its name. `the same`: as before. */
  readonly targetIndexes?: string;
  /** A table that the target version no longer has. */
  readonly sourceOnly?: boolean;
  /** The one real foreign key, in SQL. */
  readonly foreignKey?: string;
}

export interface ColumnText {
  readonly name: string;
  /** SQL type, e.g. varchar(64). */
  readonly type: string;
  readonly binaryCollation: boolean;
  readonly nullable: boolean;
  /** Default as written between the quotes; undefined when there is none. */
  readonly defaultText?: string;
  readonly autoIncrement: boolean;
}

/** Columns that mean the same in most tables. */
const usualColumns: Readonly<Record<string, string>> = {
  id: 'bigint unsigned',
  biz_id: 'bigint unsigned',
  app_id: 'bigint unsigned',
  release_id: 'bigint unsigned',
  memo: "varchar(256) null default ''",
  creator: 'varchar(64)',
  reviser: 'varchar(64)',
  created_at: 'datetime(6)',
  updated_at: 'datetime(6)',
  file_type: 'varchar(20)',
  file_mode: 'varchar(20)',
  user: 'varchar(64)',
  user_group: 'varchar(64)',
  privilege: 'varchar(64)',
  signature: 'varchar(64)',
  byte_size: 'bigint unsigned',
  md5: 'varchar(64)',
  charset: "varchar(20) default ''",
};

/** Collations of the real MySQL schema, and what stands for them on MariaDB 10.11, which lacks the 0900 ones. */
export const defaultCollation: Readonly<Record<Flavour, string>> = {
  mysql: 'utf8mb4_0900_ai_ci',
  mariadb: 'utf8mb4_unicode_520_ci',
};

/** The columns of one version of a table, in order. */
export function columnsOf(table: TableText, version: 'source' | 'target'): readonly ColumnText[] {
  const columns = parseColumns(table.columns);
  if (version === 'source') return columns;
  const changed = new Map(parseColumns(table.targetColumns ?? '').map((column) => [column.name, column]));
  const tenant = table.tenant === false ? [] : parseColumns("tenant_id varchar(255) default 'default'");
  return [...columns.map((column) => changed.get(column.name) ?? column), ...tenant];
}

/** CREATE TABLE of one version of a table. */
export function createTableSql(table: TableText, version: 'source' | 'target', flavour: Flavour): string {
  const indexes = indexesOf(table, version)
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [indexSql(line.trim())]));
  const primary = indexes.some((sql) => sql.startsWith('PRIMARY')) ? [] : ['PRIMARY KEY (`id`)'];
  const lines = [
    ...columnsOf(table, version).map(columnSql),
    ...primary,
    ...indexes,
    ...(table.foreignKey === undefined ? [] : [table.foreignKey]),
  ];
  return (
    `CREATE TABLE \`${table.name}\` (\n  ${lines.join(',\n  ')}\n) ` +
    `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${defaultCollation[flavour]}`
  );
}

function indexesOf(table: TableText, version: 'source' | 'target'): string {
  const { indexes, targetIndexes, tenant } = table;
  if (version === 'source' || targetIndexes === 'the same' || tenant === false) return indexes;
  return targetIndexes ?? indexes.replaceAll(/ idx_(\w+) \(/g, ' idx_tenantID_$1 (tenant_id, ');
}

function parseColumns(text: string): ColumnText[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const match =
        /^(\w+) ([a-z]+(?:\(\d+\))?(?: unsigned)?)( bin)?( null)?(?: default '([^']*)')?( auto_increment)?$/.exec(
          part in usualColumns ? `${part} ${usualColumns[part]}` : part,
        );
      if (match === null) throw new Error(`not a column: ${part}`);
      const [, name, type, bin, nullable, defaultText, auto] = match;
      return {
        name: name as string,
        type: type as string,
        binaryCollation: bin !== undefined,
        nullable: nullable !== undefined,
        defaultText,
        autoIncrement: auto !== undefined,
      };
    });
}

function columnSql(column: ColumnText): string {
  return [
    `\`${column.name}\``,
    column.type,
    column.binaryCollation ? 'COLLATE utf8mb4_bin' : '',
    column.nullable ? 'NULL' : 'NOT NULL',
    column.defaultText === undefined ? '' : `DEFAULT '${column.defaultText}'`,
    column.autoIncrement ? 'AUTO_INCREMENT' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function indexSql(line: string): string {
  const match = /^(unique|key|primary)(?: (\w+))? \((.*)\)$/.exec(line);
  if (match === null) throw new Error(`not an index: ${line}`);
  const [, kind, name, list] = match;
  const columns = (list as string).split(', ').map((part) => part.replace(/^\w+/, '`$&`'));
  const head = kind === 'primary' ? 'PRIMARY KEY' : `${kind === 'unique' ? 'UNIQUE KEY' : 'KEY'} \`${name}\``;
  return `${head} (${columns.join(', ')})`;
}
