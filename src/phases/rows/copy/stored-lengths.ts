import { quoteName } from '../../../core/sql.js';
import { cellLength, lengthBytes } from '../../../mysql/cells.js';
import { keyOrder } from '../../../mysql/chunks.js';
import type { RowPacket } from '../../../mysql/driver.js';
import { ordersAlike } from '../../../mysql/key-cells.js';
import type { Session } from '../../../mysql/session.js';
import type { TablePlan } from '../../../plan/plan.js';
import type { CopiedColumns } from './copy-columns.js';
import { copyFailure } from './copy-error.js';
import { showKey } from './row-check.js';

/**
 * A value that was clipped on its way is valid, and the target takes it without a warning. So the target has to say how many
 * bytes it stored of a chunk, before the chunk is committed.
 */

/** Where a chunk's rows are in the target. */
export interface StoredRows {
  /** SQL for the range of keys; by itself, so that the server reads along the key whatever it thinks of other indexes. */
  readonly range: string;
  /** SQL for the run's own rows within it. */
  readonly own: string;
  /** The tenant may have had rows there before. */
  readonly hadRows: boolean;
  /** Nothing bounds the range above: rows that the tenant gets in the target during the run belong to it, too. */
  readonly isOpen?: boolean;
}

export interface StoredLengths {
  /** Counts a row of the source. */
  add(packet: RowPacket): void;
  /** Counts one cell of a row that comes in pieces. */
  addCell(index: number, length: number): void;
  /** Throws when the target stores another number of bytes; `rowsAgain` reads the source's rows once more to say where. */
  check(rowsAgain: (onRow: (packet: RowPacket) => void) => Promise<void>): Promise<void>;
}

/** Calls `onCell` with the length of each cell of a row; −1 for NULL. */
function eachLength(
  { buffer, offset }: RowPacket,
  count: number,
  onCell: (index: number, length: number) => void,
) {
  let position = offset;
  for (let index = 0; index < count; index += 1) {
    const length = cellLength(buffer, position);
    position += lengthBytes(buffer[position] as number) + Math.max(0, length);
    onCell(index, length);
  }
}

/** Opened before the first row is written, so that rows of the tenant that are there already are not counted. */
export async function openStoredLengths(
  target: Session,
  table: TablePlan,
  columns: CopiedColumns,
  rows: StoredRows,
): Promise<StoredLengths> {
  const count = columns.columns.length;
  const kept = columns.columns.map(({ lengthKept }) => lengthKept);
  const last = kept.lastIndexOf(true);
  const lengthOf = columns.columns
    .filter(({ lengthKept }) => lengthKept)
    .map(({ name }) => `COALESCE(LENGTH(${quoteName(name)}), 0)`);

  async function stored(): Promise<bigint> {
    const [row] = await target.queryCells(
      `SELECT SUM(IF(${rows.own}, ${lengthOf.join(' + ')}, 0)) FROM ${quoteName(table.target)} WHERE ${rows.range}`,
    );
    return BigInt(row?.[0]?.toString('latin1') ?? '0');
  }

  const counts = (rows.hadRows || rows.isOpen === true) && lengthOf.length > 0;
  // The transaction's snapshot is taken here: what others write from now on is not seen.
  const before = counts ? await stored() : 0n;
  let sent = 0;

  /** The first row, in the order of the key, of which the target stores something else. */
  async function firstDifference(
    rowsAgain: (onRow: (packet: RowPacket) => void) => Promise<void>,
  ): Promise<string | null> {
    const actual = await target.queryCells(
      `SELECT ${lengthOf.join(', ')} FROM ${quoteName(table.target)} WHERE ${rows.range} AND ${rows.own}${keyOrder(table, 'target')}`,
    );
    let row = 0;
    let found: string | null = null;
    await rowsAgain((packet) => {
      const lengths = actual[row++];
      let cell = 0;
      eachLength(packet, count, (index, length) => {
        if (!kept[index]) return;
        const has = Number(lengths?.[cell++] ?? -1);
        if (found !== null || has === Math.max(0, length)) return;
        const column = columns.columns[index]?.name ?? '';
        found = `${showKey(packet, columns.columns, table.key)}: column ${column} has ${Math.max(0, length)} bytes in the source, ${has} in the target`;
      });
    });
    return found;
  }

  return {
    add({ buffer, offset }) {
      let position = offset;
      // Every cell of every row passes here: no call per cell.
      for (let index = 0; index <= last; index += 1) {
        const length = cellLength(buffer, position);
        position += lengthBytes(buffer[position] as number);
        if (length <= 0) continue;
        position += length;
        if (kept[index] === true) sent += length;
      }
    },
    addCell(index, length) {
      if (kept[index] === true) sent += length;
    },
    async check(rowsAgain) {
      if (lengthOf.length === 0) return;
      const arrived = (await stored()) - before;
      if (arrived === BigInt(sent)) return;
      // With older rows of the tenant in between, or in another order, rows cannot be set side by side.
      const sideBySide = !rows.hadRows && before === 0n && table.key.length > 0 && ordersAlike(table);
      const where = sideBySide ? await firstDifference(rowsAgain) : null;
      throw copyFailure(
        'LENGTHS_DIFFER',
        `the source sent ${sent} bytes of text, binary data and digits, but the target stored ${arrived}${where === null ? '' : `; ${where}`}`,
      );
    },
  };
}
