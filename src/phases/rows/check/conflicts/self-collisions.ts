import { counted } from '../../../../core/counted.js';
import { type Finding, finding, sampled } from '../../../../core/finding.js';
import type { Sentence } from '../../../../core/sentence.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import type { Cell } from '../../../../plan/transform-rows.js';
import { referencesIn } from '../../../../plan/treatments.js';
import { say } from '../words.js';
import { type ConflictContext, Tally, tableFacts } from './context.js';
import {
  describeKey,
  inTargetCollation,
  isText,
  isTransformed,
  keyed,
  notNull,
  partExpression,
  rowName,
  showParts,
} from './key-sql.js';
import { sourceGuarantees, type TargetKey, targetKeys } from './target-keys.js';
import { findByWeights } from './weights.js';

/**
 * Rows of the source that the target's unique keys cannot tell apart: prefix lengths, another collation, a key the source
 * does not have. Costs nothing for keys that the source's own unique keys imply.
 */
export async function findSelfCollisions(
  context: ConflictContext,
  table: TablePlan,
): Promise<readonly Finding[]> {
  const { source, target } = tableFacts(context, table);
  if (!source || !target || table.reshape?.over?.write === 'repair') return [];
  const { keys } = targetKeys(table, target, context.preset.tenant.column);
  const findings: Finding[] = [];
  for (const key of keys) {
    if (sourceGuarantees(key, source)) continue;
    const finding = await checkKey(context, table, key);
    if (finding) findings.push(finding);
  }
  return findings;
}

async function checkKey(context: ConflictContext, table: TablePlan, key: TargetKey): Promise<Finding | null> {
  if (key.parts.length === 0) return await severalRows(context, table, key);
  const onSource = !isTransformed(key, context.cells) && (await sourceKnows(context, key));
  const tally = new Tally();
  if (onSource) await groupOnSource(context, table, key, tally);
  else await findByWeights(context, table, key, tally);
  if (tally.count === 0) return null;
  const { code, because } = reasonFor(key);
  const dangling = key.parts.some(({ column }) => becomesZero(column));
  return {
    code,
    severity: 'blocker',
    subject: 'data',
    title: `${counted(tally.count, 'group')} of rows of ${table.table} differ in the source but are equal for the target's unique key ${describeKey(key)}, through ${because}`,
    remedy: dangling
      ? 'leave migration.dangling_references out: then references to rows that are gone stay different'
      : `rename or delete the rows in the source, lengthen the key in the target, or leave the table out with --skip ${table.table}`,
    table: table.table,
    count: tally.count,
    ...sampled(tally.samples),
    params: { key: key.name, keyText: describeKey(key), with: 'source', dangling },
  };
}

function reasonFor({ parts }: TargetKey): { readonly code: string; readonly because: string } {
  if (parts.some(({ prefix }) => prefix !== undefined)) {
    return { code: 'conflict.prefix', because: "the key's prefix lengths" };
  }
  if (parts.some((part) => isText(part) && part.column.source?.collation !== part.column.target.collation)) {
    return { code: 'conflict.collation', because: "the target's collation" };
  }
  return {
    code: 'conflict.unique',
    because: 'what the plan makes of their values, or since the source has no such key',
  };
}

/** Whether different IDs of a column become 0, and so one. */
function becomesZero({ treatment }: ColumnPlan): boolean {
  return referencesIn(treatment).some(
    ({ toZero, exceptions }) => toZero === true || Object.values(exceptions ?? {}).includes('0'),
  );
}

/** A key of constants alone: at most one row fits. */
async function severalRows(
  { source }: ConflictContext,
  table: TablePlan,
  key: TargetKey,
): Promise<Finding | null> {
  const rows = await source.queryCells(
    `SELECT 1 FROM ${sourceRows(table)} WHERE ${filterCondition(table)} LIMIT 2`,
  );
  if (rows.length < 2) return null;
  return finding('blocker', 'data', 'conflict.unique', {
    title: `the target's unique key ${describeKey(key)} of ${table.table} allows one row for the tenant, and the source has several`,
    remedy: `leave the table out with --skip ${table.table}, or change the key in the target`,
    table: table.table,
    params: { key: key.name, keyText: describeKey(key), with: 'tenant' },
  });
}

/** Whether the source server has every collation of the key, so that it can compare as the target does. */
async function sourceKnows({ source }: ConflictContext, key: TargetKey): Promise<boolean> {
  const wanted = new Set(
    key.parts
      .filter((part) => isText(part) && part.column.source?.collation !== part.column.target.collation)
      .map(({ column }) => column.target.collation ?? ''),
  );
  for (const collation of wanted) {
    const rows = await source.query(
      'SELECT 1 AS known FROM information_schema.COLLATIONS WHERE COLLATION_NAME = ?',
      [collation],
    );
    if (rows.length === 0) return false;
  }
  return true;
}

/** The rows of a group; a table without a key has no names for its rows. */
function namedRows({
  one,
  other,
  together,
}: {
  readonly one: Cell | undefined;
  readonly other: Cell | undefined;
  readonly together: number;
}): Sentence {
  if (!one || one.length === 0) return say('sample.rows', { rows: together });
  const pair = { one: String(one), other: String(other) };
  return together > 2 ? say('sample.several', { ...pair, rows: together }) : say('sample.pair', pair);
}

async function groupOnSource(
  { source }: ConflictContext,
  table: TablePlan,
  key: TargetKey,
  tally: Tally,
): Promise<void> {
  const parts = key.parts.map((part) => keyed(inTargetCollation(partExpression(part), part), part));
  const groups = parts.map((part, index) => `${part} AS k${index}`);
  const first = key.parts.map((part, index) => `MIN(${partExpression(part)}) AS v${index}`);
  // By their bytes: a collation may hold two names for equal, and then gives one of them twice.
  const name = `CAST(${rowName(table)} AS BINARY)`;
  const rows = source.streamCells(
    `SELECT COUNT(*) AS together, MIN(${name}) AS one, MAX(${name}) AS other, ${[...first, ...groups].join(', ')}
      FROM ${sourceRows(table)} WHERE ${filterCondition(table)} AND ${notNull(key)}
      GROUP BY ${parts.map((_, index) => `k${index}`).join(', ')} HAVING together > 1`,
  );
  for await (const [together, one, other, ...values] of rows) {
    tally.add(() => {
      const row = namedRows({ one, other, together: Number(together) });
      return say('sample.with', { row, value: showParts(key, values) });
    });
  }
}
