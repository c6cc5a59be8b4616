import type { RepairOutcome, RepairProposal } from '../../../core/repair.js';
import { quoteName, quoteText } from '../../../core/sql.js';
import type { Difference } from '../../../core/validation-shape.js';
import type { Session } from '../../../mysql/session.js';
import { keptTimes } from '../../../plan/kept-times.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { versionColumn } from '../compare/compared-table.js';
import { type RowKey, sourceKeyCondition, targetKeyCondition } from '../compare/keys.js';
import { lookAtRows } from '../compare/look-at-rows.js';
import { tenantCondition, wholeTable } from '../compare/scope.js';
import { versionChangeOf } from '../compare/versions.js';
import { copyChunk } from '../copy/copy-chunk.js';
import { putRight } from '../overwrite/put-right.js';
import { say } from '../words.js';
import type { Repairing } from './repairing.js';
import { judgeRows } from './since-run.js';

/** Looks at one row again, puts it right in one transaction, and looks once more. */
export async function repairRow(repairing: Repairing, proposal: RepairProposal): Promise<RepairOutcome> {
  const { plan } = repairing.options;
  const table = plan.tables.find(({ table: name }) => name === proposal.table);
  const { rowKey } = proposal;
  if (!table || !rowKey) throw new Error(`${proposal.table} ${proposal.key} is not a row of this run`);
  const before = await lookAtRows(repairing, table, [rowKey]);
  const [first] = before;
  if (!first) return { proposal, state: 'unneeded', detail: say('repair.right'), remaining: [] };

  const columns = before.flatMap(({ column }) => column ?? []);
  const [since] = (await judgeRows(repairing, table, [{ key: rowKey, columns }])).values();
  // Somebody may have written to it since it was proposed.
  if (since) return { proposal, state: 'left', detail: say(`since.${since}`), remaining: before };

  const owner = otherOwner(plan, before);
  const version = versionColumn(plan, table.table);
  if (owner !== null && before.length > 1) {
    return { proposal, state: 'left', detail: say('repair.owner', { owner }), remaining: before };
  }
  if (first.kind === 'extra-in-target') {
    if (!repairing.options.deleteExtra) {
      return { proposal, state: 'left', detail: say('repair.gone'), remaining: before };
    }
    await deleteRow(repairing, table, rowKey, proposal);
  } else if (before.every(({ column }) => column !== undefined && column === version)) {
    await writeVersion(repairing, table, rowKey, first.expected ?? null, proposal);
  } else if (table.reshape?.over) {
    await putBack(repairing, table, rowKey, proposal);
  } else {
    await recopyRows(repairing, table, [{ rowKey, proposal, underOtherTenant: owner !== null }]);
  }
  return judge(repairing, table, rowKey, proposal);
}

async function judge(
  repairing: Repairing,
  table: TablePlan,
  rowKey: RowKey,
  proposal: RepairProposal,
): Promise<RepairOutcome> {
  const remaining = await lookAtRows(repairing, table, [rowKey]);
  return remaining.length === 0
    ? { proposal, state: 'repaired', detail: say('repair.equal'), remaining }
    : { proposal, state: 'failed', detail: say('repair.differs'), remaining };
}

/** The tenant that has the row, when it is not ours: a row that differs in nothing else was ours. */
function otherOwner(plan: Plan, found: readonly Difference[]): string | null {
  const tenant = found.find(({ column }) => column === plan.tenant.column);
  return tenant && tenant.actual?.toLowerCase() !== plan.tenant.id.toLowerCase()
    ? String(tenant.actual)
    : null;
}

/** Our tenant's row with this key. */
function rowCondition(plan: Plan, table: TablePlan, rowKey: RowKey): string {
  const tenant = tenantCondition(plan, table);
  return `${targetKeyCondition(table, [rowKey])}${tenant ? ` AND ${tenant}` : ''}`;
}

async function deleteRow(
  { options, writer }: Repairing,
  table: TablePlan,
  rowKey: RowKey,
  proposal: RepairProposal,
): Promise<void> {
  await inTransaction(writer, async () => {
    const { affectedRows } = await writer.execute(
      `DELETE FROM ${quoteName(table.target)} WHERE ${rowCondition(options.plan, table, rowKey)}`,
    );
    if (affectedRows !== 1) throw new Error(`${affectedRows} rows would have been deleted instead of one`);
    await options.record?.(writer, proposal);
  });
}

