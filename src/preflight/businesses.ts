import { type Finding, finding } from '../core/finding.js';
import { quoteName } from '../core/sql.js';
import { businessCondition } from '../mysql/chunks.js';
import type { Session } from '../mysql/session.js';
import { columnName, type Plan } from '../plan/plan.js';
import { sourceRows } from '../plan/reshape/reshape.js';

/** Businesses asked for that the source does not have: a number mistyped would pass for moved. Reads only. */
export async function checkBusinesses(source: Session, plan: Plan): Promise<readonly Finding[]> {
  const { bizIds } = plan;
  if (!bizIds) return [];
  let missing = bizIds;
  for (const table of plan.tables) {
    if (!table.filter || missing.length === 0) continue;
    const column = quoteName(columnName(table, table.filter.column, 'source'));
    const rest = { ...table, filter: { ...table.filter, values: missing } };
    const rows = await source.queryCells(
      `SELECT DISTINCT ${column} FROM ${sourceRows(table)} WHERE ${businessCondition(rest, 'source')}`,
    );
    const found = new Set(rows.map(([cell]) => Number(cell)));
    missing = missing.filter((business) => !found.has(business));
  }
  if (missing.length === 0) return [];
  const none = missing.length === bizIds.length;
  const names = missing.join(', ');
  return [
    finding(none ? 'blocker' : 'warning', 'config', 'config.businesses', {
      title: `no row of the source belongs to ${missing.length === 1 ? 'business' : 'businesses'} ${names}`,
      remedy: 'correct migration.biz_ids or --biz-ids',
      count: missing.length,
      params: { businesses: names },
    }),
  ];
}
