import type { RowPacket } from '../../../mysql/driver.js';
import type { Session } from '../../../mysql/session.js';
import type { CellSink } from './cell-splitter.js';
import type { CopiedColumns } from './copy-columns.js';

/** Takes a chunk's rows as they arrive and writes them within the target's open transaction. */
export interface RowWriter {
  /** Must be quick; may pause the reader. Throws what the row fails with. */
  add(packet: RowPacket): void;
  /** Takes a large row's final values; absent: rows of any size have to be added whole. */
  readonly largeRow?: CellSink;
  /** Writes what is left and checks that the target took exactly `rows` rows, unaltered. Throws MysqlError. */
  finish(rows: number): Promise<void>;
  /** Stops in a way that leaves the connection usable. Never throws. */
  abandon(): Promise<void>;
}

export interface WriterOptions {
  readonly target: Session;
  readonly table: string;
  readonly columns: CopiedColumns;
  /** Names of the key columns, for errors. */
  readonly key: readonly string[];
  /** The target's max_allowed_packet, bytes. */
  readonly packetLimit: number;
  readonly pauseRows: () => void;
  readonly resumeRows: () => void;
}
