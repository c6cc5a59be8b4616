import { counted } from '../../../../core/counted.js';
import { quoteName, textCells } from '../../../../core/sql.js';
import { type Difference, type JobResult, worded } from '../../../../core/validation-shape.js';
import { businessCondition } from '../../../../mysql/chunks.js';
import type { ColumnPlan, Plan } from '../../../../plan/plan.js';
import { asParentId, namesARow } from '../../../../plan/reference-sql.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import { referencedTable } from '../../../../plan/treatments.js';
import type { ComparedColumn, ComparedTable } from '../../compare/compared-table.js';
import { keyIdentity, type RowKey, showKey } from '../../compare/keys.js';
import type { SessionPair } from '../../compare/rows.js';
import { type TableScope, tenantCondition } from '../../compare/scope.js';
import { sayDifference } from '../../compare/words.js';
import type { RowCounter, SideCount } from './counts.js';

/** A row that refers to a row which does not exist. */
interface Orphan {
  readonly key: RowKey;
  /** The ID it names, as in the target. */
  readonly id: string;
}

/** Orphans read from each side; beyond that they are only counted. */
const readAtMost = 200_000;
const listed = 100;

/** The rows of one table whose references are looked at. */
export interface OrphanSearch {
  readonly pair: SessionPair;
  readonly plan: Plan;
  readonly tables: readonly ComparedTable[];
  readonly table: ComparedTable;
  readonly idColumn: string;
  readonly scope: TableScope;
}

/** For every reference column of `table`: rows of ours that name a parent our tenant does not have. 0 and NULL name none. */
export async function checkOrphans(search: OrphanSearch, count: RowCounter): Promise<JobResult[]> {
  const { pair, tables, table, scope } = search;
  const references = table.columns.flatMap((column): Reference[] => {
    const parentName = referencedTable(column.plan.treatment);
    if (parentName === undefined) return [];
    return [{ column, parent: tables.find(({ plan: { table: name } }) => name === parentName), parentName }];
  });
  if (references.length === 0) return [];
  const { actual: ours } = await count(pair, table, scope);
  const suspects = await columnsWithOrphans(search, references, ours);
  const results: JobResult[] = [];
  for (const reference of references) {
    const { column, parent, parentName } = reference;
    const subject = `${column.name} → ${parentName}`;
    if (!parent) results.push(leftOut(table, subject, parentName));
    else if (suspects.has(column)) {
      results.push(...(await checkReference(search, column, parent)));
    } else results.push(...orphanResults('orphans', table, subject, [], [], () => neverDescribed()));
  }
  return results;
}

interface Reference {
  readonly column: ComparedColumn;
  /** Absent when the parent was not migrated. */
  readonly parent: ComparedTable | undefined;
  readonly parentName: string;
}

function neverDescribed(): never {
  throw new Error('there is no orphan to describe');
}

/**
 * Reads the table once for all of its references: one query per column would read it as many times. NOT IN lets the servers
 * choose between one look per row and a set of the parents' IDs in memory, which is several times cheaper for a large child.
 */
async function columnsWithOrphans(
  { pair: { target }, plan, table, idColumn, scope }: OrphanSearch,
  references: readonly Reference[],
  ours: SideCount,
): Promise<ReadonlySet<ComparedColumn>> {
  const joined = references.flatMap(({ column, parent }) => (parent ? [{ column, parent }] : []));
  if (joined.length === 0 || ours.rows === 0) return new Set();
  const id = quoteName(idColumn);
  const counts = joined.map(({ column, parent }) => {
    const name = quoteName(column.name);
    const { target: facts } = column.plan;
    const wanted = asParentId(name, facts, idFacts(parent, idColumn).target);
    const tenant = tenantCondition(plan, parent.plan) ?? 'TRUE';
    // A NULL among the IDs would make NOT IN true for nothing.
    const parents = `SELECT ${id} FROM ${quoteName(parent.plan.target)} WHERE ${tenant} AND ${id} IS NOT NULL`;
    return `COUNT(IF(${namesARow(name, facts)} AND ${wanted} NOT IN (${parents}), 1, NULL))`;
  });
  const [row] = await target.queryCells(
    `SELECT ${counts.join(', ')} FROM ${quoteName(table.plan.target)} WHERE ${rowsCondition(scope.target, table, ours)}`,
  );
  return new Set(
    joined.flatMap(({ column }, index) => (row?.[index]?.toString('latin1') === '0' ? [] : [column])),
  );
}

/** From this share of our rows among the keys between the first and the last of them on, these are read in their order. */
const ownShare = 0.25;

/**
 * SQL for our rows. An index on the tenant's column would be taken even where nearly all rows are ours, and each row looked
 * up by it costs several times what reading the next one does; hidden in IF, the condition is left for the rows read.
 */
function rowsCondition(scope: string, table: ComparedTable, ours: SideCount): string {
  const [key] = table.plan.key;
  const { first, last, rows } = ours;
  if (table.plan.key.length !== 1 || key === undefined) return scope;
  if (!first || !last || !/^-?\d+$/.test(first) || !/^-?\d+$/.test(last)) return scope;
  const span = BigInt(last) - BigInt(first) + 1n;
  if (rows / Number(span) < ownShare) return scope;
  return `${quoteName(key)} BETWEEN ${BigInt(first)} AND ${BigInt(last)} AND IF(${scope}, 1, 0) = 1`;
}

