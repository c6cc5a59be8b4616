import type { RepairProposal } from '../../../core/repair.js';
import { textOf } from '../../../core/sentence.js';
import { quoteName, quoteText } from '../../../core/sql.js';
import { keptTimes } from '../../../plan/kept-times.js';
import { canonicalLiteral } from '../../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../../plan/plan.js';
import type { Preset } from '../../../preset/schema.js';
import { compileTable, versionColumn } from '../compare/compared-table.js';
import { canBeFound, type RowKey, sourceKeyCondition, targetKeyCondition } from '../compare/keys.js';
import type { CanonicalCell } from '../compare/row-digest.js';
import { type CanonicalRow, expectedRows, keyOf, type SessionPair } from '../compare/rows.js';
import { tenantCondition } from '../compare/scope.js';
import { type VersionChanges, versionChangeOf, versionsByTable } from '../compare/versions.js';
import { putRight } from '../overwrite/put-right.js';
import type { RepairOptions } from './repairing.js';

type SqlOptions = Pick<RepairOptions, 'plan' | 'cellContext' | 'versionChanges' | 'ledger' | 'wholeOf'> & {
  readonly generators?: Preset['id_generators'];
  /** When the validation was finished that the proposals come from. */
  readonly validatedAt?: string;
};

/**
 * Proposals as SQL for the target, to be read and run by a person. Lines end with a newline. Columns marked secret are
 * never written out: where one must be set, a comment stands instead.
 */
export async function* repairSql(
  pair: SessionPair,
  options: SqlOptions,
  proposals: readonly RepairProposal[],
): AsyncIterable<string> {
  const { plan } = options;
  const versionsOf = versionsByTable(options.versionChanges);
  yield `-- Repairs of ${plan.target.database} for ${plan.tenant.column} ${comment(plan.tenant.id)}. Read before you run it.\n`;
  if (options.validatedAt)
    yield `-- Found by the validation of ${options.validatedAt}, and looked at again now; later changes are not in it.\n`;
  yield `SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0;\nSET NAMES utf8mb4;\n`;
  for (const proposal of proposals) {
    yield `\n-- ${comment(`${proposal.table} ${proposal.key}: ${textOf(proposal.reason)}`)}\n`;
    if (proposal.since) {
      yield '-- left as it is\n';
      continue;
    }
    const table = plan.tables.find(({ table: name }) => name === proposal.table);
    yield `${table && proposal.rowKey ? await statement(pair, { ...options, versionsOf }, table, proposal.rowKey, proposal) : byHand(options, proposal)}\n`;
  }
}

function byHand({ plan, generators }: SqlOptions, { action, table, value }: RepairProposal): string {
  if (action === 'recopy-secret') return '-- a secret: use validate --repair';
  if (action !== 'raise-generator') return '-- by hand';
  const resource = plan.generators.find((generator) => generator.table === table)?.resource;
  if (!generators || resource === undefined || !/^\d+$/.test(value ?? ''))
    return '-- a generator: use validate --repair';
  const max = quoteName(generators.max_column);
  // Never lower: the target may have handed out more since.
  return `UPDATE ${quoteName(generators.table)} SET ${max} = GREATEST(${max}, ${value}) WHERE ${quoteName(generators.resource_column)} = ${quoteText(resource)};`;
}

/** A comment ends at the line's end, so no value may bring a line of its own. */
function comment(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}

interface Stating extends SqlOptions {
  readonly versionsOf: (table: string) => Promise<VersionChanges>;
}

