import { counted } from '../../../../core/counted.js';
import { type Finding, finding } from '../../../../core/finding.js';
import { inBatches } from '../../../../core/in-batches.js';
import { quoteName, quoteTable } from '../../../../core/sql.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import type { ForeignKey } from '../../../../mysql/constraints.js';
import { MysqlError } from '../../../../mysql/errors.js';
import { cellTransform, sourceExpression } from '../../../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import type { ConflictContext } from '../conflicts/context.js';
import { literal } from '../conflicts/key-sql.js';

const tuplesPerQuestion = 500;

/**
 * Rows that would have no parent by a foreign key of the target: the copy writes with its checks off, so the server would say
 * nothing. A parent may move along or be in the target already. Only distinct values that do not move along are asked for.
 */
export async function findMissingParents(
  context: ConflictContext,
  table: TablePlan,
  foreignKeys: readonly ForeignKey[],
): Promise<readonly Finding[]> {
  const { database } = context.targetFacts;
  const findings: Finding[] = [];
  for (const key of foreignKeys) {
    if (key.schema !== database || key.table !== table.target) continue;
    findings.push(...(await ofKey(context, table, key)));
  }
  return findings;
}

async function ofKey(
  context: ConflictContext,
  table: TablePlan,
  key: ForeignKey,
): Promise<readonly Finding[]> {
  const columns = key.columns.map((name) => table.columns.find((column) => column.name === name));
  const known = columns.filter((column) => column !== undefined);
  // A column that is not written is NULL or a default: NULL needs no parent, a default is the target's own matter.
  if (known.length < columns.length) return [];
  if (known.some((column) => cellTransform(column, context.cells))) return [notJudged(table, key)];
  try {
    const rows = await countMissing(context, table, key, known);
    return rows === 0 ? [] : [missing(context, table, key, rows)];
  } catch (error) {
    if (!(error instanceof MysqlError) || error.connectionLost) throw error;
    return [notJudged(table, key)];
  }
}

/** Values of the key that no moving parent has, with how many rows have them. */
async function countMissing(
  context: ConflictContext,
  table: TablePlan,
  key: ForeignKey,
  columns: readonly ColumnPlan[],
): Promise<number> {
  const values = columns.map(sourceExpression);
  const present = values.map((value) => `${value} IS NOT NULL`).join(' AND ');
  const stream = context.source.streamCells(
    `SELECT COUNT(*), ${values.join(', ')} FROM ${sourceRows(table)}
      WHERE ${filterCondition(table)} AND ${present}${notMoving(context, key, values)} GROUP BY ${values.map((_, index) => index + 2).join(', ')}`,
  );
  let rows = 0;
  for await (const batch of inBatches(stream, tuplesPerQuestion)) {
    rows += await withoutParent(context, key, columns, batch);
  }
  return rows;
}

/** `AND` a condition for values that no parent brings along. */
function notMoving(
  { plan, targetFacts, cells }: ConflictContext,
  key: ForeignKey,
  values: readonly string[],
): string {
  if (key.parentSchema !== targetFacts.database) return '';
  const parent = plan.tables.find((candidate) => candidate.target === key.parent);
  const columns = key.parentColumns.map((name) => parent?.columns.find((column) => column.name === name));
  const known = columns.filter((column) => column !== undefined);
  if (!parent || known.length < columns.length || known.some((column) => cellTransform(column, cells)))
    return '';
  const theirs = known.map(sourceExpression);
  // NOT IN lets the server make a set of the parents; a NULL in it would make it true for nothing.
  return ` AND (${values.join(', ')}) NOT IN (SELECT ${theirs.join(', ')} FROM ${sourceRows(parent)}
    WHERE ${filterCondition(parent)} AND ${theirs.map((one) => `${one} IS NOT NULL`).join(' AND ')})`;
}

/** Rows of those values that the target has no parent for. */
async function withoutParent(
  { target }: ConflictContext,
  key: ForeignKey,
  columns: readonly ColumnPlan[],
  batch: readonly (readonly (Buffer | null)[])[],
): Promise<number> {
  const names = key.parentColumns.map(quoteName);
  const parent = quoteTable(key.parentSchema, key.parent);
  const tuples = batch.map(([count, ...cells]) => {
    const values = columns.map((column, index) => literal(cells[index] ?? null, column));
    return `SELECT ${Number(count?.toString('latin1'))}, ${values.join(', ')}`;
  });
  // The first branch gives the literals the parent's types and collations.
  const [row] = await target.queryCells(
    `SELECT COALESCE(SUM(n.row_count), 0) FROM (SELECT 0 AS row_count, ${names.join(', ')} FROM ${parent} WHERE FALSE
        UNION ALL ${tuples.join(' UNION ALL ')}) AS n
      WHERE NOT EXISTS (SELECT 1 FROM ${parent} AS p WHERE ${names.map((name) => `p.${name} = n.${name}`).join(' AND ')})`,
  );
  return Number(row?.[0]?.toString('latin1') ?? 0);
}

const described = (key: ForeignKey) => `${key.name} (${key.columns.join(', ')})`;

function missing(
  { plan, targetFacts }: ConflictContext,
  table: TablePlan,
  key: ForeignKey,
  count: number,
): Finding {
  const parent = key.parentSchema === targetFacts.database ? key.parent : `${key.parentSchema}.${key.parent}`;
  const moves = plan.tables.some((candidate) => candidate.target === key.parent);
  return finding('blocker', 'data', 'conflict.foreign-key', {
    title: `${counted(count, 'row')} of ${table.table} would have no parent in ${parent} by the target's foreign key ${described(key)}: it is neither in the target nor among the rows that move`,
    remedy: moves
      ? `correct ${key.columns.join(', ')} of these rows in the source, or bring the missing rows of ${parent} back there`
      : `add the missing rows to ${parent} in the target first, or migrate that table as well, or leave ${table.table} out with --skip ${table.table}`,
    table: table.table,
    ...(key.columns.length === 1 ? { column: key.columns[0] ?? '' } : {}),
    count,
    params: { constraint: described(key), columns: key.columns.join(', '), parent, moves },
  });
}

function notJudged(table: TablePlan, key: ForeignKey): Finding {
  return finding('warning', 'target-mysql', 'conflict.foreign-key-not-checked', {
    title: `whether all rows of ${table.table} have a parent in ${key.parentSchema}.${key.parent} by the target's foreign key ${described(key)} could not be looked at`,
    remedy: `let the account read ${key.parentSchema}.${key.parent}, and rehearse on a copy of the target`,
    table: table.table,
    params: { constraint: described(key), parent: `${key.parentSchema}.${key.parent}` },
  });
}
