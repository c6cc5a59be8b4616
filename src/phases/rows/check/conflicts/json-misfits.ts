import { type Finding, sampled } from '../../../../core/finding.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { valueKind } from '../../../../plan/value-kind.js';
import { changedPaths, jsonMisfits } from '../../copy/json-misfits.js';
import { type ConflictContext, Tally } from './context.js';

/**
 * References inside JSON that are to be shifted and cannot be: they are no plain integers, such as `"12"` or `1.0`, and would
 * stay, or they stand in text that is not JSON.
 */
export async function findJsonMisfits(
  context: ConflictContext,
  table: TablePlan,
): Promise<readonly Finding[]> {
  const columns = table.columns.filter((column) => changedPaths(column).length > 0);
  const found: Finding[] = [];
  // One after the other: they share a connection.
  for (const column of columns) found.push(...(await ofColumn(context, table, column)));
  return found;
}

const preserve = 'or set migration.ids: preserve, which changes no ID';

async function ofColumn(
  { source }: ConflictContext,
  table: TablePlan,
  column: ColumnPlan,
): Promise<readonly Finding[]> {
  const ids = new Tally();
  const texts = new Tally();
  const isNoSecret = ({ secret }: ColumnPlan) => !secret;
  const whole = { after: null, through: null };
  for await (const { key, path } of jsonMisfits(source, table, column, whole, isNoSecret)) {
    if (path === null) texts.add(() => `${table.table} ${key}: ${column.name}`);
    else ids.add(() => `${table.table} ${key}: ${column.name} at ${path}`);
  }
  const about = (tally: Tally) => ({
    severity: 'blocker' as const,
    subject: 'data' as const,
    table: table.table,
    column: column.name,
    count: tally.count,
    ...sampled(tally.samples),
  });
  const name = `${table.table}.${column.name}`;
  const findings: Finding[] = [];
  if (ids.count > 0) {
    const one = ids.count === 1;
    findings.push({
      ...about(ids),
      code: 'conflict.json-id',
      title: `${ids.count} ${one ? 'reference' : 'references'} in ${name} ${one ? 'is no plain integer' : 'are no plain integers'} (such as "12", 1.0 or an object), so ${one ? 'it' : 'they'} cannot be shifted with the IDs`,
      remedy: `write them as plain integers in the source, ${preserve}`,
    });
  }
  // A target of type JSON refuses such text, and that is told as a value that does not fit.
  const isToldElsewhere =
    valueKind(column.target) === 'json' && column.source !== undefined && valueKind(column.source) !== 'json';
  if (texts.count > 0 && !isToldElsewhere) {
    const one = texts.count === 1;
    findings.push({
      ...about(texts),
      code: 'conflict.json-text',
      title: `${texts.count} ${one ? 'text' : 'texts'} in ${name} ${one ? 'is' : 'are'} not JSON, so references in ${one ? 'it' : 'them'} cannot be shifted with the IDs`,
      remedy: `correct them in the source, or empty them, ${preserve}`,
    });
  }
  return findings;
}
