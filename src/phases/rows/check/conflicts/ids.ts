import { counted } from '../../../../core/counted.js';
import { type Finding, finding } from '../../../../core/finding.js';
import { quoteName } from '../../../../core/sql.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import { addsToIds } from '../../../../plan/id-shift.js';
import { sourceExpression } from '../../../../plan/mapping.js';
import type { TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import { shiftOf } from '../../../../plan/treatments.js';
import { isInteger } from '../../../../plan/value-kind.js';
import { type ConflictContext, mostSamples } from './context.js';

/** IDs that would pass what the system's services can hold, after any offset. */
export async function findIdsOverLimit(
  context: ConflictContext,
  table: TablePlan,
): Promise<readonly Finding[]> {
  const { preset, source } = context;
  const id = table.columns.find(({ name }) => name === preset.id.column);
  if (!id?.source || !isInteger(id.source)) return [];
  const value = sourceExpression(id);
  const over = `FROM ${sourceRows(table)} WHERE ${filterCondition(table)} AND ${value} > ${preset.id.max}`;
  const [row] = await source.queryCells(`SELECT COUNT(*), MAX(${value}) ${over}`);
  const count = Number(row?.[0]?.toString('latin1') ?? 0);
  if (count === 0) return [];
  const samples = await source.queryCells(
    `SELECT ${quoteName(id.source.name)}, ${value} ${over} ORDER BY 1 LIMIT ${mostSamples}`,
  );
  const shift = shiftOf(id.treatment);
  const moved = shift !== undefined && addsToIds(shift);
  return [
    finding('blocker', 'data', 'conflict.id-limit', {
      title: `${counted(count, 'ID')} of ${table.table} would pass ${preset.id.max}, the highest the services of ${preset.name} can hold (highest: ${row?.[1]})`,
      remedy: moved
        ? 'the offset is too large: use migration.ids: preserve with target tables that hold no clashing ID'
        : `give these rows lower IDs in the source, or leave the table out with --skip ${table.table}`,
      table: table.table,
      column: id.name,
      count,
      samples: samples.map(([old, now]) => (moved ? `${old} → ${now}` : String(old))),
      params: { limit: preset.id.max, preset: preset.name, highest: String(row?.[1]), moved },
    }),
  ];
}
