import type { Session } from '../../mysql/session.js';
import { idRestorer } from '../../plan/id-shift.js';
import { findJsonIds, parseJsonPath } from '../../plan/json-ids.js';
import type { JsonIdPath } from '../../plan/plan.js';
import { quoteName } from '../../plan/sql.js';
import type { ComparedColumn, ComparedTable } from '../compare/compared-table.js';
import { keyIdentity, type RowKey, showKey, sourceKeyCondition } from '../compare/keys.js';
import type { CheckResult, Difference } from '../result.js';
import { leftOut, type OrphanSearch, orphanResults } from './orphans.js';
import { tenantCondition } from './scope.js';

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
export async function checkJsonOrphans(search: OrphanSearch): Promise<CheckResult[]> {
  const { tables, table } = search;
  const results: CheckResult[] = [];
  const migrated = new Set(tables.map(({ plan: { table: name } }) => name));
  for (const column of table.columns) {
    const { treatment } = column.plan;
    if (treatment.kind !== 'json-ids') continue;
    for (const path of treatment.paths) {
      if (migrated.has(path.table)) continue;
      const subject = `${column.name}${path.path} → ${path.table}`;
      results.push({ ...leftOut(table, subject, path.table), check: 'json-orphans' });
    }
    const known = treatment.paths.filter((path) => migrated.has(path.table));
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
): Promise<CheckResult[]> {
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
    const tenant = planned ? tenantCondition(plan, planned.plan) : undefined;
    missing.set(parent, await absent(pair.target, parent, idColumn, tenant ?? 'TRUE', wanted));
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
  const inherited = await inheritedOrphans(
    pair.source,
    table,
    column,
    orphans.slice(0, readAtMost),
    idColumn,
  );
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
      expected: orphan.path ? `at ${orphan.path.path} the ID of a row of ${orphan.path.table}` : 'JSON',
      actual: orphan.path ? orphan.id : 'text that is not JSON',
    }),
  );
}

interface FoundId {
  readonly path: JsonIdPath;
  readonly id: string;
}

/** IDs at the paths, without the sentinel 0; null when the text is not JSON. */
function readIds(
  json: Buffer,
  paths: readonly JsonIdPath[],
  parts = paths.map(({ path }) => parseJsonPath(path)),
): FoundId[] | null {
  try {
    return findJsonIds(json, parts).flatMap(({ start, end, path: index }) => {
      const id = json.toString('latin1', start, end);
      const path = paths[index];
      return path && /[1-9]/.test(id) ? [{ path, id }] : [];
    });
  } catch {
    return null;
  }
}

async function* jsonRows(
  { pair: { target }, table, scope }: OrphanSearch,
  column: ComparedColumn,
  paths: readonly JsonIdPath[],
): AsyncIterable<{ readonly key: () => RowKey; readonly found: readonly FoundId[] | null }> {
  const parts = paths.map(({ path }) => parseJsonPath(path));
  const keys = table.keyPositions.map((position) => table.columns[position]?.actual.text ?? 'NULL');
  const sql = `SELECT ${[column.actual.text, ...keys].join(', ')} FROM ${quoteName(table.plan.table)}
    WHERE ${scope.target} AND ${column.actual.value} IS NOT NULL`;
  for await (const [json, ...key] of target.streamCells(sql)) {
    if (!json) continue;
    yield { key: () => key.map((cell) => cell?.toString('utf8') ?? ''), found: readIds(json, paths, parts) };
  }
}

/** Those of `wanted` that no row has. */
async function absent(
  session: Session,
  table: string,
  idColumn: string,
  condition: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const all = [...wanted];
  const missing = new Set(all);
  const name = quoteName(idColumn);
  for (let start = 0; start < all.length; start += idsAtOnce) {
    const ids = all.slice(start, start + idsAtOnce).map((id) => BigInt(id));
    const rows = await session.queryCells(
      `SELECT CAST(${name} AS CHAR) FROM ${quoteName(table)} WHERE ${condition} AND ${name} IN (${ids.join(', ')})`,
    );
    for (const [id] of rows) missing.delete(id?.toString('latin1') ?? '');
  }
  return missing;
}

/** Orphans that the source's row has at the same path, and whose parent the source has not either. */
async function inheritedOrphans(
  source: Session,
  table: ComparedTable,
  column: ComparedColumn,
  orphans: readonly JsonOrphan[],
  idColumn: string,
): Promise<ReadonlySet<JsonOrphan>> {
  const inherited = new Set<JsonOrphan>();
  if (table.keyPositions.length === 0) return inherited;
  const keys = table.keyPositions.map((position) => table.columns[position]?.expected?.text ?? 'NULL');
  for (let start = 0; start < orphans.length; start += idsAtOnce) {
    const part = orphans.slice(start, start + idsAtOnce);
    const rows = await source.queryCells(
      `SELECT ${[column.raw, ...keys].join(', ')} FROM ${quoteName(table.plan.table)}
        WHERE ${sourceKeyCondition(
          table.plan,
          part.map(({ key }) => key),
        )}`,
    );
    const texts = new Map(
      rows.map(([json, ...key]) => [keyIdentity(key.map((cell) => cell?.toString('utf8') ?? '')), json]),
    );
    for (const orphan of part) {
      const { path } = orphan;
      const json = texts.get(keyIdentity(orphan.key));
      if (!path || !json) continue;
      const original = idRestorer(path)(BigInt(orphan.id)).toString();
      const named = readIds(json, [path])?.some(({ id }) => id === original) ?? false;
      if (named && (await absent(source, path.table, idColumn, 'TRUE', new Set([original]))).size > 0) {
        inherited.add(orphan);
      }
    }
  }
  return inherited;
}
