import { quoteName, quoteText } from '../../../../core/sql.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import type { ColumnFacts, TableFacts } from '../../../../plan/facts.js';
import { cellTransform, sourceExpression } from '../../../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import { keepingMisfits, transformedRows } from '../../../../plan/transform-rows.js';
import { valueKind } from '../../../../plan/value-kind.js';
import type { ConflictContext } from '../conflicts/context.js';
import { literal } from '../conflicts/key-sql.js';

/** A row that the plan will write, as literals. */
export interface NewRow {
  /** What `label` gave for the source's row. */
  readonly name: string;
  /** For the columns that were asked for, in their order. */
  readonly values: readonly string[];
}

/** A name that no column of the table has. */
export const mark = '`mark of the row`';

/** The columns of a table that an expression of the server's own printing names. */
export function columnsNamed(sql: string, table: TableFacts): readonly string[] {
  return table.columns
    .map(({ name }) => name)
    .filter((name) => sql.toLowerCase().includes(quoteName(name).toLowerCase()));
}

/** Where a target column's new value comes from: the plan, or the column's plain default; null where only a write would tell. */
export function valueSource(table: TablePlan, target: TableFacts, name: string): ColumnPlan | string | null {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  const facts = target.columns.find((candidate) => candidate.name === name);
  if (!facts || facts.generated || facts.autoIncrement) return null;
  if (facts.default === null) return facts.nullable ? 'NULL' : null;
  return /^[\w.: -]*$/.test(facts.default) && !facts.default.startsWith('CURRENT')
    ? quoteText(facts.default)
    : null;
}

/** What is asked of the rows that the plan makes. */
interface NewRowsRequest {
  readonly table: TablePlan;
  readonly target: TableFacts;
  /** Each with a `valueSource`. */
  readonly columns: readonly string[];
  /** SQL on the source that names a row. */
  readonly label: string;
}

/** The rows of a table as the plan makes them, in one pass over the source; columns that are not asked for are not read. */
export async function* newRows(
  context: ConflictContext,
  { table, target, columns, label }: NewRowsRequest,
): AsyncGenerator<NewRow> {
  const sources = columns.map((name) => valueSource(table, target, name));
  const read = sources.filter((from) => from !== null && typeof from !== 'string');
  const transforms = read.map((column) => keepingMisfits(cellTransform(column, context.cells)));
  const stream = context.source.streamCells(
    `SELECT ${[label, ...read.map(sourceExpression)].join(', ')} FROM ${sourceRows(table)} WHERE ${filterCondition(table)}`,
  );
  for await (const [name, ...cells] of transformedRows(stream, [undefined, ...transforms])) {
    let position = 0;
    const values = sources.map((from) => {
      if (from === null || typeof from === 'string') return from ?? 'NULL';
      return typed(literal(cells[position++] ?? null, from), from.target);
    });
    yield { name: name?.toString('utf8') ?? '', values };
  }
}

/**
 * A derived table that holds the rows with the target's own types and collations, each with its number in `mark`: nothing is
 * written.
 */
export function asDerivedTable(
  { table, columns }: Pick<NewRowsRequest, 'table' | 'columns'>,
  rows: Iterable<{ readonly mark: number; readonly values: readonly string[] }>,
): string {
  const selects = [
    `SELECT ${[`0 AS ${mark}`, ...columns.map(quoteName)].join(', ')} FROM ${quoteName(table.target)} WHERE FALSE`,
  ];
  for (const row of rows) selects.push(`SELECT ${[row.mark, ...row.values].join(', ')}`);
  return `(${selects.join(' UNION ALL ')})`;
}

/** A literal as the column's type: as text, dates would be compared letter by letter. */
function typed(value: string, column: ColumnFacts): string {
  if (value === 'NULL') return value;
  if (column.dataType === 'json') return `CAST(${value} AS JSON)`;
  if (valueKind(column) !== 'temporal') return value;
  switch (column.dataType) {
    case 'date':
      return `CAST(${value} AS DATE)`;
    case 'time':
      return `CAST(${value} AS TIME(6))`;
    default:
      return `CAST(${value} AS DATETIME(6))`;
  }
}
