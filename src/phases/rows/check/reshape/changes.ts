import { inBatches } from '../../../../core/in-batches.js';
import type { Image } from '../../../../ledger/images.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import type { CellContext } from '../../../../plan/mapping.js';
import type { TablePlan } from '../../../../plan/plan.js';
import type { Sides } from '../../../sides.js';
import { keyIdentity, showKey } from '../../compare/keys.js';
import { showValues } from '../../compare/show-value.js';
import { differingColumns, readWhole, wholeTable } from '../../overwrite/whole-rows.js';
import { wantedRows } from '../../overwrite/write-over.js';

/** What rows of the target that are there would become. */
export interface PlannedChanges {
  /** Rows that are there; of these `unchanged` are as they shall be already. */
  readonly updated: number;
  readonly unchanged: number;
  /** Column → rows in which it changes. */
  readonly columns: Readonly<Record<string, number>>;
  /** The first changes of each column. */
  readonly samples: readonly {
    readonly key: string;
    readonly column: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
}

const samplesOfColumn = 3;
const rowsAtOnce = 500;

/** Holds each row that an upsert or a repair would write against the one that is there. Reads only. */
export async function plannedChanges(
  { source, target, targetFacts }: Pick<Sides, 'source' | 'target' | 'targetFacts'>,
  table: TablePlan,
  context: CellContext,
): Promise<PlannedChanges> {
  const facts = targetFacts.tables[table.table];
  if (!facts) throw new Error(`the target has no table ${table.target}`);
  const whole = wholeTable(table, facts);
  const kept = new Set(table.reshape?.over?.kept);
  const columns: Record<string, number> = {};
  const samples: PlannedChanges['samples'][number][] = [];
  let updated = 0;
  let unchanged = 0;
  const bytes = (image: Image, name: string) => {
    const text = image[name];
    return text === null || text === undefined ? null : Buffer.from(text);
  };
  const rows = wantedRows(table, context, { source, target }, filterCondition(table));
  for await (const batch of inBatches(rows, rowsAtOnce)) {
    const there = await readWhole(
      target,
      whole,
      batch.map(({ key }) => key),
    );
    for (const { key, values } of batch) {
      const now = there.get(keyIdentity(key))?.image;
      if (!now) continue;
      updated += 1;
      const differing = differingColumns(now, values).filter((name) => !kept.has(name));
      if (differing.length === 0) unchanged += 1;
      for (const name of differing) {
        columns[name] = (columns[name] ?? 0) + 1;
        const column = whole.columns.find((candidate) => candidate.name === name);
        if (!column || column.secret || (columns[name] ?? 0) > samplesOfColumn) continue;
        const { expected: to, actual: from } = showValues(column, bytes(values, name), bytes(now, name));
        samples.push({ key: showKey(table, key), column: name, from, to });
      }
    }
  }
  return { updated, unchanged, columns, samples };
}
