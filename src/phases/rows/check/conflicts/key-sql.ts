import { inBatches, lengthOf } from '../../../../core/in-batches.js';
import { quoteName, quoteText } from '../../../../core/sql.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import {
  type CellContext,
  canonicalText,
  cellTransform,
  sourceExpression,
} from '../../../../plan/mapping.js';
import { type ColumnPlan, columnName, type TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import { type Cell, type CellTransform, transformedRows } from '../../../../plan/transform-rows.js';
import { valueKind } from '../../../../plan/value-kind.js';
import type { ConflictContext } from './context.js';
import type { KeyPart, TargetKey } from './target-keys.js';

/** A value as the target would read it, as a literal. Only what its column's kind allows gets through unquoted. */
export function literal(cell: Cell, column: ColumnPlan): string {
  if (cell === null) return 'NULL';
  const kind = valueKind(column.target);
  const text = cell.toString('latin1');
  if ((kind === 'number' || kind === 'float') && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return text;
  if (kind === 'bit') return String(BigInt(`0x${cell.toString('hex') || '0'}`));
  if (kind === 'binary' || kind === 'geometry') return `X'${cell.toString('hex')}'`;
  if (kind === 'temporal') return quoteText(text);
  return `_utf8mb4 X'${cell.toString('hex')}'`;
}

/** True for parts that are compared by a collation. */
export function isText({ column }: KeyPart): boolean {
  return valueKind(column.target) === 'text' && column.target.charset !== undefined;
}

/** An expression in the target column's character set and collation; others stay as they are. */
export function inTargetCollation(expression: string, part: KeyPart): string {
  const { charset, collation } = part.column.target;
  if (!isText(part) || !charset || !collation) return expression;
  return `CONVERT(${expression} USING ${charset}) COLLATE ${collation}`;
}

/** The part of a value that the key looks at. */
export function keyed(expression: string, { prefix }: KeyPart): string {
  return prefix === undefined ? expression : `LEFT(${expression}, ${prefix})`;
}

/** What to SELECT from the source for a part. */
export function partExpression({ column }: KeyPart): string {
  return sourceExpression(column);
}

/** Columns that name a source row to a person, as the plan's chunk key; nothing of secret ones. */
export function rowName(table: TablePlan): string {
  if (table.key.length === 0) return `''`;
  const parts = table.key.map((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    const own = quoteName(columnName(table, name, 'source'));
    const text = column ? canonicalText(own, column.source ?? column.target) : `CAST(${own} AS CHAR)`;
    const value = column?.secret ? `'(secret)'` : `COALESCE(${text}, 'NULL')`;
    return `'${name.replaceAll(/['\\]/g, '')}=', ${value}`;
  });
  return `CONCAT(${parts.join(`, ', ', `)})`;
}

/** `WHERE` terms under which no part is NULL: keys with NULL never clash. */
export function notNull(key: TargetKey): string {
  const nullable = key.parts.filter(({ column }) => column.source?.nullable);
  return nullable.map((part) => `${partExpression(part)} IS NOT NULL`).join(' AND ') || 'TRUE';
}

/** What only the tool can do to the cells of a key. */
function partTransforms({ parts }: TargetKey, context: CellContext): readonly (CellTransform | undefined)[] {
  return parts.map(({ column }) => cellTransform(column, context));
}

/** Whether the source cannot say what the key's cells become. */
export function isTransformed(key: TargetKey, context: CellContext): boolean {
  return partTransforms(key, context).some((transform) => transform !== undefined);
}

/** `(biz_id, path(100))`. */
export function describeKey(key: TargetKey): string {
  const parts = key.parts.map(({ column, prefix }) =>
    prefix === undefined ? column.name : `${column.name}(${prefix})`,
  );
  return `${key.name} (${[...key.constants.map(({ name }) => name), ...parts].join(', ')})`;
}

/** A value as a sample shows it: short, on one line, nothing of secret columns. */
export function showCell(cell: Cell, column: ColumnPlan): string {
  if (column.secret) return '(secret)';
  if (cell === null) return 'NULL';
  const kind = valueKind(column.target);
  if (kind === 'binary' || kind === 'bit' || kind === 'geometry')
    return `0x${cell.toString('hex').slice(0, 40)}`;
  const text = cell.toString('utf8');
  if (kind === 'number' || kind === 'float') return text;
  const characters = [...text];
  const short = characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text;
  return JSON.stringify(short);
}

/** `biz_id=2, name="a"`. */
export function showParts(key: TargetKey, cells: readonly Cell[]): string {
  return key.parts
    .map(({ column }, index) => `${column.name}=${showCell(cells[index] ?? null, column)}`)
    .join(', ');
}

/** A row of the source with the values that it would get in a key of the target. */
export interface Candidate {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/** The source's rows without NULL in the key, in batches; ordered by the parts at these positions. */
export function candidates(
  { source, cells: context }: ConflictContext,
  table: TablePlan,
  key: TargetKey,
  { most, orderBy = [] }: { readonly most: number; readonly orderBy?: readonly number[] },
): AsyncGenerator<readonly Candidate[]> {
  const transforms = [undefined, ...partTransforms(key, context)];
  const order = orderBy.length > 0 ? ` ORDER BY ${orderBy.map((part) => part + 2).join(', ')}` : '';
  const rows = source.streamCells(
    `SELECT ${[rowName(table), ...key.parts.map(partExpression)].join(', ')} FROM ${sourceRows(table)}
      WHERE ${filterCondition(table)} AND ${notNull(key)}${order}`,
  );
  async function* read(): AsyncGenerator<Candidate> {
    for await (const [name, ...cells] of transformedRows(rows, transforms)) {
      yield { name: name?.toString('utf8') ?? '', cells };
    }
  }
  return inBatches(read(), most, ({ cells }) => lengthOf(cells));
}
