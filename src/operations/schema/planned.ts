import { quoteText } from '../../core/sql.js';
import type { Session } from '../../mysql/session.js';
import { alterWay, type ColumnFacts } from '../../schema/alter-way.js';
import type { Step } from '../../schema/state.js';
import { type FileStatement, shownText } from '../../schema/statements.js';
import type { SchemaPlanned } from './types.js';

interface Table {
  readonly rows: number;
  readonly bytes: number;
  readonly columns: ReadonlyMap<string, ColumnFacts>;
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
      const { kind, effects, line, text } = statement;
      const altered = effects[0]?.kind === 'table' ? effects[0].name : null;
      const table = kind === 'structure' && altered ? await readTable(session, database, altered) : null;
      const way = alterWay(statement, session.facts, table?.columns ?? null);
      const { rows = null, bytes = null } = (way.algorithm !== 'none' && table) || {};
      planned.push({
        ...{ file: step.name, statement: index + 1, line, text: shownText(text), kind },
        ...{ ...way, rows, bytes },
      });
    }
  }
  return planned;
}

async function readTable(session: Session, database: string, name: string): Promise<Table | null> {
  const of = `table_schema = ${quoteText(database)} AND table_name = ${quoteText(name)}`;
  const [size] = await session.queryCells(
    `SELECT COALESCE(table_rows, 0), COALESCE(data_length + index_length, 0) FROM information_schema.tables WHERE ${of}`,
  );
  if (!size) return null;
  const columns = await session.queryCells(
    `SELECT LOWER(column_name), column_type, is_nullable,
        CASE WHEN character_maximum_length > 0 THEN character_octet_length DIV character_maximum_length ELSE 0 END,
        (SELECT COUNT(*) FROM information_schema.statistics s
          WHERE s.table_schema = c.table_schema AND s.table_name = c.table_name AND s.column_name = c.column_name)
      FROM information_schema.columns c WHERE ${of}`,
  );
  const facts = columns.map(([column, type, nullable, bytes, indexes]): [string, ColumnFacts] => [
    String(column),
    {
      type: String(type),
      isNullable: String(nullable) === 'YES',
      characterBytes: Number(String(bytes)),
      isIndexed: String(indexes) !== '0',
    },
  ]);
  return { rows: Number(String(size[0])), bytes: Number(String(size[1])), columns: new Map(facts) };
}
