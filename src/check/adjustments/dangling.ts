import { filterCondition } from '../../mysql/chunks.js';
import type { Session } from '../../mysql/session.js';
import type { Finding } from '../../plan/finding.js';
import { findJsonIds, parseJsonPath } from '../../plan/json-ids.js';
import type { ColumnPlan, Plan, TablePlan } from '../../plan/plan.js';
import { quoteName, quoteText } from '../../plan/sql.js';

/** What to do with references to rows that are not migrated. */
export type DanglingChoice = 'refuse' | 'keep' | 'zero';

export interface Dangling {
  readonly findings: readonly Finding[];
  /** Referenced table → source ID → the ID it becomes. */
  readonly exceptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** More distinct dangling IDs than this in one column are no exceptions any more. */
const mostIds = 10_000;
const idsPerQuestion = 1_000;
const mostSamples = 10;

/** One place that holds IDs of another table. */
interface Holder {
  readonly table: TablePlan;
  readonly column: ColumnPlan;
  readonly referenced: string;
  /** Set for IDs inside JSON. */
  readonly path?: string;
}

/**
 * Looks for references to rows that do not move: gone from the source already, of other businesses, or of a table that is left
 * out. With shifted IDs such a number would point at whatever row gets it in the target. Reads only.
 */
export async function findDangling(
  source: Session,
  plan: Plan,
  idColumn: string,
  choice: DanglingChoice,
): Promise<Dangling> {
  const findings: Finding[] = [];
  const exceptions: Record<string, Record<string, string>> = {};
  for (const holder of holders(plan)) {
    const ids = await danglingIds(source, plan, idColumn, holder);
    if (ids.length === 0) continue;
    findings.push(describe(plan, holder, ids, choice));
    if (choice === 'refuse' || !isMigrated(plan, holder.referenced)) continue;
    const listed = Object.fromEntries(ids.map((id) => [id, choice === 'zero' ? '0' : id]));
    exceptions[holder.referenced] = { ...exceptions[holder.referenced], ...listed };
  }
  return { findings, exceptions };
}

function holders(plan: Plan): readonly Holder[] {
  return plan.tables.flatMap((table) =>
    table.columns.flatMap((column): Holder[] => {
      const { treatment } = column;
      if (treatment.kind === 'reference') return [{ table, column, referenced: treatment.table }];
      if (treatment.kind !== 'json-ids') return [];
      return treatment.paths.map(({ path, table: referenced }) => ({ table, column, referenced, path }));
    }),
  );
}

function planOf(plan: Plan, table: string): TablePlan | undefined {
  return plan.tables.find(({ table: name }) => name === table);
}

const isMigrated = (plan: Plan, table: string) => planOf(plan, table) !== undefined;

/** Distinct source IDs, as text, that no migrated row has; one more than `mostIds` at most. */
async function danglingIds(
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
    for (const { start, end } of idsOf(json, parts)) {
      const id = json.toString('latin1', start, end);
      if (BigInt(id) !== 0n) ids.add(id);
    }
  }
  return [...ids];
}

/** Text that is not JSON has none; a finding of its own tells of it. */
function idsOf(json: Buffer, path: ReturnType<typeof parseJsonPath>): ReturnType<typeof findJsonIds> {
  try {
    return findJsonIds(json, [path]);
  } catch {
    return [];
  }
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

function describe(plan: Plan, holder: Holder, ids: readonly string[], choice: DanglingChoice): Finding {
  const { table, column, referenced, path } = holder;
  const where = `${table.table}.${column.name}${path ?? ''}`;
  const why = isMigrated(plan, referenced)
    ? `rows of ${referenced} that are not there or do not move`
    : `${referenced}, which is left out`;
  const tooMany = ids.length > mostIds && isMigrated(plan, referenced);
  const count = ids.length > mostIds ? `more than ${mostIds}` : String(ids.length);
  const treated = choice === 'zero' ? 'they become 0 (none)' : 'they are kept as they are';
  return {
    code: 'reference.dangling',
    severity: choice === 'refuse' || tooMany ? 'blocker' : 'warning',
    subject: 'data',
    title: `${where} refers to ${why}: ${count} different IDs${choice === 'refuse' || tooMany ? '' : `; ${treated}`}`,
    remedy: tooMany
      ? `clean the source up first, or move ${referenced} with everything that belongs to it`
      : choice === 'refuse'
        ? 'choose with migration.dangling_references: zero (they become 0, none) or keep (the number stays, and may be another row in the target)'
        : 'nothing to do if these rows are no longer needed; validation lists them as faults of the source',
    table: table.table,
    column: column.name,
    samples: ids.slice(0, mostSamples),
    count: ids.length,
    params: {
      where,
      referenced,
      choice,
      tooMany,
      migrated: isMigrated(plan, referenced),
      more: ids.length > mostIds ? mostIds : null,
    },
  };
}

/**
 * Where IDs are kept, those of a table that is left out stay, too: rows of another tenant in the target that would be referred
 * to by them. A row of our own tenant is right, an earlier part may have brought it. Reads only.
 */
export async function findAdopted(
  source: Session,
  target: Session,
  plan: Plan,
  idColumn: string,
  inTarget: (table: string) => boolean,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const holder of holders(plan)) {
    const { referenced } = holder;
    if (isMigrated(plan, referenced) || !inTarget(referenced)) continue;
    const ids = await danglingIds(source, plan, idColumn, holder);
    const theirs: string[] = [];
    for (let start = 0; start < ids.length; start += idsPerQuestion) {
      const some = ids.slice(start, start + idsPerQuestion).map((text) => BigInt(text));
      const rows = await target.queryCells(
        `SELECT ${quoteName(idColumn)} FROM ${quoteName(referenced)} WHERE ${quoteName(idColumn)} IN (${some.join(', ')})
          AND ${quoteName(plan.tenant.column)} <> ${quoteText(plan.tenant.id)}`,
      );
      theirs.push(...rows.map(([cell]) => String(cell)));
    }
    if (theirs.length > 0) findings.push(describeAdopted(holder, theirs));
  }
  return findings;
}

function describeAdopted({ table, column, referenced, path }: Holder, ids: readonly string[]): Finding {
  const where = `${table.table}.${column.name}${path ?? ''}`;
  return {
    code: 'reference.adopted',
    severity: 'blocker',
    subject: 'data',
    title: `${where} refers to ${referenced}, which is left out, and in the target ${ids.length} of these IDs ${ids.length === 1 ? 'is a row' : 'are rows'} of another tenant`,
    remedy: `move ${referenced}, too, or choose with migration.dangling_references: zero (they become 0, none)`,
    table: table.table,
    column: column.name,
    samples: ids.slice(0, mostSamples),
    count: ids.length,
    params: { where, referenced },
  };
}
