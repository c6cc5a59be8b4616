import { filterCondition } from '../../mysql/chunks.js';
import type { Session } from '../../mysql/session.js';
import { parseJsonPath } from '../../plan/json-ids.js';
import type { ColumnPlan, Plan, TablePlan } from '../../plan/plan.js';
import { quoteName } from '../../plan/sql.js';
import { idsIn } from '../referenced-ids.js';

/** More distinct dangling IDs than this in one column are no exceptions any more. */
export const mostIds = 10_000;
export const idsPerQuestion = 1_000;

/** One place that holds IDs of another table. */
export interface Holder {
  readonly table: TablePlan;
  readonly column: ColumnPlan;
  readonly referenced: string;
  /** Set for IDs inside JSON. */
  readonly path?: string;
}

/** IDs in one place whose rows do not move. */
export interface DanglingIds {
  readonly holder: Holder;
  /** Distinct source IDs, as text; one more than `mostIds` at most. */
  readonly ids: readonly string[];
}

export function placeOf({ table, column, path }: Holder): string {
  return `${table.table}.${column.name}${path ?? ''}`;
}

export function planOf(plan: Plan, table: string): TablePlan | undefined {
  return plan.tables.find(({ table: name }) => name === table);
}

export function isMigrated(plan: Plan, table: string): boolean {
  return planOf(plan, table) !== undefined;
}

export function holdersOf(plan: Plan): readonly Holder[] {
  return plan.tables.flatMap((table) =>
    table.columns.flatMap((column): Holder[] => {
      const { treatment } = column;
      if (treatment.kind === 'reference') return [{ table, column, referenced: treatment.table }];
      if (treatment.kind !== 'json-ids') return [];
      return treatment.paths.map(({ path, table: referenced }) => ({ table, column, referenced, path }));
    }),
  );
}

/** The source IDs at a place that no migrated row has: gone already, of other businesses, or of a table that is left out. Reads only. */
export async function danglingIds(
  source: Session,
  plan: Plan,
  idColumn: string,
  holder: Holder,
): Promise<readonly string[]> {
  const { table, column, referenced, path } = holder;
  const name = quoteName(column.source?.name ?? column.name);
  const parent = planOf(plan, referenced);
  if (path === undefined) {
    const id = `${quoteName(referenced)}.${quoteName(idColumn)}`;
    const exists = parent
      ? `AND NOT EXISTS (SELECT 1 FROM ${quoteName(referenced)} WHERE ${id} = holder.${name} AND ${filterCondition(parent)})`
      : '';
    const rows = await source.queryCells(
      `SELECT DISTINCT holder.${name} FROM ${quoteName(table.table)} holder
        WHERE holder.${name} <> 0 AND ${filterCondition(table)} ${exists} LIMIT ${mostIds + 1}`,
    );
    return rows.map(([cell]) => String(cell));
  }
  const found = await idsInJson(source, table, name, path);
  const missing: string[] = [];
  for (let start = 0; start < found.length; start += idsPerQuestion) {
    const some = found.slice(start, start + idsPerQuestion);
    const present = parent ? await existing(source, parent, idColumn, some) : new Set<string>();
    missing.push(...some.filter((id) => !present.has(id)));
    if (missing.length > mostIds) break;
  }
  return missing;
}

async function idsInJson(
  source: Session,
  table: TablePlan,
  name: string,
  path: string,
): Promise<readonly string[]> {
  const parts = parseJsonPath(path);
  const ids = new Set<string>();
  const rows = source.streamCells(
    `SELECT ${name} FROM ${quoteName(table.table)} WHERE ${name} IS NOT NULL AND ${filterCondition(table)}`,
  );
  for await (const [json] of rows) {
    if (!json) continue;
    for (const { start, end } of idsIn(json, [parts])) {
      const id = BigInt(json.toString('latin1', start, end));
      if (id !== 0n) ids.add(String(id));
    }
  }
  return [...ids];
}

async function existing(
  source: Session,
  parent: TablePlan,
  idColumn: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const id = quoteName(idColumn);
  const rows = await source.queryCells(
    `SELECT ${id} FROM ${quoteName(parent.table)} WHERE ${id} IN (${ids.map((text) => BigInt(text)).join(', ')})
      AND ${filterCondition(parent)}`,
  );
  return new Set(rows.map(([cell]) => String(cell)));
}

/** Those of the IDs that are rows of a target table, in which `condition` holds. */
export async function rowsInTarget(
  target: Session,
  table: string,
  idColumn: string,
  ids: readonly string[],
  condition = 'TRUE',
): Promise<readonly string[]> {
  const found: string[] = [];
  const id = quoteName(idColumn);
  for (let start = 0; start < ids.length; start += idsPerQuestion) {
    const some = ids.slice(start, start + idsPerQuestion).map((text) => BigInt(text));
    const rows = await target.queryCells(
      `SELECT ${id} FROM ${quoteName(table)} WHERE ${id} IN (${some.join(', ')}) AND ${condition}`,
    );
    found.push(...rows.map(([cell]) => String(cell)));
  }
  return found;
}
