import { quoteName, textCells } from '../../../../core/sql.js';
import { type Difference, type JobResult, worded } from '../../../../core/validation-shape.js';
import { businessCondition } from '../../../../mysql/chunks.js';
import type { Session } from '../../../../mysql/session.js';
import type { ColumnFacts } from '../../../../plan/facts.js';
import { changesIds, idRestorer } from '../../../../plan/id-shift.js';
import { findJsonKeys, parseJsonPath } from '../../../../plan/json-ids.js';
import { canonicalLiteral, canonicalText } from '../../../../plan/mapping.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import { type JsonIdPath, jsonPathsIn } from '../../../../plan/treatments.js';
import { type ValueKind, valueKind } from '../../../../plan/value-kind.js';
import type { ComparedColumn, ComparedTable } from '../../compare/compared-table.js';
import { keyIdentity, type RowKey, showKey, sourceKeyCondition } from '../../compare/keys.js';
import { tenantCondition } from '../../compare/scope.js';
import { sayDifference } from '../../compare/words.js';
import { idFacts, leftOut, type OrphanSearch, orphanResults } from './orphans.js';

/** An ID inside JSON that leads nowhere, or JSON that cannot be read. */
interface JsonOrphan {
  readonly key: RowKey;
  readonly path: JsonIdPath | null;
  readonly id: string;
}

/** IDs looked up at a time, and orphans looked at in the source. */
const idsAtOnce = 1_000;
const readAtMost = 10_000;

/** For every JSON column of `table` that holds IDs: IDs that no row of our tenant has. 0 names none. */
export async function checkJsonOrphans(search: OrphanSearch): Promise<JobResult[]> {
  const { tables, table } = search;
  const results: JobResult[] = [];
  const migrated = new Set(tables.map(({ plan: { table: name } }) => name));
  for (const column of table.columns) {
    const paths = jsonPathsIn(column.plan.treatment);
    for (const path of paths) {
      const subject = `${column.name}${path.path} → ${path.table}`;
      if (!migrated.has(path.table))
        results.push({ ...leftOut(table, subject, path.table), check: 'json-orphans' });
      else if (!isPrintable(search, path)) results.push(notComparable(table, subject, path.table));
    }
    const known = paths.filter((path) => migrated.has(path.table) && isPrintable(search, path));
    if (known.length > 0) {
      results.push(...(await checkColumn(search, column, known)));
    }
  }
  return results;
}

async function checkColumn(
  search: OrphanSearch,
  column: ComparedColumn,
  paths: readonly JsonIdPath[],
): Promise<JobResult[]> {
  const { pair, plan, tables, table, idColumn } = search;
  // First the distinct IDs, then, only when some lead nowhere, the rows that hold those.
  const ids = new Map<string, Set<string>>(paths.map((path) => [path.table, new Set()]));
  let unreadable = 0;
  for await (const { found } of jsonRows(search, column, paths)) {
    if (!found) unreadable += 1;
    for (const { path, id } of found ?? []) ids.get(path.table)?.add(id);
  }
  const missing = new Map<string, ReadonlySet<string>>();
  for (const [parent, wanted] of ids) {
    const planned = tables.find((candidate) => candidate.plan.table === parent);
    if (!planned) continue;
    const condition = tenantCondition(plan, planned.plan) ?? 'TRUE';
    const ids = { table: planned.plan.target, column: idFacts(planned, idColumn).target, condition };
    missing.set(parent, await absent(pair.target, ids, wanted));
  }
  const orphans: JsonOrphan[] = [];
  if (unreadable > 0 || [...missing.values()].some(({ size }) => size > 0)) {
    for await (const { key, found } of jsonRows(search, column, paths)) {
      if (!found) orphans.push({ key: key(), path: null, id: '' });
      for (const { path, id } of found ?? []) {
        if (missing.get(path.table)?.has(id)) orphans.push({ key: key(), path, id });
      }
    }
  }
  const inherited = await inheritedOrphans(search, column, orphans.slice(0, readAtMost));
  const ours = orphans.filter((orphan) => !inherited.has(orphan));
  return orphanResults(
    'json-orphans',
    table,
    column.name,
    ours,
    [...inherited],
    (orphan): Difference => ({
      kind: 'field-mismatch',
      table: table.plan.table,
      key: showKey(table.plan, orphan.key),
      column: column.name,
      ...worded({
        expected: orphan.path ? sayDifference('difference.json-id', { ...orphan.path }) : 'JSON',
        actual: orphan.path ? orphan.id : sayDifference('difference.no-json'),
      }),
    }),
  );
}

