import { counted } from '../../../../core/counted.js';
import { inBatches } from '../../../../core/in-batches.js';
import { quoteName, quoteText, textCells } from '../../../../core/sql.js';
import type { Difference, JobResult } from '../../../../core/validation-shape.js';
import type { Plan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import type { ComparedTable } from '../../compare/compared-table.js';
import { showKey, targetKeyCondition } from '../../compare/keys.js';
import type { SessionPair } from '../../compare/rows.js';
import type { TableScope } from '../../compare/scope.js';
import { otherBytes, type RowCounter, type SideCount } from './counts.js';

/** Keys that are looked up at a time. */
const keysAtOnce = 500;
const listed = 100;

/** Whether every row that the run wrote bears the tenant's ID, byte for byte. */
export async function checkTenantColumn(
  pair: SessionPair,
  plan: Plan,
  table: ComparedTable,
  scope: TableScope,
  count: RowCounter,
): Promise<JobResult> {
  const base = { check: 'tenant-column', table: table.plan.table };
  const { column, id } = plan.tenant;
  if (!table.columns.some(({ name }) => name === column)) {
    return {
      ...base,
      ok: false,
      detail: `the table has no column ${column}`,
      code: 'tenant-column.absent',
      params: { column },
      differences: [],
    };
  }
  if (table.keyPositions.length === 0) {
    return {
      ...base,
      ok: true,
      detail: 'not checked: rows of a table without a key cannot be told apart',
      code: 'tenant-column.not-checked',
      differences: [],
    };
  }
  const counts = await count(pair, table, scope);
  // The count has looked at each.
  const inexact = counts.inexact === 0 ? [] : await inexactRows(pair, plan, table, scope);
  // A row of the same key may be another tenant's own. One of ours that was given to it is missing.
  const isTelling = table.plan.keyWithin === undefined;
  const foreign =
    isTelling && (await mayHoldForeignRows(pair, plan, table, counts.expected))
      ? await foreignRows(pair, plan, table, scope)
      : [];
  const differences = [...inexact, ...foreign];
  const ok = differences.length === 0;
  return {
    ...base,
    ok,
    detail: ok
      ? `no migrated row bears another ${column} than ${id}`
      : `${counted(differences.length, 'row')} that must belong to ${id} ${differences.length === 1 ? 'bears' : 'bear'} another ${column}`,
    code: ok ? 'tenant-column.right' : 'tenant-column.wrong',
    params: { column, tenant: id, rows: differences.length },
    differences: differences.slice(0, listed),
  };
}

function keyTexts(table: ComparedTable): string {
  return table.keyPositions.map((position) => table.columns[position]?.actual.text ?? 'NULL').join(', ');
}

/** Rows the collation takes for ours although the ID is written differently. */
async function inexactRows(
  pair: SessionPair,
  plan: Plan,
  table: ComparedTable,
  scope: TableScope,
): Promise<Difference[]> {
  const tenant = quoteName(plan.tenant.column);
  const rows = await pair.target.queryCells(
    `SELECT ${tenant}, ${keyTexts(table)} FROM ${quoteName(table.plan.target)}
      WHERE ${scope.target} AND ${otherBytes(plan.tenant)}`,
  );
  return rows.map((row) => difference(plan, table, row));
}

/** Cheap: are there rows of others at all between the run's first and last key? */
async function mayHoldForeignRows(
  pair: SessionPair,
  plan: Plan,
  table: ComparedTable,
  expected: SideCount,
): Promise<boolean> {
  if (expected.rows === 0) return false;
  const [key] = table.plan.key;
  if (expected.first === null || expected.last === null || key === undefined) return true;
  const [row] = await pair.target.queryCells(
    `SELECT 1 FROM ${quoteName(table.plan.target)} WHERE ${quoteName(key)} BETWEEN ${expected.first} AND ${expected.last}
      AND NOT ${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)} LIMIT 1`,
  );
  return row !== undefined;
}

/** Rows that have a migrated row's key and belong to someone else. */
async function foreignRows(
  pair: SessionPair,
  plan: Plan,
  table: ComparedTable,
  scope: TableScope,
): Promise<Difference[]> {
  const found: Difference[] = [];
  const tenant = quoteName(plan.tenant.column);
  const expectedKeys = table.keyPositions.map((position) => {
    const column = table.columns[position];
    return column?.expected?.text ?? column?.raw ?? 'NULL';
  });
  const sql = `SELECT ${expectedKeys.join(', ')} FROM ${sourceRows(table.plan)} WHERE ${scope.source}`;
  for await (const batch of inBatches(pair.source.streamCells(sql), keysAtOnce)) {
    const keys = batch.map(textCells);
    const rows = await pair.target.queryCells(
      `SELECT ${tenant}, ${keyTexts(table)} FROM ${quoteName(table.plan.target)}
        WHERE ${targetKeyCondition(table.plan, keys)} AND NOT ${tenant} = ${quoteText(plan.tenant.id)}`,
    );
    found.push(...rows.map((row) => difference(plan, table, row)));
  }
  return found;
}

function difference(
  plan: Plan,
  table: ComparedTable,
  [tenant, ...key]: readonly (Buffer | null)[],
): Difference {
  return {
    kind: 'field-mismatch',
    table: table.plan.table,
    key: showKey(table.plan, textCells(key)),
    column: plan.tenant.column,
    expected: plan.tenant.id,
    actual: tenant?.toString('utf8') ?? null,
  };
}
