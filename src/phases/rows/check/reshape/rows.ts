import { counted } from '../../../../core/counted.js';
import { type Finding, sampled } from '../../../../core/finding.js';
import { quoteName } from '../../../../core/sql.js';
import { count } from '../../../../mysql/count.js';
import type { Session } from '../../../../mysql/session.js';
import type { Reshape } from '../../../../plan/facts.js';
import type { TablePlan } from '../../../../plan/plan.js';
import { sourceRows, takenCondition } from '../../../../plan/reshape/reshape.js';
import { mostSamples } from '../conflicts/context.js';
import { fatesOf } from './fates.js';

/** What the rows of a reshaped table say to the preset: results that are no values of their columns, rows that joins find twice. */
export async function checkReshapedRows(source: Session, table: TablePlan): Promise<readonly Finding[]> {
  const { reshape } = table;
  if (!reshape) return [];
  return [
    ...(await findSeveralParents(source, table.table, reshape)),
    ...(await findUnfit(source, table.table, reshape)),
    ...(await findKeyless(source, table, reshape)),
    ...(await describeRejected(source, table)),
  ];
}

async function findSeveralParents(
  source: Session,
  table: string,
  { table: from, from: joined, joined: isJoined, where, rowKey }: Reshape,
): Promise<readonly Finding[]> {
  if (!isJoined) return [];
  const wanted = where ?? 'TRUE';
  const key = rowKey.join(', ');
  const texts = rowKey.map((column) => `CAST(${column} AS CHAR)`);
  // Rows that nothing tells apart can only be counted.
  const found =
    rowKey.length > 0
      ? await source.queryCells(
          `SELECT CONCAT_WS(', ', ${texts.join(', ')}) FROM ${joined} WHERE ${wanted} GROUP BY ${key} HAVING COUNT(*) > 1 LIMIT ${mostSamples}`,
        )
      : (await count(source, `${joined} WHERE ${wanted}`)) > (await count(source, quoteName(from)))
        ? [[null]]
        : [];
  if (found.length === 0) return [];
  return [
    {
      code: 'reshape.several-parents',
      severity: 'blocker',
      subject: 'data',
      title: `rows of ${from} find several rows by the joins or look-ups of ${table}, so each would be written more than once`,
      remedy: `let from.join and the on of the look-ups of ${table} find at most one row for each, or correct the rows in the source`,
      table,
      ...sampled(found.flatMap(([name]) => (name ? [name.toString('utf8')] : []))),
      params: { from },
    },
  ];
}

/** One pass over the source's rows for all columns of a table. */
async function findUnfit(source: Session, table: string, reshape: Reshape): Promise<readonly Finding[]> {
  const doubts = Object.entries(reshape.unfit);
  if (doubts.length === 0) return [];
  const from = `FROM ${reshape.from} WHERE ${takenCondition(reshape)}`;
  const [counts = []] = await source.queryCells(
    `SELECT ${doubts.map(([, unfit]) => `COALESCE(SUM(${unfit}), 0)`).join(', ')} ${from}`,
  );
  const findings: Finding[] = [];
  for (const [index, [column, unfit]] of doubts.entries()) {
    const rows = Number(counts[index]?.toString('latin1') ?? 0);
    if (rows === 0) continue;
    const name = reshape.rowKey.map((key) => `CAST(${key} AS CHAR)`).join(', ') || "''";
    const samples = await source.queryCells(
      `SELECT CONCAT_WS(', ', ${name}) ${from} AND ${unfit} LIMIT ${mostSamples}`,
    );
    findings.push({
      code: 'reshape.unfit',
      severity: 'blocker',
      subject: 'data',
      title: `${counted(rows, 'row')} of ${reshape.table} would give ${table}.${column} a value that its type does not hold as it is: out of range, with more digits, or no value of that type`,
      remedy: `let the expression of ${table}.${column} give such values (ROUND, LEAST, CAST, LEFT …), reject those rows in the preset, or correct them in the source`,
      table,
      column,
      count: rows,
      ...sampled(samples.flatMap(([sample]) => (sample ? [sample.toString('utf8')] : []))),
      params: { from: reshape.table },
    });
  }
  return findings;
}

/** No range of keys holds a NULL: such a row would be forgotten. */
async function findKeyless(source: Session, table: TablePlan, reshape: Reshape): Promise<readonly Finding[]> {
  const nullable = table.key.filter((name) =>
    table.columns.some((column) => column.name === name && column.source?.nullable),
  );
  if (nullable.length === 0) return [];
  const condition = nullable.map((name) => `${quoteName(name)} IS NULL`).join(' OR ');
  const rows = await count(source, `${sourceRows(table)} WHERE ${condition}`);
  if (rows === 0) return [];
  return [
    {
      code: 'reshape.no-key',
      severity: 'blocker',
      subject: 'data',
      title: `${counted(rows, 'row')} of ${reshape.table} would have no value in the key of ${table.table} (${nullable.join(', ')})`,
      remedy: `reject those rows in the preset, or let the expression of ${nullable.join(', ')} give each row a value`,
      table: table.table,
      column: nullable[0],
      count: rows,
      params: { from: reshape.table, key: nullable.join(', ') },
    },
  ];
}

async function describeRejected(source: Session, table: TablePlan): Promise<readonly Finding[]> {
  const fates = await fatesOf(source, table);
  if (!fates || fates.rejected === 0) return [];
  const { rejected } = fates;
  return [
    {
      code: 'reshape.rejected',
      severity: 'warning',
      subject: 'data',
      title: `${counted(rejected, 'row')} of ${table.reshape?.table} will not be written to ${table.table}: the preset rejects them`,
      remedy: 'correct them in the source if they are wanted; the run lists each of them with its reason',
      table: table.table,
      count: rejected,
      sampleCount: fates.reasons.length,
      samples: fates.reasons.map(
        ({ reason, reasonZh, count: rows }) => `${[...new Set([reason, reasonZh])].join(' / ')}: ${rows}`,
      ),
      params: { from: table.reshape?.table ?? '' },
    },
  ];
}
