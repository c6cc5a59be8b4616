import { quoteText } from '../core/sql.js';
import type { Plan } from '../plan/plan.js';
import { plannedNames } from './planned-names.js';
import type { Row, Session } from './session.js';

/** The rules that rows have to keep, besides types and unique keys, as far as the account may see them. */
export interface Constraints {
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly CheckConstraint[];
  readonly partitionings: readonly Partitioning[];
  readonly generatedColumns: readonly GeneratedColumn[];
  readonly expressionKeys: readonly ExpressionKey[];
}

/** A column that the server computes. */
export interface GeneratedColumn {
  readonly table: string;
  readonly column: string;
  /** SQL over bare column names. */
  readonly expression: string;
  /** It is stored with the row; otherwise it is computed on each read. */
  readonly isStored: boolean;
}

/** A unique key of which at least one part is an expression (MySQL 8.0.13 and later). */
interface ExpressionKey {
  readonly table: string;
  readonly name: string;
  /** In key order. */
  readonly parts: readonly KeyPiece[];
}

/** A column, or SQL over bare column names. */
export type KeyPiece =
  | { readonly column: string; readonly prefix?: number }
  | { readonly expression: string };

export interface ForeignKey {
  readonly name: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly parentSchema: string;
  readonly parent: string;
  /** In the order of `columns`. */
  readonly parentColumns: readonly string[];
  /** CASCADE, SET NULL, RESTRICT, NO ACTION or SET DEFAULT. */
  readonly onDelete: string;
}

interface CheckConstraint {
  readonly name: string;
  readonly table: string;
  /** SQL over bare column names. */
  readonly clause: string;
  /** It is part of a column's definition, whose name it bears: MariaDB drops it only with that. */
  readonly ofColumn: boolean;
}

/** RANGE and LIST: a row may belong to no partition. HASH and KEY take any. */
export interface Partitioning {
  readonly table: string;
  readonly method: string;
  /** SQL over bare column names; columns joined by commas for the COLUMNS methods. */
  readonly expression: string;
  /** Each partition's bound or list of values, in order, as SQL. */
  readonly descriptions: readonly string[];
}

const text = (row: Row, name: string) => String(row[name] ?? '');

/** Foreign keys of the database's tables and to them, its CHECKs that are enforced, its partitions, and what it computes itself. */
export async function readConstraints(
  session: Session,
  database: string,
  plan: Pick<Plan, 'tables'>,
): Promise<Constraints> {
  const names = await plannedNames(session, plan);
  const spelled = <Named extends { readonly table: string }>(rule: Named): Named => ({
    ...rule,
    table: names.table(rule.table),
  });
  return {
    foreignKeys: await readForeignKeys(session, database, plan),
    checks: (await readChecks(session, database)).map(spelled),
    partitionings: (await readPartitionings(session, database)).map(spelled),
    generatedColumns: (await readGeneratedColumns(session, database)).map(spelled),
    expressionKeys: (await readExpressionKeys(session, database)).map(spelled),
  };
}

export async function readForeignKeys(
  session: Session,
  database: string,
  plan: Pick<Plan, 'tables'>,
): Promise<readonly ForeignKey[]> {
  const names = await plannedNames(session, plan);
  const name = quoteText(database);
  const rows = await session.query(
    `SELECT k.CONSTRAINT_NAME AS name, k.TABLE_SCHEMA AS child_schema, k.TABLE_NAME AS child, k.COLUMN_NAME AS child_column,
        k.REFERENCED_TABLE_SCHEMA AS parent_schema, k.REFERENCED_TABLE_NAME AS parent,
        k.REFERENCED_COLUMN_NAME AS parent_column, r.DELETE_RULE AS delete_rule
      FROM information_schema.KEY_COLUMN_USAGE AS k
      JOIN information_schema.REFERENTIAL_CONSTRAINTS AS r
        ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
      WHERE k.REFERENCED_TABLE_NAME IS NOT NULL AND (k.TABLE_SCHEMA = ${name} OR k.REFERENCED_TABLE_SCHEMA = ${name})
      ORDER BY k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`,
  );
  const groups = Map.groupBy(rows, (row) =>
    ['child_schema', 'child', 'name'].map((one) => text(row, one)).join('\0'),
  );
  return [...groups.values()].flatMap((parts) => {
    const [first] = parts;
    if (!first) return [];
    const [child, parent] = [text(first, 'child'), text(first, 'parent')];
    return [
      {
        name: text(first, 'name'),
        schema: text(first, 'child_schema'),
        table: names.table(child),
        columns: parts.map((row) => names.column(child, text(row, 'child_column'))),
        parentSchema: text(first, 'parent_schema'),
        parent: names.table(parent),
        parentColumns: parts.map((row) => names.column(parent, text(row, 'parent_column'))),
        onDelete: text(first, 'delete_rule'),
      },
    ];
  });
}

