import { quoteName } from '../../../../core/sql.js';
import { count } from '../../../../mysql/count.js';
import type { Session } from '../../../../mysql/session.js';
import type { CellContext } from '../../../../plan/mapping.js';
import type { Plan, TablePlan } from '../../../../plan/plan.js';
import { fateExpression } from '../../../../plan/reshape/reshape.js';
import type { Sides } from '../../../sides.js';
import { type PlannedChanges, plannedChanges } from './changes.js';

/** The rows of one table's source: together all that it has. */
export interface PlannedRows {
  readonly table: string;
  readonly created: number;
  readonly updated: number;
  readonly rejected: number;
  readonly leftAlone: number;
  /** Of the rows that are there; absent where each row is made anew. */
  readonly changes?: Omit<PlannedChanges, 'updated'>;
  readonly reasons: readonly { readonly reason: string; readonly reasonZh: string; readonly count: number }[];
}

/** What becomes of the rows of each table's source; undefined where no table is reshaped. */
export async function plannedRows(
  sides: Pick<Sides, 'source' | 'target' | 'targetFacts'>,
  { tables }: Plan,
  counts: Readonly<Record<string, { readonly source: number }>>,
  context: CellContext,
): Promise<readonly PlannedRows[] | undefined> {
  const { source } = sides;
  if (!tables.some(({ reshape }) => reshape)) return undefined;
  const planned: PlannedRows[] = [];
  for (const table of tables) {
    const created = counts[table.table]?.source ?? 0;
    const plain = async () => {
      const all = await count(source, quoteName(table.source));
      return {
        table: table.table,
        created,
        updated: 0,
        rejected: 0,
        leftAlone: Math.max(0, all - created),
        reasons: [],
      };
    };
    const fates = (await fatesOf(source, table)) ?? (await plain());
    if (!table.reshape?.over) {
      planned.push(fates);
      continue;
    }
    const { updated, ...changes } = await plannedChanges(sides, table, context);
    planned.push({ ...fates, created: Math.max(0, fates.created - updated), updated, changes });
  }
  return planned;
}

/** What becomes of the rows of a table that is reshaped; undefined for another one. */
export async function fatesOf(
  source: Session,
  { table, reshape }: TablePlan,
): Promise<PlannedRows | undefined> {
  if (!reshape) return undefined;
  const all = await count(source, quoteName(reshape.table));
  const rows = await source.queryCells(
    `SELECT ${fateExpression(reshape)} AS fate, COUNT(*) FROM ${reshape.from} GROUP BY fate`,
  );
  const byFate = new Map(rows.map(([fate, amount]) => [Number(fate), Number(amount)]));
  const reasons = reshape.rejects.map(({ because }, index) => ({
    reason: because.en,
    reasonZh: because.zh,
    count: byFate.get(index + 1) ?? 0,
  }));
  const created = byFate.get(0) ?? 0;
  const rejected = reasons.reduce((sum, { count: some }) => sum + some, 0);
  // Rows that an inner join drops do not show in the counts.
  const leftAlone = Math.max(0, all - created - rejected);
  return {
    table,
    created,
    updated: 0,
    rejected,
    leftAlone,
    reasons: reasons.filter((rule) => rule.count > 0),
  };
}
