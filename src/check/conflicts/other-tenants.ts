import { filterCondition } from '../../mysql/chunks.js';
import type { Finding } from '../../plan/finding.js';
import { sourceExpression } from '../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../plan/plan.js';
import { quoteName, quoteText } from '../../plan/sql.js';
import type { LocalText } from '../../preset/schema.js';
import { type ConflictContext, Tally } from './context.js';
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
    if (finding) findings.push(finding);
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
  const from = quoteName(table.table);
  const others = await target.queryCells(
    `SELECT 1 FROM ${from} WHERE ${tenant} <> ${quoteText(plan.tenant.id)} LIMIT 1`,
  );
  if (others.length === 0) return null;
  const tally = new Tally();
  const probe = async (batch: readonly (readonly (Buffer | null)[])[]) => {
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
      tally.add(() => `${shown.join(', ')}: also tenant ${owner?.toString('utf8')}`);
    }
  };
  const rows = source.streamCells(
    `SELECT ${columns.map(sourceExpression).join(', ')} FROM ${from} WHERE ${filterCondition(table)}`,
  );
  let batch: (Buffer | null)[][] = [];
  for await (const cells of rows) {
    batch.push(cells);
    if (batch.length < rowsPerProbe) continue;
    await probe(batch);
    batch = [];
  }
  if (batch.length > 0) await probe(batch);
  if (tally.count === 0) return null;
  const names = columns.map(({ name }) => name).join(', ');
  return {
    code: 'conflict.other-tenant',
    severity: 'blocker',
    subject: 'data',
    title: `${tally.count} ${tally.count === 1 ? 'row' : 'rows'} of ${table.table} ${tally.count === 1 ? 'has' : 'have'} the same ${names} as a row of another tenant in the target: ${because.en}`,
    remedy: `rename or remove one of each pair before the migration, or move other businesses only (--biz-ids)`,
    table: table.table,
    count: tally.count,
    samples: tally.samples,
    params: { columns: names, becauseZh: because.zh },
  };
}