/** An expression as SHOW CREATE TABLE prints it; MySQL's information_schema escapes it as if it stood in a literal. */
function printed(session: Session, expression: string): string {
  return session.facts.flavour === 'mariadb' ? expression : expression.replaceAll(/\\(.)/gs, '$1');
}

async function readGeneratedColumns(session: Session, database: string): Promise<readonly GeneratedColumn[]> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS table_name, COLUMN_NAME AS column_name, GENERATION_EXPRESSION AS expression, EXTRA AS extra
      FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${quoteText(database)} AND GENERATION_EXPRESSION > ''
      ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
  return rows.map((row) => ({
    table: text(row, 'table_name'),
    column: text(row, 'column_name'),
    expression: printed(session, text(row, 'expression')),
    isStored: /STORED|PERSISTENT/i.test(text(row, 'extra')),
  }));
}

async function readExpressionKeys(session: Session, database: string): Promise<readonly ExpressionKey[]> {
  if (session.facts.flavour === 'mariadb' || session.facts.version.startsWith('5.')) return [];
  const rows = await session.query(
    `SELECT TABLE_NAME AS table_name, INDEX_NAME AS name, COLUMN_NAME AS column_name, SUB_PART AS prefix,
        EXPRESSION AS expression
      FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ${quoteText(database)} AND NON_UNIQUE = 0
      ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`,
  );
  return [...Map.groupBy(rows, (row) => `${text(row, 'table_name')}\0${text(row, 'name')}`).values()]
    .filter((parts) => parts.some((row) => row.expression !== null))
    .map((parts) => ({
      table: text(parts[0] ?? {}, 'table_name'),
      name: text(parts[0] ?? {}, 'name'),
      parts: parts.map((row) => {
        if (row.expression !== null) return { expression: printed(session, text(row, 'expression')) };
        const column = text(row, 'column_name');
        return row.prefix === null ? { column } : { column, prefix: Number(row.prefix) };
      }),
    }));
}

async function readChecks(session: Session, database: string): Promise<readonly CheckConstraint[]> {
  const mariadb = session.facts.flavour === 'mariadb';
  // MySQL 5.7 reads CHECKs and forgets them.
  if (!mariadb && session.facts.version.startsWith('5.')) return [];
  const name = quoteText(database);
  const rows = await session.query(
    mariadb
      ? `SELECT CONSTRAINT_NAME AS name, TABLE_NAME AS table_name, CHECK_CLAUSE AS clause, LEVEL AS level
          FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ${name} ORDER BY TABLE_NAME, CONSTRAINT_NAME`
      : `SELECT c.CONSTRAINT_NAME AS name, t.TABLE_NAME AS table_name, c.CHECK_CLAUSE AS clause
          FROM information_schema.CHECK_CONSTRAINTS AS c
          JOIN information_schema.TABLE_CONSTRAINTS AS t
            ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND t.CONSTRAINT_TYPE = 'CHECK'
          WHERE c.CONSTRAINT_SCHEMA = ${name} AND t.ENFORCED = 'YES' ORDER BY t.TABLE_NAME, c.CONSTRAINT_NAME`,
  );
  return rows.map((row) => ({
    name: text(row, 'name'),
    table: text(row, 'table_name'),
    clause: printed(session, text(row, 'clause')),
    ofColumn: text(row, 'level') === 'Column',
  }));
}

async function readPartitionings(session: Session, database: string): Promise<readonly Partitioning[]> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS table_name, PARTITION_METHOD AS method, PARTITION_EXPRESSION AS expression,
        PARTITION_DESCRIPTION AS description
      FROM information_schema.PARTITIONS
      WHERE TABLE_SCHEMA = ${quoteText(database)} AND (PARTITION_METHOD LIKE 'RANGE%' OR PARTITION_METHOD LIKE 'LIST%')
        AND (SUBPARTITION_ORDINAL_POSITION IS NULL OR SUBPARTITION_ORDINAL_POSITION = 1)
      ORDER BY TABLE_NAME, PARTITION_ORDINAL_POSITION`,
  );
  return [...Map.groupBy(rows, (row) => text(row, 'table_name'))].map(([table, parts]) => ({
    table,
    method: text(parts[0] ?? {}, 'method'),
    expression: text(parts[0] ?? {}, 'expression'),
    descriptions: parts.map((row) => text(row, 'description')),
  }));
}
