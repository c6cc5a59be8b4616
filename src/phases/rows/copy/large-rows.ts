import type { LargeRow } from '../../../mysql/packet-reader.js';
import { eachOf } from '../../../plan/transform-rows.js';
import { type CellSink, createCellSplitter } from './cell-splitter.js';
import type { CopiedColumns } from './copy-columns.js';
import { describeKey, rowTooLarge, shownKeyBytes } from './row-check.js';
import type { StoredLengths } from './stored-lengths.js';

export interface LargeRowsOptions {
  readonly columns: CopiedColumns;
  /** Names of the key columns, for errors. */
  readonly key: readonly string[];
  /** The target's max_allowed_packet, bytes. */
  readonly packetLimit: number;
  readonly writer: CellSink;
  readonly lengths: StoredLengths | undefined;
  /** A row was written, of so many bytes. */
  readonly onRow: (bytes: number) => void;
}

const nothing = Buffer.alloc(0);

/**
 * Takes large rows from the source to the writer piece by piece: what an ordinary row goes through, but no more of it in
 * memory than one piece, or one cell that the tool has to change. Throws what a row fails with; no row may follow then.
 */
export function createLargeRows({
  columns: { columns },
  key,
  packetLimit,
  writer,
  lengths,
  onRow,
}: LargeRowsOptions): LargeRow {
  const transforms = columns.map(({ transform }) => eachOf(transform));
  const inKey = columns.map(({ name }) => key.includes(name));
  const keyCells = new Map<number, Buffer>();
  let size = 0;
  const tooLarge = () => size > packetLimit;

  const splitter = createCellSplitter(
    columns.length,
    {
      cell(index, cell) {
        if (inKey[index]) keyCells.set(index, Buffer.from(cell?.subarray(0, shownKeyBytes) ?? nothing));
        if (tooLarge()) return;
        lengths?.addCell(index, cell?.length ?? 0);
        const transform = transforms[index];
        writer.cell(index, transform ? transform(cell) : cell);
      },
      longCell(index, length) {
        if (tooLarge()) return;
        lengths?.addCell(index, length);
        writer.longCell(index, length);
      },
      piece(bytes) {
        if (!tooLarge()) writer.piece(bytes);
      },
      endRow() {
        // Not before: the key may come after the cell that is too long.
        if (tooLarge()) {
          const row = describeKey(columns, key, (index) => keyCells.get(index) ?? nothing);
          throw rowTooLarge(row, size, packetLimit);
        }
        writer.endRow();
        onRow(size);
        size = 0;
      },
    },
    (index, length) => transforms[index] !== undefined && length <= packetLimit,
  );

  return {
    bytes(piece) {
      size += piece.length;
      splitter.bytes(piece);
    },
    end: splitter.end,
  };
}
