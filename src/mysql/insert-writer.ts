import { copyFailure } from './copy-error.js';
import type { RowPacket } from './driver.js';
import { createInsertText } from './insert-text.js';
import { rowTooLarge } from './row-check.js';
import type { RowWriter, WriterOptions } from './row-writer.js';

/** Above this a statement gets no faster, and a pause of the reader gets longer. */
const statementBytes = 1024 * 1024;

/** Writes rows by multi-row INSERTs: one statement is on its way while the next one fills. */
export function createInsertWriter(options: WriterOptions): RowWriter {
  const { target, table, columns, key, packetLimit, pauseRows, resumeRows } = options;
  const text = createInsertText(table, columns, Math.min(statementBytes, Math.floor(packetLimit / 2)));
  const full: { readonly packet: Buffer; readonly rows: number }[] = [];
  let sending: Promise<void> | null = null;
  let failure: unknown = null;

  function takeStatement(last: RowPacket | null): void {
    const statement = text.take();
    if (!statement) return;
    if (statement.packet.length > packetLimit) {
      // Only a statement of one row can be this long.
      if (last) throw rowTooLarge(last, columns.columns, key, packetLimit);
      throw copyFailure(
        'ROW_TOO_LARGE',
        `a row is too large for the target's max_allowed_packet of ${packetLimit}`,
      );
    }
    full.push(statement);
    sending ??= sendAll();
    // The one that is on its way is still in the list.
    if (full.length > 1) pauseRows();
  }

  async function sendAll(): Promise<void> {
    try {
      for (;;) {
        const statement = full[0];
        if (!statement || failure) return;
        const { affectedRows, warnings } = await target.bulk.sendBytes(statement.packet);
        if (affectedRows !== statement.rows || warnings > 0) {
          throw copyFailure(
            'INSERT_DIFFERS',
            `an INSERT of ${statement.rows} rows wrote ${affectedRows} with ${warnings} warnings`,
          );
        }
        full.shift();
        text.release(statement.packet);
        resumeRows();
      }
    } catch (error) {
      failure ??= error;
      resumeRows();
    } finally {
      sending = null;
    }
  }

  async function settle(): Promise<void> {
    while (sending) await sending;
  }

  return {
    add(packet) {
      if (failure) throw failure;
      const size = packet.end - packet.offset;
      if (size > packetLimit) throw rowTooLarge(packet, columns.columns, key, packetLimit);
      if (!text.add(packet)) {
        takeStatement(null);
        text.add(packet);
      }
      // A large row goes alone, so that its key can be named when it does not fit.
      if (size > statementBytes / 2) takeStatement(packet);
    },
    async finish() {
      takeStatement(null);
      await settle();
      if (failure) throw failure;
    },
    async abandon() {
      failure ??= copyFailure('ABANDONED', 'the copy of this chunk was given up');
      await settle();
    },
  };
}
