import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { collectReadGarbage } from '../core/read-garbage.js';
import { packRow } from '../mysql/cells.js';
import type { Session } from '../mysql/session.js';
import { deleteByIndex, indexOf } from '../phases/rows/compare/by-index.js';
import { oneOf } from '../phases/rows/compare/one-of.js';
import { type RowsBefore, tableScope } from '../phases/rows/compare/scope.js';
import { createInsertWriter } from '../phases/rows/copy/insert-writer.js';
import { rowTooLarge, showKey } from '../phases/rows/copy/row-check.js';
import { comparedAs, holdersOf, literalOf } from '../phases/rows/copy/unique-values.js';
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

/** Rows that one statement removes. */
const deletedAtOnce = 500;
/** Rows that are packed in one turn of the loop: a statement's worth. */
const rowsATurn = 100;

/** Writes batches into the target's database. It throws MysqlError. */
export function sqlTarget({ session, plan, rowsBefore, indexes, packetLimit }: SqlTargetOptions): Target {
  const scopes = new Map<FollowedTable, string>();
  /** Long, where many of the tenant's rows were there before. */
  function scopeOf(table: FollowedTable): string {
    const known = scopes.get(table) ?? tableScope(plan, table.plan, rowsBefore[table.plan.table]).target;
    scopes.set(table, known);
    return known;
  }

  const keyIndex = ({ plan: { key, target } }: FollowedTable) => indexOf(key, indexes[target] ?? []);

  /** Only ever rows of our tenant, of the run's businesses, that came with the run. `conditionOf`: which of them, out of so many at once. */
  async function deleteRows<Which>(
    table: FollowedTable,
    which: readonly Which[],
    conditionOf: (some: readonly Which[]) => string,
    index?: string,
  ): Promise<void> {
    for (let from = 0; from < which.length; from += deletedAtOnce) {
      const condition = conditionOf(which.slice(from, from + deletedAtOnce));
      await session.execute(
        `${deleteByIndex(table.plan.target, index)} WHERE (${condition}) AND ${scopeOf(table)}`,
      );
    }
  }

  return {
    begin: session.begin,
    commit: session.commit,
    rollback: () => session.rollback().catch(() => session.destroy()),
    async moveAside(table, rows) {
      for (const { index, columns, values } of holdersOf(table, indexes[table.plan.target] ?? [], rows))
        await deleteRows(table, values, (some) => oneOf(columns, some), index);
    },
    remove: (table, rows) => deleteRows(table, rows, haveKeysOf(table), keyIndex(table)),
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
        for (const [index, row] of rows.entries()) {
          // What is packed goes on its way, so that the server works while the rest is.
          if (index > 0 && index % rowsATurn === 0) await turnOfTheLoop();
          const packet = packRow(columns.map(({ value }) => value(row)));
          const bytes = packet.end - packet.offset;
          collectReadGarbage(bytes);
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

/** SQL: the row has the key of one of these. */
export function haveKeysOf({ plan, columns }: FollowedTable): (rows: readonly LoggedRow[]) => string {
  const key = plan.key.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (!column) throw new Error(`table ${plan.table}: no row brings its key ${name}`);
    return column;
  });
  const compared = key.map(comparedAs);
  const valuesOf = (row: LoggedRow) =>
    key.map((column) => {
      const cell = column.value(row);
      if (!cell) throw new Error(`table ${plan.table}: a row without its key ${column.name}`);
      return literalOf(column, cell);
    });
  return (rows) => oneOf(compared, rows.map(valuesOf));
}