/** The type of the IDs that a path leads to. */
function kindAt({ tables, idColumn }: OrphanSearch, path: JsonIdPath): ValueKind | undefined {
  const parent = tables.find(({ plan }) => plan.table === path.table);
  return parent && valueKind(idFacts(parent, idColumn).target);
}

/** JSON holds numbers and texts; bytes may be written in it in any way. */
function isPrintable(search: OrphanSearch, path: JsonIdPath): boolean {
  const kind = kindAt(search, path);
  return kind === 'number' || kind === 'text';
}

function notComparable(table: ComparedTable, subject: string, parent: string): JobResult {
  return {
    check: 'json-orphans',
    table: table.plan.table,
    ok: true,
    detail: `${subject}: not checked, since the IDs of ${parent} are neither numbers nor texts`,
    code: 'orphans.not-comparable',
    params: { subject, parent },
    differences: [],
  };
}

interface FoundId {
  readonly path: JsonIdPath;
  readonly id: string;
}

/** A path as it is followed. */
interface FollowedPath {
  readonly path: JsonIdPath;
  readonly parts: ReturnType<typeof parseJsonPath>;
  /** Its IDs are texts, so that strings count. */
  readonly isText: boolean;
}

function followed(search: OrphanSearch, paths: readonly JsonIdPath[]): readonly FollowedPath[] {
  return paths.map((path) => ({
    path,
    parts: parseJsonPath(path.path),
    isText: kindAt(search, path) === 'text',
  }));
}

/** IDs at the paths, without the sentinels 0 and ''; null when the text is not JSON. */
function readIds(json: Buffer, paths: readonly FollowedPath[]): FoundId[] | null {
  try {
    const parts = paths.map((path) => path.parts);
    return findJsonKeys(json, parts).flatMap(({ key, isText, path: index }) => {
      const at = paths[index];
      if (!at || (isText && !at.isText)) return [];
      const isNone = isText ? key === '' : !/[1-9]/.test(key);
      return isNone ? [] : [{ path: at.path, id: key }];
    });
  } catch {
    return null;
  }
}

async function* jsonRows(
  search: OrphanSearch,
  column: ComparedColumn,
  paths: readonly JsonIdPath[],
): AsyncIterable<{ readonly key: () => RowKey; readonly found: readonly FoundId[] | null }> {
  const { pair, table, scope } = search;
  const parts = followed(search, paths);
  const keys = table.keyPositions.map((position) => table.columns[position]?.actual.text ?? 'NULL');
  const sql = `SELECT ${[column.actual.text, ...keys].join(', ')} FROM ${quoteName(table.plan.target)}
    WHERE ${scope.target} AND ${column.actual.value} IS NOT NULL`;
  for await (const [json, ...key] of pair.target.streamCells(sql)) {
    if (!json) continue;
    yield { key: () => textCells(key), found: readIds(json, parts) };
  }
}

/** The IDs that a table's rows have, of those that meet a condition. */
interface ParentIds {
  readonly table: string;
  readonly column: ColumnFacts;
  readonly condition: string;
}