async function statement(
  pair: SessionPair,
  options: Stating,
  table: TablePlan,
  rowKey: RowKey,
  proposal: RepairProposal,
): Promise<string> {
  const tenant = tenantCondition(options.plan, table);
  const where = `${targetKeyCondition(table, [rowKey])}${tenant ? ` AND ${tenant}` : ''}`;
  const name = quoteName(table.target);
  switch (proposal.action) {
    case 'delete-row':
      return `DELETE FROM ${name} WHERE ${where};`;
    case 'rewrite-version': {
      const column = quoteName(proposal.columns[0] ?? '');
      return `UPDATE ${name} SET ${column} = ${quoteText(proposal.value ?? '')}${keptTimes(table.columns)} WHERE ${where};`;
    }
    case 'by-hand':
    case 'recopy-item':
    case 'recopy-row':
      if (table.reshape?.over) return putRightStatement(pair, options, table, rowKey);
      return copyStatement(pair, options, table, rowKey, proposal, where);
    case 'recopy-secret':
    case 'raise-generator':
      return byHand(options, proposal);
  }
}

/** A row that was written over another gets what the run left of it, as a repair gives it. */
async function putRightStatement(
  { source, target }: SessionPair,
  { ledger, wholeOf, cellContext: context }: Stating,
  table: TablePlan,
  rowKey: RowKey,
): Promise<string> {
  const whole = await wholeOf?.(table);
  if (!ledger || !whole) return '-- by hand';
  const ofTarget = { ...ledger, session: target };
  const right = await putRight({ source, ledger: ofTarget, whole, context, lock: false }, rowKey);
  if (right === 'unknown') return '-- the source has no such row any more';
  if (!right) return '-- it is right by now';
  const secret = whole.columns.some(({ name, secret: is }) => is && right.columns.includes(name));
  return secret ? '-- a secret column must be set: use validate --repair' : `${right.sql};`;
}

async function copyStatement(
  pair: SessionPair,
  { plan, cellContext, versionsOf }: Stating,
  table: TablePlan,
  rowKey: RowKey,
  { columns, action }: RepairProposal,
  where: string,
): Promise<string> {
  const compared = compileTable(table, {
    cellContext,
    exclude: [],
  });
  let row: CanonicalRow | undefined;
  for await (const found of expectedRows(pair, compared, sourceKeyCondition(table, [rowKey]))) {
    if (keyOf(compared, found).join() === rowKey.join()) row = found;
  }
  if (!row) return '-- the source has no such row any more';
  const version = versionColumn(plan, table.table);
  const change = version === undefined ? undefined : versionChangeOf(await versionsOf(table.table), rowKey);
  const values = compared.columns.map((column, position) => {
    const cell = row[position] ?? null;
    // The secret got another version in the target: the source's number would lead to no value, or to another one.
    const moved = column.name === version && change?.sourceVersion === cell?.toString('utf8');
    return { column, sql: moved && change ? quoteText(change.targetVersion) : literal(column.plan, cell) };
  });
  const wanted = columns.length === 0 ? values : values.filter(({ column }) => columns.includes(column.name));
  if (wanted.some(({ column }) => column.secret))
    return '-- a secret column must be set: use validate --repair';
  const name = quoteName(table.target);
  if (columns.length === 0) {
    // Another row has the key, which is for a person to judge.
    if (action === 'by-hand' && canBeFound(table)) return '-- by hand';
    const names = wanted.map(({ column }) => quoteName(column.name)).join(', ');
    return `INSERT INTO ${name} (${names}) VALUES (${wanted.map(({ sql }) => sql).join(', ')});`;
  }
  const tenantChanges = columns.includes(plan.tenant.column);
  const sets = wanted.map(({ column, sql }) => `${quoteName(column.name)} = ${sql}`).join(', ');
  const condition = tenantChanges ? targetKeyCondition(table, [rowKey]) : where;
  const others = table.columns.filter(({ name: kept }) => wanted.every(({ column }) => column.name !== kept));
  return sets === '' ? '-- by hand' : `UPDATE ${name} SET ${sets}${keptTimes(others)} WHERE ${condition};`;
}

function literal({ target }: ColumnPlan, cell: CanonicalCell): string {
  return cell === null ? 'NULL' : canonicalLiteral(cell.toString('utf8'), target);
}
