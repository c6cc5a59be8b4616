import { columnsByTable } from './columns.js';
import { expectedCell, type Rules, sameCell, shown, targetId } from './expected.js';
import { type RawRow, type Reader, readRows } from './reader.js';
import type { Mismatch } from './types.js';

/** A row of the source with the one that stands for it in the target. */
export interface RowPair {
  readonly table: string;
  readonly source: RawRow;
  readonly target: RawRow;
}

export interface RowsScope {
  readonly source: Reader;
  readonly target: Reader;
  readonly tenantId: string;
  readonly rules: Rules;
  readonly bizIds?: readonly number[];
  /** Columns that the comparison of secrets looks at instead. */
  readonly leaveOut: ReadonlySet<string>;
}

/** Compares all rows of one table; the pairs go on to the comparison of secrets. */
export async function compareRows(
  scope: RowsScope,
  table: string,
  found: (mismatch: Mismatch) => void,
): Promise<readonly RowPair[]> {
  const { source, target, tenantId, rules, bizIds } = scope;
  const [condition, values] = bizIds === undefined ? ['1 = 1', []] : ['biz_id IN (?)', [bizIds]];
  const from = await readRows(source, table, condition, values);
  const to = await readRows(target, table, 'tenant_id = ?', [tenantId]);
  const columns = (columnsByTable[table] ?? '').split(' ');
  if (!sameColumns(table, columns, from.columns, to.columns, found)) return [];

  const pairs: RowPair[] = [];
  const expectedIds = new Set<bigint>();
  for (const [id, row] of from.rows) {
    const there = targetId(rules, table, id);
    expectedIds.add(there);
    if (rules.already[table]?.[String(id)] !== undefined) continue;
    const key = `id ${id}${there === id ? '' : ` → ${there}`}`;
    const other = to.rows.get(there);
    if (other === undefined) {
      found({ kind: 'missing-row', table, key, detail: 'the target lacks the row' });
      continue;
    }
    pairs.push({ table, source: row, target: other });
    if (String(other.get('tenant_id')) !== tenantId) {
      // Found by a collation that does not tell the two apart.
      found({
        kind: 'tenant',
        table,
        key,
        column: 'tenant_id',
        detail: shown('', other.get('tenant_id') ?? null),
      });
    }
    for (const column of columns) {
      if (scope.leaveOut.has(column)) continue;
      const expected = expectedCell(rules, table, column, row.get(column) ?? null);
      const actual = other.get(column) ?? null;
      if (sameCell(rules, column, expected, actual)) continue;
      const detail = `expected ${shown(column, expected)}, found ${shown(column, actual)}`;
      found({ kind: 'value', table, key, column, detail });
    }
  }
  for (const id of to.rows.keys()) {
    if (!expectedIds.has(id))
      found({ kind: 'extra-row', table, key: `id ${id}`, detail: 'the source lacks the row' });
  }
  return pairs;
}

function sameColumns(
  table: string,
  expected: readonly string[],
  source: readonly string[],
  target: readonly string[],
  found: (mismatch: Mismatch) => void,
): boolean {
  const wanted = expected.join(' ');
  const sides = { source: source.join(' ') === wanted, target: target.join(' ') === `${wanted} tenant_id` };
  for (const [side, same] of Object.entries(sides)) {
    if (!same)
      found({ kind: 'columns', table, key: side, detail: `${side} has other columns than expected` });
  }
  return sides.source && sides.target;
}

/** Tables that were not to move hold nothing of the tenant. */
export async function compareUnmoved(
  { target, tenantId }: RowsScope,
  moved: readonly string[],
  found: (mismatch: Mismatch) => void,
): Promise<void> {
  const tables = await target.texts(
    `SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'tenant_id'`,
  );
  for (const table of tables) {
    if (moved.includes(table) || table.startsWith('_tenantferry')) continue;
    const [count] = await target.texts(`SELECT COUNT(*) FROM \`${table}\` WHERE tenant_id = ?`, [tenantId]);
    if (count !== '0')
      found({
        kind: 'extra-row',
        table,
        key: 'all',
        detail: `${count} rows in a table that was not to move`,
      });
  }
}

/** No id that is in use may be handed out again. */
export async function compareGenerators(
  target: Reader,
  tables: readonly string[],
  found: (mismatch: Mismatch) => void,
): Promise<void> {
  for (const table of tables) {
    const [highest] = await target.texts(`SELECT COALESCE(MAX(id), 0) FROM \`${table}\``);
    const [reached] = await target.texts('SELECT max_id FROM id_generators WHERE resource = ?', [table]);
    if (reached !== undefined && BigInt(reached) >= BigInt(highest ?? 0)) continue;
    const detail = `the generator stands at ${reached ?? 'nothing'}, the highest id is ${highest}`;
    found({ kind: 'generator', table, key: table, detail });
  }
}
