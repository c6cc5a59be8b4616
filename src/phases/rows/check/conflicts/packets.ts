import { counted } from '../../../../core/counted.js';
import { type Finding, finding } from '../../../../core/finding.js';
import { formatSetting } from '../../../../core/format.js';
import { quoteName } from '../../../../core/sql.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import type { TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import { longestInBytes } from '../values/column-limits.js';
import type { ConflictContext } from './context.js';

/** A row goes through as one statement or packet at worst; escaping can double it, and the rest of the statement is small. */
const overhead = 2;

/**
 * Rows whose values are too large for a packet of either server. Looked for only where a table's columns and size allow one.
 */
export async function findLargeRows(context: ConflictContext, table: TablePlan): Promise<readonly Finding[]> {
  const packets = {
    source: packetOf(context.sourceFacts.variables),
    target: packetOf(context.targetFacts.variables),
  };
  const limit = Math.min(packets.source, packets.target);
  const most = limit / overhead;
  const sources = table.columns.flatMap(({ source }) => (source ? [source] : []));
  const possible = sources.reduce((sum, column) => sum + longestInBytes(column), 0);
  // The server's figure for the table's size may be of any age, so only the types can tell that no row is that large.
  if (possible < most) return [];
  const lengths = sources.map(({ name }) => `COALESCE(LENGTH(${quoteName(name)}), 0)`).join(' + ');
  const [row] = await context.source.queryCells(
    `SELECT COUNT(*), MAX(${lengths}) FROM ${sourceRows(table)} WHERE ${lengths} > ${Math.floor(most)} AND ${filterCondition(table)}`,
  );
  const count = Number(row?.[0]?.toString('latin1') ?? 0);
  const largest = Number(row?.[1]?.toString('latin1') ?? 0);
  if (count === 0) return [];
  const wanted = Math.min(2 ** Math.ceil(Math.log2(largest * overhead + 1)), 1_073_741_824);
  // A server that takes more already must not be told to take less.
  const sides = (['source', 'target'] as const).filter((side) => packets[side] < wanted);
  const where = sides.length === 2 ? 'on both servers' : `on the ${sides[0]} server`;
  return [
    finding(largest > limit ? 'blocker' : 'warning', 'data', 'conflict.packet', {
      title: `${counted(count, 'row')} of ${table.table} may be too large for max_allowed_packet = ${formatSetting(limit)} (largest row: ${formatSetting(largest)})`,
      remedy: `SET GLOBAL max_allowed_packet = ${wanted}; ${where}`,
      table: table.table,
      count,
      params: {
        limit: formatSetting(limit),
        largest: formatSetting(largest),
        wanted,
        sides: sides.join(', '),
      },
    }),
  ];
}

function packetOf(variables: Readonly<Record<string, string>>): number {
  return Number(variables.max_allowed_packet ?? '0') || 16_777_216;
}
