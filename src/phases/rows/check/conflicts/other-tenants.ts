import { counted } from '../../../../core/counted.js';
import { type Finding, finding, sampled } from '../../../../core/finding.js';
import { formatCount } from '../../../../core/format.js';
import { inBatches } from '../../../../core/in-batches.js';
import { quoteName, quoteText } from '../../../../core/sql.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import { sourceExpression } from '../../../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import type { LocalText } from '../../../../preset/texts.js';
import { say } from '../words.js';
import { type ConflictContext, mostSamples, Tally } from './context.js';
import { inTargetCollation, literal, showCell } from './key-sql.js';

const rowsPerProbe = 200;

/**
 * Values that must be unique over all tenants, though no key of the target says so (preset `unique_across_tenants`): rows
 * of other tenants in the target that have the same ones.
 */
export async function findOtherTenants(
  context: ConflictContext,
  table: TablePlan,
): Promise<readonly Finding[]> {
  const rules = context.preset.tables.find(({ name }) => name === table.table)?.unique_across_tenants ?? [];
  const findings: Finding[] = [];
  for (const rule of rules) {
    const columns = rule.columns.map((name) => table.columns.find((column) => column.name === name));
    const known = columns.filter((column) => column !== undefined);
    if (known.length < columns.length) continue;
    const finding = await checkRule(context, table, known, rule.because);
    // A clash says it all.
    findings.push(...(finding ? [finding] : await findNeighbours(context, table, known, rule.because)));
  }
  return findings;
}

async function checkRule(
  context: ConflictContext,
  table: TablePlan,
  columns: readonly ColumnPlan[],
  because: LocalText,
): Promise<Finding | null> {
  const { source, target, plan } = context;
  const tenant = quoteName(plan.tenant.column);
  const from = quoteName(table.target);
  const others = await target.queryCells(
    `SELECT 1 FROM ${from} WHERE ${tenant} <> ${quoteText(plan.tenant.id)} LIMIT 1`,
  );
  if (others.length === 0) return null;
  const tally = new Tally();
  const stream = source.streamCells(
    `SELECT ${columns.map(sourceExpression).join(', ')} FROM ${sourceRows(table)} WHERE ${filterCondition(table)}`,
  );
  for await (const batch of inBatches(stream, rowsPerProbe)) {
    const rows = batch.map(
      (cells, row) =>
        `SELECT ${row} AS r, ${columns.map((column, index) => `${literal(cells[index] ?? null, column)} AS v${index}`).join(', ')}`,
    );
    const same = columns.map(
      (column, index) => `t.${quoteName(column.name)} = ${inTargetCollation(`n.v${index}`, { column })}`,
    );
    const found = await target.queryCells(
      `SELECT n.r, t.${tenant} FROM (${rows.join(' UNION ALL ')}) AS n STRAIGHT_JOIN ${from} AS t
        ON ${same.join(' AND ')} WHERE t.${tenant} <> ${quoteText(plan.tenant.id)} ORDER BY n.r`,
    );
    for (const [position, owner] of found) {
      const cells = batch[Number(position)] ?? [];
      const shown = columns.map(
        (column, index) => `${column.name}=${showCell(cells[index] ?? null, column)}`,
      );
      tally.add(() =>
        say('sample.also-tenant', { row: shown.join(', '), tenant: String(owner?.toString('utf8')) }),
      );
    }
  }
  if (tally.count === 0) return null;
  const names = columns.map(({ name }) => name).join(', ');
  return finding('blocker', 'data', 'conflict.other-tenant', {
    title: `${counted(tally.count, 'row')} of ${table.table} ${tally.count === 1 ? 'has' : 'have'} the same ${names} as a row of another tenant in the target: ${because.en}`,
    remedy: `rename or remove one of each pair before the migration, or move other businesses only (--biz-ids)`,
    table: table.table,
    count: tally.count,
    ...sampled(tally.samples),
    params: { columns: names, becauseZh: because.zh },
  });
}

/**
 * Rows of other tenants in the businesses that move, under other names: no clash today, but both tenants share these
 * businesses from now on, and the next name that is given on either side may be one.
 */
async function findNeighbours(
  { source, target, plan, preset }: ConflictContext,
  table: TablePlan,
  columns: readonly ColumnPlan[],
  because: LocalText,
): Promise<readonly Finding[]> {
  const business = columns.find(({ name }) => name === preset.business?.column);
  const names = columns.filter((column) => column !== business).map(({ name }) => quoteName(name));
  if (!business?.source || names.length === 0) return [];
  const moving = await source.queryCells(
    `SELECT DISTINCT ${quoteName(business.source.name)} FROM ${sourceRows(table)} WHERE ${filterCondition(table)}`,
  );
  const businesses = moving.flatMap(([cell]) => (cell ? [literal(cell, business)] : []));
  if (businesses.length === 0) return [];
  const tenant = quoteName(plan.tenant.column);
  const biz = quoteName(business.name);
  const where = `${tenant} <> ${quoteText(plan.tenant.id)} AND ${biz} IN (${businesses.join(', ')})`;
  const from = quoteName(table.target);
  const [found] = await target.queryCells(
    `SELECT COUNT(*), COUNT(DISTINCT ${biz}) FROM ${from} WHERE ${where}`,
  );
  const [count, shared] = (found ?? []).map(Number);
  if (!count || !shared) return [];
  const rows = await target.queryCells(
    `SELECT ${biz}, ${tenant}, ${names.map((name) => `CAST(${name} AS CHAR)`).join(', ')} FROM ${from}
      WHERE ${where} ORDER BY ${biz}, ${tenant}, ${names.join(', ')} LIMIT ${mostSamples}`,
  );
  return [
    finding('warning', 'data', 'conflict.shared-business', {
      title: `${formatCount(shared)} of the businesses that move already ${shared === 1 ? 'has' : 'have'} ${counted(count, 'row')} of ${table.table} of other tenants in the target: ${because.en}`,
      remedy:
        'make sure that both tenants are meant to share these businesses, and that no name is given twice from now on',
      table: table.table,
      count,
      ...sampled(
        rows.map(([number, owner, ...values]) =>
          say('sample.tenant', {
            row: `${business.name}=${number}, ${values.map((value) => value?.toString('utf8') ?? '').join(', ')}`,
            tenant: String(owner?.toString('utf8')),
          }),
        ),
      ),
      params: { businesses: shared, becauseZh: because.zh },
    }),
  ];
}
