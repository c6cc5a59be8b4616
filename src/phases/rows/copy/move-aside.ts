import { quoteName } from '../../../core/sql.js';
import { filterCondition, rangeCondition } from '../../../mysql/chunks.js';
import type { IndexFacts } from '../../../plan/facts.js';
import { withinReserved } from '../../../plan/key-shift.js';
import type { CellContext } from '../../../plan/mapping.js';
import type { Plan } from '../../../plan/plan.js';
import type { Cell } from '../../../plan/transform-rows.js';
import { deleteByIndex } from '../compare/by-index.js';
import { oneOf } from '../compare/one-of.js';
import { tableScope } from '../compare/scope.js';
import type { CopyChunkOptions } from './copy-chunk.js';
import { copiedColumns } from './copy-columns.js';
import { holdersOf, utf8Form } from './unique-values.js';

/** The target in the transaction that copies the range afterwards. */
interface MovingAside extends Pick<CopyChunkOptions, 'source' | 'target' | 'table' | 'range'> {
  readonly plan: Plan;
  readonly indexes: readonly IndexFacts[];
  readonly context: CellContext;
}

/** Conditions of one statement. */
const atOnce = 500;

/**
 * Removes the run's own rows that hold a unique value of a row of the range. Only for a run that follows its source: what an earlier
 * snapshot has copied may have given its value to a row that a later one sees, and that change comes again by the source's log.
 */
export async function moveAside({
  source,
  target,
  plan,
  table,
  range,
  indexes,
  context,
}: MovingAside): Promise<void> {
  const { columns } = copiedColumns(table, context);
  const brought = columns.map((copied, index) => {
    const column = table.columns.find(({ name }) => name === copied.name);
    if (!column) throw new Error(`${table.table}: column ${copied.name} is not in the plan`);
    const form = utf8Form(copied, column);
    return { ...copied, form, plan: column, value: (row: readonly Cell[]) => row[index] ?? null };
  });
  const ours = `${tableScope(plan, table).target} AND ${withinReserved(plan, table)}`;
  const remove = async (rows: readonly (readonly Cell[])[]) => {
    for (const { index, columns, values } of holdersOf({ plan: table, columns: brought }, indexes, rows))
      if (values.length > 0)
        await target.execute(
          `${deleteByIndex(table.target, index)} WHERE ${oneOf(columns, values)} AND ${ours}`,
        );
  };
  const select = `SELECT ${columns.map(({ expression }) => expression).join(', ')} FROM ${quoteName(table.source)}
    WHERE ${rangeCondition(table, range, 'source')} AND ${filterCondition(table)}`;
  let rows: (readonly Cell[])[] = [];
  for await (const row of source.streamCells(select)) {
    rows.push(row);
    if (rows.length < atOnce) continue;
    await remove(rows);
    rows = [];
  }
  await remove(rows);
}