async function checkReference(
  search: OrphanSearch,
  column: ComparedColumn,
  found: ComparedTable,
): Promise<JobResult[]> {
  const { table } = search;
  const parent = found.plan.table;
  const subject = `${column.name} → ${parent}`;
  const inTarget = await targetOrphans(search, column, found);
  const inSource = inTarget.length > 0 ? await sourceOrphans(search, column, found) : [];
  const known = new Set(inSource.map(orphanIdentity));
  const inherited = inTarget.filter((orphan) => known.has(orphanIdentity(orphan)));
  const ours = inTarget.filter((orphan) => !known.has(orphanIdentity(orphan)));
  return orphanResults('orphans', table, subject, ours, inherited, (orphan) => ({
    kind: 'field-mismatch',
    table: table.plan.table,
    key: showKey(table.plan, orphan.key),
    column: column.name,
    ...worded({ expected: sayDifference('difference.parent-id', { table: parent }), actual: orphan.id }),
  }));
}

/** The result for a reference to a table that was left out on purpose. */
export function leftOut(table: ComparedTable, subject: string, parent: string): JobResult {
  return {
    check: 'orphans',
    table: table.plan.table,
    ok: true,
    detail: `${subject}: not checked, since ${parent} was not migrated`,
    code: 'orphans.left-out',
    params: { subject, parent },
    differences: [],
  };
}

/** One result for orphans the run made, and one for those that came with the source. */
export function orphanResults<Found>(
  check: string,
  table: ComparedTable,
  subject: string,
  ours: readonly Found[],
  inherited: readonly Found[],
  describe: (orphan: Found) => Difference,
): JobResult[] {
  const base = { check, table: table.plan.table };
  const results: JobResult[] = [];
  if (ours.length > 0 || inherited.length === 0) {
    results.push({
      ...base,
      ok: ours.length === 0,
      detail:
        ours.length === 0 ? `${subject}: no orphans` : `${subject}: ${count(ours.length)} without a parent`,
      code: ours.length === 0 ? 'orphans.none' : 'orphans.found',
      params: { subject, rows: ours.length, more: ours.length >= readAtMost },
      differences: ours.slice(0, listed).map(describe),
    });
  }
  const isPart = table.plan.filter !== undefined;
  if (inherited.length > 0) {
    results.push({
      ...base,
      ok: false,
      sourceFault: true,
      detail: `${subject}: ${count(inherited.length)} without a parent, in the source as well${isPart ? ', or with one of another business, which does not move' : ''}`,
      code: 'orphans.inherited',
      params: { subject, rows: inherited.length, more: inherited.length >= readAtMost, part: isPart },
      differences: inherited.slice(0, listed).map(describe),
    });
  }
  return results;
}

function count(rows: number): string {
  if (rows >= readAtMost) return `at least ${counted(readAtMost, 'row')}`;
  return counted(rows, 'row');
}

function orphanIdentity({ key, id }: Orphan): string {
  return `${keyIdentity(key)} ${id}`;
}

async function targetOrphans(
  { pair: { target }, plan, table, idColumn, scope }: OrphanSearch,
  column: ComparedColumn,
  parent: ComparedTable,
): Promise<Orphan[]> {
  const keys = table.keyPositions.map((position) => table.columns[position]?.actual.text ?? 'NULL');
  const name = quoteName(column.name);
  const sameTenant = tenantCondition(plan, parent.plan) ? ` AND p.${tenantCondition(plan, parent.plan)}` : '';
  const { target: facts } = column.plan;
  const wanted = asParentId(`c.${name}`, facts, idFacts(parent, idColumn).target);
  const rows = await target.queryCells(
    `SELECT ${column.actual.text}, ${keys.join(', ') || 'NULL'} FROM ${quoteName(table.plan.target)} AS c
      WHERE ${scope.target} AND ${namesARow(name, facts)} AND NOT EXISTS
      (SELECT 1 FROM ${quoteName(parent.plan.target)} AS p WHERE p.${quoteName(idColumn)} = ${wanted}${sameTenant})
      LIMIT ${readAtMost}`,
  );
  return rows.map(readOrphan);
}

/** The same rows in the source, with keys and IDs as the target has them; parents of other businesses do not move, either. */
async function sourceOrphans(
  { pair: { source }, table, idColumn, scope }: OrphanSearch,
  column: ComparedColumn,
  parent: ComparedTable,
): Promise<Orphan[]> {
  const keys = table.keyPositions.map((position) => table.columns[position]?.expected?.text ?? 'NULL');
  const facts = column.plan.source ?? column.plan.target;
  const name = quoteName(facts.name);
  const id = idFacts(parent, idColumn);
  const wanted = asParentId(`c.${name}`, facts, id.source ?? id.target);
  const moved = parent.plan.filter ? ` AND p.${businessCondition(parent.plan, 'source')}` : '';
  const rows = await source.queryCells(
    `SELECT ${column.expected?.text ?? column.raw}, ${keys.join(', ') || 'NULL'} FROM ${sourceRows(table.plan, 'c')}
      WHERE ${scope.source} AND ${namesARow(name, facts)} AND NOT EXISTS
      (SELECT 1 FROM ${sourceRows(parent.plan, 'p')} WHERE p.${quoteName(id.source?.name ?? idColumn)} = ${wanted}${moved})
      LIMIT ${readAtMost}`,
  );
  return rows.map(readOrphan);
}

/** The column that references to a table lead to; the plan follows none to a table without it. */
export function idFacts(parent: ComparedTable, idColumn: string): ColumnPlan {
  const column = parent.plan.columns.find(({ name }) => name === idColumn);
  if (!column) throw new Error(`table ${parent.plan.table} has no column ${idColumn}`);
  return column;
}

function readOrphan([id, ...key]: readonly (Buffer | null)[]): Orphan {
  return { id: id?.toString('utf8') ?? '', key: textCells(key) };
}
