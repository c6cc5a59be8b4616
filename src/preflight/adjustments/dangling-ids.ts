import { quoteName } from '../../core/sql.js';
import { filterCondition } from '../../mysql/chunks.js';
import type { Session } from '../../mysql/session.js';
import type { ColumnFacts, DatabaseFacts } from '../../plan/facts.js';
import { findJsonKeys, type JsonKey, parseJsonPath } from '../../plan/json-ids.js';
import { canonicalLiteral, canonicalText } from '../../plan/mapping.js';
import { type ColumnPlan, type Plan, type TablePlan, tableName } from '../../plan/plan.js';
import type { PlanInput } from '../../plan/plan-input.js';
import { asParentId, namesARow } from '../../plan/reference-sql.js';
import { sourceRows } from '../../plan/reshape/reshape.js';
import { referencesIn } from '../../plan/treatments.js';
import { isInteger } from '../../plan/value-kind.js';

/** More distinct dangling IDs than this in one column are no exceptions any more. */
export const mostIds = 10_000;
const idsPerQuestion = 1_000;

/** One place that holds IDs of another table. */
export interface Holder {
  readonly table: TablePlan;
  readonly column: ColumnPlan;
  readonly referenced: string;
  /** Set for IDs inside JSON. */
  readonly path?: string;
  /** The column that they lead to, on either side; absent where there is none. */
  readonly sourceId?: ColumnFacts | undefined;
  readonly targetId?: ColumnFacts | undefined;
  /** What the target calls the table that they lead to. */
  readonly nameInTarget: string;
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

export function holdersOf(plan: Plan, { preset, source, target }: PlanInput): readonly Holder[] {
  const idOf = (facts: DatabaseFacts, table: string) =>
    facts.tables[table]?.columns.find(({ name }) => name === preset.id.column);
  const leadTo = (referenced: string) => {
    const moved = planOf(plan, referenced);
    const id = moved?.columns.find(({ name }) => name === preset.id.column);
    return {
      referenced,
      nameInTarget: tableName(plan, referenced, 'target'),
      sourceId: id?.source ?? idOf(source, referenced),
      targetId: id?.target ?? idOf(target, referenced),
    };
  };
  return plan.tables.flatMap((table) =>
    table.columns.flatMap((column) =>
      referencesIn(column.treatment).map(
        ({ path, table: referenced }): Holder => ({
          table,
          column,
          path,
          ...leadTo(referenced),
        }),
      ),
    ),
  );
}

/** Whether the references are numbers, which can be shifted, and of which 0 is none. */
export function areIntegers({ column, path, sourceId, targetId }: Holder): boolean {
  const facts = sourceId ?? targetId ?? (path === undefined ? column.source : undefined);
  return facts === undefined || isInteger(facts);
}

/** The source IDs at a place that no migrated row has: gone already, of other businesses, or of a table that is left out. Reads only. */
export async function danglingIds(source: Session, plan: Plan, holder: Holder): Promise<readonly string[]> {
  const { table, column, referenced, path, sourceId } = holder;
  const facts = column.source ?? column.target;
  const name = quoteName(facts.name);
  const parent = planOf(plan, referenced);
  if (path === undefined) {
    const wanted = sourceId && asParentId(`holder.${name}`, facts, sourceId);
    const exists =
      parent && sourceId
        ? `AND NOT EXISTS (SELECT 1 FROM ${sourceRows(parent)}
            WHERE ${quoteName(parent.source)}.${quoteName(sourceId.name)} = ${wanted} AND ${filterCondition(parent)})`
        : '';
    const rows = await source.queryCells(
      `SELECT DISTINCT ${canonicalText(`holder.${name}`, facts)} FROM ${sourceRows(table, 'holder')}
        WHERE ${namesARow(`holder.${name}`, facts)} AND ${filterCondition(table)} ${exists} LIMIT ${mostIds + 1}`,
    );
    return rows.map(([cell]) => String(cell));
  }
  const found = await idsInJson(source, holder, parseJsonPath(path));
  const missing: string[] = [];
  for (let start = 0; start < found.length; start += idsPerQuestion) {
    const some = found.slice(start, start + idsPerQuestion);
    const present =
      parent && sourceId
        ? await idsAmong(
            source,
            { table: parent.source, id: sourceId, condition: filterCondition(parent) },
            some,
          )
        : [];
    missing.push(...some.filter((id) => !present.includes(id)));
    if (missing.length > mostIds) break;
  }
  return missing;
}

async function idsInJson(
  source: Session,
  holder: Holder,
  path: ReturnType<typeof parseJsonPath>,
): Promise<readonly string[]> {
  const { table, column } = holder;
  const name = quoteName(column.source?.name ?? column.name);
  const isText = !areIntegers(holder);
  const ids = new Set<string>();
  const rows = source.streamCells(
    `SELECT ${name} FROM ${sourceRows(table)} WHERE ${name} IS NOT NULL AND ${filterCondition(table)}`,
  );
  for await (const [json] of rows) {
    if (!json) continue;
    for (const key of keysIn(json, path)) {
      if (key.isText ? isText && key.key !== '' : /[1-9]/.test(key.key)) ids.add(key.key);
    }
  }
  return [...ids];
}

/** Text that is not JSON holds none; a finding of its own tells of it. */
function keysIn(json: Buffer, path: ReturnType<typeof parseJsonPath>): readonly JsonKey[] {
  try {
    return findJsonKeys(json, [path]);
  } catch {
    return [];
  }
}

/** Those of the IDs that rows of a table have. */
async function idsAmong(
  session: Session,
  { table, id, condition }: { readonly table: string; readonly id: ColumnFacts; readonly condition: string },
  ids: readonly string[],
): Promise<readonly string[]> {
  const name = quoteName(id.name);
  const wanted = ids.map((text) => canonicalLiteral(text, id)).join(', ');
  const rows = await session.queryCells(
    `SELECT ${canonicalText(name, id)} FROM ${quoteName(table)} WHERE ${name} IN (${wanted}) AND ${condition}`,
  );
  return rows.map(([cell]) => String(cell));
}

/** Those of the IDs that are rows of the table they lead to in the target, in which `condition` holds. */
export async function rowsInTarget(
  target: Session,
  { nameInTarget, targetId }: Holder,
  ids: readonly string[],
  condition = 'TRUE',
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let start = 0; targetId && start < ids.length; start += idsPerQuestion) {
    const some = ids.slice(start, start + idsPerQuestion);
    found.push(...(await idsAmong(target, { table: nameInTarget, id: targetId, condition }, some)));
  }
  return found;
}
