import { cellLength, lengthBytes } from '../../../mysql/cells.js';
import type { LargeRow } from '../../../mysql/packet-reader.js';
import { copyFailure } from './copy-error.js';

/** Takes a row cell by cell. What it throws gives the row up. */
export interface CellSink {
  /** A whole cell; it is valid during the call. */
  cell(index: number, cell: Buffer | null): void;
  /** A long cell begins, whose bytes come in pieces. */
  longCell(index: number, length: number): void;
  piece(bytes: Buffer): void;
  endRow(): void;
}

/** Cells up to this length are handed on whole. */
export const wholeCellBytes = 8 * 1024;

const nothing = Buffer.alloc(0);

/**
 * Finds the `count` cells in a row's bytes, wherever these are cut. `needsWhole`: which cells are not handed on in pieces.
 * Throws at the end of a row whose bytes are not its cells.
 */
export function createCellSplitter(
  count: number,
  sink: CellSink,
  needsWhole: (index: number, length: number) => boolean,
): LargeRow {
  const prefix = Buffer.alloc(9);
  let prefixUsed = 0;
  let index = 0;
  /** Bytes of the current cell that are still to come; 0 between two cells. */
  let left = 0;
  let whole: Buffer | null = null;

  function begin(length: number): void {
    if (length <= 0) {
      sink.cell(index++, length < 0 ? null : nothing);
      return;
    }
    left = length;
    whole = length <= wholeCellBytes || needsWhole(index, length) ? Buffer.allocUnsafeSlow(length) : null;
    if (whole === null) sink.longCell(index, length);
  }

  function take(bytes: Buffer): void {
    if (whole === null) sink.piece(bytes);
    else bytes.copy(whole, whole.length - left);
    left -= bytes.length;
    if (left > 0) return;
    const cell = whole;
    whole = null;
    if (cell !== null) sink.cell(index, cell);
    index += 1;
  }

  return {
    bytes(piece) {
      let at = 0;
      while (at < piece.length) {
        if (left > 0) {
          const end = Math.min(piece.length, at + left);
          take(piece.subarray(at, end));
          at = end;
          continue;
        }
        prefix[prefixUsed++] = piece[at++] as number;
        if (prefixUsed < lengthBytes(prefix[0] as number)) continue;
        prefixUsed = 0;
        begin(cellLength(prefix, 0));
      }
    },
    end() {
      if (index !== count || left > 0 || prefixUsed > 0) {
        throw copyFailure('ROW_INCOMPLETE', 'a row of the source ended within its cells');
      }
      index = 0;
      sink.endRow();
    },
  };
}
