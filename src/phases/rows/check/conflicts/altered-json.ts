import { counted } from '../../../../core/counted.js';
import { type Finding, sampled } from '../../../../core/finding.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { alteredJson, becomesJson } from '../../altered-json.js';
import { narrowingParams } from '../values/describe-narrowing.js';
import { type ConflictContext, Tally } from './context.js';
import { rowName, showCell } from './key-sql.js';

/** Texts that a MySQL target makes other JSON of than they say, or refuses. One pass over each such column. */
export async function findAlteredJson(
  context: ConflictContext,
  table: TablePlan,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  // One after the other: they share a connection.
  for (const column of table.columns.filter(becomesJson))
    found.push(...(await ofColumn(context, table, column)));
  return found;
}

async function ofColumn(
  context: ConflictContext,
  table: TablePlan,
  column: ColumnPlan,
): Promise<readonly Finding[]> {
  const refused = new Tally();
  const altered = new Tally();
  for await (const { row, before, after } of alteredJson(
    context,
    table,
    column,
    context.cells,
    rowName(table),
  )) {
    const name = row?.toString('utf8') ?? '';
    const shown = showCell(before, column);
    if (after === null) refused.add(() => `${name}: ${shown}`);
    else altered.add(() => `${name}: ${shown} → ${showCell(Buffer.from(after), column)}`);
  }
  const name = `${table.table}.${column.name}`;
  const about = ({ count, samples }: Tally) => ({
    subject: 'data' as const,
    table: table.table,
    column: column.name,
    count,
    ...sampled(samples),
  });
  const findings: Finding[] = [];
  if (refused.count > 0) {
    findings.push({
      ...about(refused),
      code: 'conflict.json-refused',
      severity: 'blocker',
      title: `${counted(refused.count, 'text')} of ${name} ${refused.count === 1 ? 'is' : 'are'} no JSON that the target takes (not valid, nested deeper than it reads, or with a number too big for it)`,
      remedy: "correct the texts in the source, or give the target's column a text type",
      params: { ...narrowingParams({ kind: 'json' }) },
    });
  }
  if (altered.count > 0) {
    const accepted = context.config.options.alteredJson === 'accept';
    findings.push({
      ...about(altered),
      code: 'conflict.json-altered',
      severity: accepted ? 'warning' : 'blocker',
      title: `${counted(altered.count, 'text')} of ${name} ${altered.count === 1 ? 'is' : 'are'} stored by the target as other JSON than the source wrote: repeated names are dropped, numbers of many digits rounded, -0 becomes 0`,
      remedy: accepted
        ? 'options.altered_json: accept lets it do so; validation counts them again'
        : "decide: options.altered_json: accept lets the target do so; or correct the texts in the source, or give the target's column a text type",
      params: { accepted },
    });
  }
  return findings;
}