/** Those of `wanted` that no row has. */
async function absent(
  session: Session,
  { table, column, condition }: ParentIds,
  wanted: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const all = [...wanted];
  const missing = new Set(all);
  const name = quoteName(column.name);
  for (let start = 0; start < all.length; start += idsAtOnce) {
    const ids = all.slice(start, start + idsAtOnce).map((id) => canonicalLiteral(id, column));
    const rows = await session.queryCells(
      `SELECT ${canonicalText(name, column)} FROM ${quoteName(table)} WHERE ${condition} AND ${name} IN (${ids.join(', ')})`,
    );
    for (const [id] of rows) missing.delete(id?.toString('utf8') ?? '');
  }
  return missing;
}

/** Orphans that the source's row has at the same path, and whose parent is not among the source's that move. */
async function inheritedOrphans(
  search: OrphanSearch,
  column: ComparedColumn,
  orphans: readonly JsonOrphan[],
): Promise<ReadonlySet<JsonOrphan>> {
  const { pair, tables, table, idColumn } = search;
  const inherited = new Set<JsonOrphan>();
  if (table.keyPositions.length === 0) return inheritedByAnyRow(search, column, orphans);
  const keys = table.keyPositions.map((position) => table.columns[position]?.expected?.text ?? 'NULL');
  for (let start = 0; start < orphans.length; start += idsAtOnce) {
    const part = orphans.slice(start, start + idsAtOnce);
    const rows = await pair.source.queryCells(
      `SELECT ${[column.raw, ...keys].join(', ')} FROM ${sourceRows(table.plan)}
        WHERE ${sourceKeyCondition(
          table.plan,
          part.map(({ key }) => key),
        )}`,
    );
    const texts = new Map(rows.map(([json, ...key]) => [keyIdentity(textCells(key)), json]));
    for (const orphan of part) {
      const { path } = orphan;
      const json = texts.get(keyIdentity(orphan.key));
      if (!path || !json) continue;
      const parent = tables.find((candidate) => candidate.plan.table === path.table);
      if (!parent) continue;
      const original = inSource(path, orphan.id);
      const named = readIds(json, followed(search, [path]))?.some(({ id }) => id === original) ?? false;
      const ids = movingIds(parent, idColumn);
      if (named && (await absent(pair.source, ids, new Set([original]))).size > 0) {
        inherited.add(orphan);
      }
    }
  }
  return inherited;
}

/** The same for a table without a key, of which nobody can say which row became which: any row may name the ID. */
async function inheritedByAnyRow(
  search: OrphanSearch,
  column: ComparedColumn,
  orphans: readonly JsonOrphan[],
): Promise<ReadonlySet<JsonOrphan>> {
  const { pair, tables, table, idColumn, scope } = search;
  const inherited = new Set<JsonOrphan>();
  for (const [path, ofPath] of Map.groupBy(orphans, (orphan) => orphan.path)) {
    const parent = tables.find(({ plan }) => plan.table === path?.table);
    if (!path || !parent) continue;
    const parts = followed(search, [path]);
    const wanted = new Set(ofPath.map(({ id }) => inSource(path, id)));
    const named = new Set<string>();
    const rows = pair.source.streamCells(
      `SELECT ${column.raw} FROM ${sourceRows(table.plan)} WHERE ${scope.source} AND ${column.raw} IS NOT NULL`,
    );
    for await (const [json] of rows) {
      for (const { id } of (json && readIds(json, parts)) ?? []) if (wanted.has(id)) named.add(id);
    }
    const missing = await absent(pair.source, movingIds(parent, idColumn), named);
    for (const orphan of ofPath) if (missing.has(inSource(path, orphan.id))) inherited.add(orphan);
  }
  return inherited;
}

/** The source's ID for one of the target. */
function inSource(path: JsonIdPath, id: string): string {
  return changesIds(path) ? idRestorer(path)(BigInt(id)).toString() : id;
}

/** The IDs of the source's rows that move. */
function movingIds(parent: ComparedTable, idColumn: string): ParentIds {
  const { source, target } = idFacts(parent, idColumn);
  const condition = businessCondition(parent.plan, 'source');
  return { table: parent.plan.source, column: source ?? target, condition };
}
