import { quoteName } from '../../../core/sql.js';
import { filterCondition, keyOrder } from '../../../mysql/chunks.js';
import type { Session } from '../../../mysql/session.js';
import type { CellContext } from '../../../plan/mapping.js';
import type { TablePlan } from '../../../plan/plan.js';
import { sourceRows } from '../../../plan/reshape/reshape.js';
import { copiedColumns } from '../copy/copy-columns.js';
import { finalRows } from '../copy/final-rows.js';
import { createInsertWriter } from '../copy/insert-writer.js';
import { createLoadWriter } from '../copy/load-writer.js';
import type { Sample } from './estimate.js';

/** Our temporary table's name; it exists for one session only. */
const sampleTable = '_tenantferry_sample';

interface SampleInput {
  readonly source: Session;
  /** A session that made nothing but temporary tables; null to read only. */
  readonly scratch: Session | null;
  readonly table: TablePlan;
  readonly rows: number;
  readonly cells: CellContext;
  readonly method: 'load-data' | 'insert';
  readonly packetLimit: number;
}

/**
 * Reads the first rows of a table, and writes them into a temporary copy of the target's table within a read-only
 * transaction, which servers allow for temporary tables alone. Seconds are wall time of one pair of connections.
 */
export async function takeSample(input: SampleInput): Promise<Sample> {
  const { source, scratch, table, rows: wanted, cells, method, packetLimit } = input;
  const columns = copiedColumns(table, cells);
  if (scratch) await makeTemporaryTable(scratch, table);
  const sql = `SELECT ${columns.columns.map(({ expression }) => expression).join(', ')} FROM ${sourceRows(table)}
    WHERE ${filterCondition(table)}${keyOrder(table, 'source')} LIMIT ${wanted}`;
  let rows = 0;
  let bytes = 0;
  const started = performance.now();
  if (scratch) {
    await scratch.execute('START TRANSACTION READ ONLY');
    let failure: unknown = null;
    const rowsOf = finalRows(source, columns, () => failure === null);
    const writer = await (method === 'load-data' ? createLoadWriter : createInsertWriter)({
      target: scratch,
      table: sampleTable,
      columns,
      key: table.key,
      packetLimit,
      pauseRows: rowsOf.pauseRows,
      resumeRows: rowsOf.resumeRows,
    });
    try {
      await rowsOf.readRows(sql, (packet) => {
        if (failure) return;
        try {
          writer.add(packet);
          rows += 1;
          bytes += packet.end - packet.offset;
        } catch (error) {
          failure = error;
          rowsOf.resumeRows();
        }
      });
      if (failure) throw failure;
      await writer.finish(rows);
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  } else {
    await source.bulk.readRows(sql, (packet) => {
      rows += 1;
      bytes += packet.end - packet.offset;
    });
  }
  const seconds = (performance.now() - started) / 1000;
  if (scratch) {
    await scratch.rollback();
    await scratch.execute(`DROP TEMPORARY TABLE ${sampleTable}`);
  }
  return { table: table.table, rows, bytes, seconds, written: scratch !== null };
}

async function makeTemporaryTable(scratch: Session, { target }: TablePlan): Promise<void> {
  await scratch.execute(`DROP TEMPORARY TABLE IF EXISTS ${sampleTable}`);
  await scratch.execute(`CREATE TEMPORARY TABLE ${sampleTable} LIKE ${quoteName(target)}`);
}
