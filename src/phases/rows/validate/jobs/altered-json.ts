import { counted } from '../../../../core/counted.js';
import type { JobResult } from '../../../../core/validation-shape.js';
import type { CellContext } from '../../../../plan/mapping.js';
import { alteredJson, becomesJson } from '../../altered-json.js';
import type { ComparedTable } from '../../compare/compared-table.js';
import type { SessionPair } from '../../compare/rows.js';

/**
 * Texts that the target holds as other JSON than the source wrote. Rows are compared with what the target makes of the source's
 * text, since it cannot hold anything else; so this is where the difference is told. It passes where the operator accepted it.
 */
export async function checkAlteredJson(
  pair: SessionPair,
  { plan }: ComparedTable,
  cells: CellContext,
  accepted: boolean,
): Promise<readonly JobResult[]> {
  const results: JobResult[] = [];
  for (const column of plan.columns.filter(becomesJson)) {
    let rows = 0;
    for await (const _ of alteredJson(pair, plan, column, cells, "''")) rows += 1;
    if (rows === 0) continue;
    const subject = `${plan.table}.${column.name}`;
    results.push({
      check: 'altered-json',
      table: plan.table,
      ok: accepted,
      detail: `${subject}: the target holds ${counted(rows, 'text')} as other JSON than the source wrote (repeated names, long numbers), which options.altered_json ${accepted ? 'accepts' : 'does not accept'}`,
      code: accepted ? 'altered-json.accepted' : 'altered-json.found',
      params: { subject, rows },
      differences: [],
    });
  }
  return results;
}
