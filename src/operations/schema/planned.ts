import { quoteText } from '../../core/sql.js';
import type { Session } from '../../mysql/session.js';
import { alterWay, type TableFacts } from '../../schema/alter-way.js';
import type { ColumnFacts } from '../../schema/column-change.js';
import type { Step } from '../../schema/state.js';
import { type FileStatement, shownText } from '../../schema/statements.js';
import type { SchemaPlanned } from './types.js';

interface Table extends TableFacts {
  readonly rows: number;
  readonly bytes: number;
}

/** What the files' statements will do. Tables are taken as they are now, not as earlier statements will leave them. Reads only. */
export async function planOf(
  session: Session,
  database: string,
  files: readonly { readonly step: Step; readonly statements: readonly FileStatement[] }[],
): Promise<readonly SchemaPlanned[]> {
  const planned: SchemaPlanned[] = [];
  for (const { step, statements } of files) {
    for (const [index, statement] of statements.entries()) {
      const { kind, effects, line } = statement;
      const altered = effects[0]?.kind === 'table' ? effects[0].name : null;
      const table = kind === 'structure' && altered ? await readTable(session, database, altered) : null;
      const way = alterWay(statement, session.facts, table);
      const { rows = null, bytes = null } = (way.algorithm !== 'none' && table) || {};
      planned.push({
        ...{ file: step.name, statement: index + 1, line, text: shownText(statement), kind },
        ...{ ...way, rows, bytes },
      });
    }
  }
  return planned;
}

async function readTable(session: Session, database: string, name: string): Promise<Table | null> {
  const of = `table_schema = ${quoteText(database)} AND table_name = ${quoteText(name)}`;
  const keys = (where: string) =>
    `(SELECT COUNT(*) FROM information_schema.statistics s
      WHERE s.table_schema = t.table_schema AND s.table_name = t.table_name AND ${where})`;
  const [found] = await session.query(
    `SELECT COALESCE(table_rows, 0) AS amount, COALESCE(data_length + index_length, 0) AS bytes, LOWER(engine) AS engine,
        LOWER(row_format) AS format, ${keys("index_type = 'FULLTEXT'")} AS texts, ${keys("index_type = 'SPATIAL'")} AS places
      FROM information_schema.tables t WHERE ${of}`,
  );
  if (!found) return null;
  const columns = await session.query(
    `SELECT LOWER(column_name) AS name, column_type AS type, is_nullable = 'YES' AS nullable, LENGTH(generation_expression) > 0 AS made,
        CASE WHEN character_maximum_length > 0 THEN character_octet_length DIV character_maximum_length ELSE 0 END AS bytes,
        collation_name <=> table_collation AS own, ${keys('s.column_name = t.column_name')} AS in_keys
      FROM (SELECT c.*, h.table_collation FROM information_schema.columns c
        JOIN information_schema.tables h USING (table_schema, table_name) WHERE c.${of.replace('AND ', 'AND c.')}) t`,
  );
  const isTrue = (value: unknown) => Number(value) > 0;
  const facts = columns.map((one): [string, ColumnFacts] => [
    String(one.name),
    {
      type: String(one.type),
      isNullable: isTrue(one.nullable),
      isGenerated: isTrue(one.made),
      characterBytes: Number(one.bytes),
      hasTablesCollation: isTrue(one.own),
      isIndexed: isTrue(one.in_keys),
    },
  ]);
  return {
    rows: Number(found.amount),
    bytes: Number(found.bytes),
    isInnodb: found.engine === 'innodb',
    isCompressed: found.format === 'compressed',
    hasFulltext: isTrue(found.texts),
    hasSpatial: isTrue(found.places),
    columns: new Map(facts),
  };
}
