import type { RowPacket } from '../mysql/driver.js';
import { writeLength } from '../phases/rows/copy/insert-params.js';
import type { Cell } from '../plan/mapping.js';

const sqlNull = 0xfb;
const longestLength = 9;

/** A row as the text protocol writes it, which the copy's writers take. */
export function rowPacket(cells: readonly Cell[]): RowPacket {
  const size = cells.reduce((sum, cell) => sum + longestLength + (cell?.length ?? 0), 0);
  const buffer = Buffer.allocUnsafe(size);
  let end = 0;
  for (const cell of cells) {
    if (cell === null) {
      buffer[end++] = sqlNull;
      continue;
    }
    end = writeLength(buffer, end, cell.length);
    end += cell.copy(buffer, end);
  }
  return { buffer, offset: 0, end, isEOF: () => false };
}
