import { quoteName } from '../core/sql.js';
import { packRow } from '../mysql/cells.js';
import type { Session } from '../mysql/session.js';
import { type RowsBefore, tableScope } from '../phases/rows/compare/scope.js';
import { createInsertWriter } from '../phases/rows/copy/insert-writer.js';
import { rowTooLarge, showKey } from '../phases/rows/copy/row-check.js';
import { holdersOf, literalOf } from '../phases/rows/copy/unique-values.js';
import type { IndexFacts } from '../plan/facts.js';
import type { Plan } from '../plan/plan.js';
import type { Target } from './apply-batch.js';
import type { FollowedTable } from './followed-table.js';
import type { LoggedRow } from './source-log.js';

interface SqlTargetOptions {
  /** A target-writer; one batch at a time. */
  readonly session: Session;
  readonly plan: Plan;
  /** The tenant's rows that are not the run's to touch. */
  readonly rowsBefore: RowsBefore;
  /** Target table → its keys. */
  readonly indexes: Readonly<Record<string, readonly IndexFacts[]>>;
  /** The server's max_allowed_packet, bytes. */
  readonly packetLimit: number;
}

/** Conditions of one statement. */
const deletedAtOnce = 500;

/** Writes batches into the target's database. It throws MysqlError. */
export function sqlTarget({ session, plan, rowsBefore, indexes, packetLimit }: SqlTargetOptions): Target {
  /** Only ever rows of our tenant, of the run's businesses, that came with the run. */
  async function deleteRows({ plan: table }: FollowedTable, conditions: readonly string[]): Promise<void> {
    const ours = tableScope(plan, table, rowsBefore[table.table]).target;
    for (let from = 0; from < conditions.length; from += deletedAtOnce) {
      const some = conditions.slice(from, from + deletedAtOnce).map((condition) => `(${condition})`);
      await session.execute(
        `DELETE FROM ${quoteName(table.target)} WHERE (${some.join(' OR ')}) AND ${ours}`,
      );
    }
  }

  return {
    async inTransaction(work) {
      await session.begin();
      try {
        await work();
        await session.commit();
      } catch (error) {
        await session.rollback().catch(() => session.destroy());
        throw error;
      }
    },
    async moveAside(table, rows) {
      for (const held of holdersOf(table, indexes[table.plan.target] ?? [], rows))
        await deleteRows(table, held);
    },
    remove: (table, rows) =>
      deleteRows(
        table,
        rows.map((row) => hasKeyOf(table, row)),
      ),
    async insert(table, rows) {
      if (rows.length === 0) return;
      const { columns, constants } = table;
      const { key, target } = table.plan;
      const nothing = () => undefined;
      const writer = await createInsertWriter({
        target: session,
        table: target,
        columns: { columns, constants },
        key,
        packetLimit,
        // Rows are in memory already.
        pauseRows: nothing,
        resumeRows: nothing,
      });
      try {
        for (const row of rows) {
          const packet = packRow(columns.map(({ value }) => value(row)));
          const bytes = packet.end - packet.offset;
          if (bytes > packetLimit) throw rowTooLarge(showKey(packet, columns, key), bytes, packetLimit);
          writer.add(packet);
        }
        await writer.finish(rows.length);
      } catch (error) {
        await writer.abandon();
        throw error;
      }
    },
  };
}

function hasKeyOf({ plan, columns }: FollowedTable, row: LoggedRow): string {
  return plan.key
    .map((name) => {
      const column = columns.find((candidate) => candidate.name === name);
      const cell = column?.value(row);
      if (!column || !cell) throw new Error(`table ${plan.table}: a row without its key ${name}`);
      return `${quoteName(name)} = ${literalOf(column, cell)}`;
    })
    .join(' AND ');
}