async function writeVersion(
  { options, writer }: Repairing,
  table: TablePlan,
  rowKey: RowKey,
  version: string | null,
  proposal: RepairProposal,
): Promise<void> {
  const column = versionColumn(options.plan, table.table);
  if (!column || version === null) throw new Error('it is not known which version the row must name');
  await inTransaction(writer, async () => {
    await writer.execute(
      `UPDATE ${quoteName(table.target)} SET ${quoteName(column)} = ${quoteText(version)}${keptTimes(table.columns)} WHERE ${rowCondition(options.plan, table, rowKey)}`,
    );
    await options.record?.(writer, proposal);
  });
}

/** A row that was written over another is never taken out: it has more than the source knows. */
async function putBack(
  { options, pair, writer }: Repairing,
  table: TablePlan,
  rowKey: RowKey,
  proposal: RepairProposal,
): Promise<void> {
  const { cellContext: context, ledger, wholeOf } = options;
  const whole = await wholeOf?.(table);
  if (!ledger || !whole)
    throw new Error('the ledger is needed to put back a row that was written over another');
  await inTransaction(writer, async () => {
    const ofWriter = { ...ledger, session: writer };
    const right = await putRight(
      { source: pair.source, ledger: ofWriter, whole, context, lock: true },
      rowKey,
    );
    if (right === 'unknown') throw new Error('neither the ledger nor the source has the row');
    if (right) await writer.execute(right.sql);
    await options.record?.(writer, proposal);
  });
}

/** A row to take out and bring again. */
interface Recopied {
  readonly rowKey: RowKey;
  readonly proposal: RepairProposal;
  /** The row stands under another tenant's ID, so it is found by its key alone. */
  readonly underOtherTenant: boolean;
}

/**
 * Rows of one table in one transaction: first all old ones go, then the new ones come through the copy's own writer. So
 * two rows that hold each other's unique values can be put right, too.
 */
async function recopyRows(
  { options, pair, writer, versionsOf }: Repairing,
  table: TablePlan,
  rows: readonly Recopied[],
): Promise<void> {
  const name = quoteName(table.target);
  const column = versionColumn(options.plan, table.table);
  const changes = await versionsOf(table.table);
  const ownTransaction = async () => undefined;
  await inTransaction(writer, async () => {
    for (const { rowKey, underOtherTenant } of rows) {
      const old = underOtherTenant
        ? targetKeyCondition(table, [rowKey])
        : rowCondition(options.plan, table, rowKey);
      await writer.execute(`DELETE FROM ${name} WHERE ${old}`);
    }
    for (const { rowKey, proposal } of rows) {
      const copied = await copyChunk({
        source: pair.source,
        target: { ...writer, begin: ownTransaction, commit: ownTransaction, rollback: ownTransaction },
        table,
        range: wholeTable,
        only: sourceKeyCondition(table, [rowKey]),
        method: options.method,
        context: options.cellContext,
        signal: options.signal,
        beforeCommit: ownTransaction,
      });
      if (copied.rows !== 1) throw new Error(`the source gave ${copied.rows} rows instead of one`);
      const change = versionChangeOf(changes, rowKey);
      if (column && change) {
        await writer.execute(
          `UPDATE ${name} SET ${quoteName(column)} = ${quoteText(change.targetVersion)}${keptTimes(table.columns)}
            WHERE ${rowCondition(options.plan, table, rowKey)} AND ${quoteName(column)} = ${quoteText(change.sourceVersion)}`,
        );
      }
      await options.record?.(writer, proposal);
    }
  });
}

/** Tries rows of one table again that could not be repaired one by one. */
export async function repairTogether(
  repairing: Repairing,
  failed: readonly RepairOutcome[],
): Promise<readonly RepairOutcome[]> {
  const table = repairing.options.plan.tables.find(({ table: name }) => name === failed[0]?.proposal.table);
  if (!table || table.reshape?.over) return failed;
  const rows: Recopied[] = [];
  for (const { proposal } of failed) {
    const { rowKey } = proposal;
    if (!rowKey) return failed;
    const owner = otherOwner(repairing.options.plan, await lookAtRows(repairing, table, [rowKey]));
    rows.push({ rowKey, proposal, underOtherTenant: owner !== null });
  }
  await recopyRows(repairing, table, rows);
  const outcomes: RepairOutcome[] = [];
  for (const { rowKey, proposal } of rows) outcomes.push(await judge(repairing, table, rowKey, proposal));
  return outcomes;
}

async function inTransaction(writer: Session, work: () => Promise<void>): Promise<void> {
  await writer.begin();
  try {
    await work();
    await writer.commit();
  } catch (error) {
    await writer.rollback().catch(() => writer.destroy());
    throw error;
  }
}
