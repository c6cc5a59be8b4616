import { copyFailure } from './copy-error.js';
import type { RowPacket } from './driver.js';
import type { Batch, BatchBuilder } from './insert-batch.js';
import { createInsertParams, insertStatement, setStatement } from './insert-params.js';
import { createInsertText } from './insert-text.js';
import { canPrepare, preparedId } from './prepared.js';
import { rowTooLarge } from './row-check.js';
import type { RowWriter, WriterOptions } from './row-writer.js';

/** Above this a statement gets no faster, and a pause of the reader gets longer. */
const statementBytes = 1024 * 1024;
/** How far the reader may be ahead of the writer: a few batches, so that the target need not wait for the next one. */
const fullAtBytes = 1024 * 1024;
const againAtBytes = 512 * 1024;

/** Writes rows by multi-row INSERTs, prepared where the server allows it: one is on its way while the next one fills. */
export async function createInsertWriter(options: WriterOptions): Promise<RowWriter> {
  const { target, table, columns, packetLimit } = options;
  const bytes = Math.min(statementBytes, Math.floor(packetLimit / 2));
  if (!(await canPrepare(target))) {
    return batchWriter(options, createInsertText(table, columns, bytes), async () => undefined);
  }
  // Texts of many kilobytes: made once for each number of rows, not for each batch.
  const statements = new Map<number, string>();
  return batchWriter(options, createInsertParams(columns, bytes), async ({ packet, rows }) => {
    const statement = statements.get(rows) ?? insertStatement(table, columns, rows);
    statements.set(rows, statement);
    setStatement(packet, await preparedId(target, statement));
  });
}

/** `complete` puts in what is known only when a batch is sent. */
function batchWriter(
  { target, columns, key, packetLimit, pauseRows, resumeRows }: WriterOptions,
  builder: BatchBuilder,
  complete: (batch: Batch) => Promise<void>,
): RowWriter {
  /** The first one is on its way. */
  const full: Batch[] = [];
  let waiting = 0;
  let sending: Promise<void> | null = null;
  let failure: unknown = null;

  function takeBatch(last: RowPacket | null): void {
    const batch = builder.take();
    if (!batch) return;
    if (batch.packet.length > packetLimit) {
      // Only a batch of one row can be this long, and a row that large is taken at once.
      if (last) throw rowTooLarge(last, columns.columns, key, packetLimit);
      throw copyFailure(
        'ROW_TOO_LARGE',
        `a row is too large for the target's max_allowed_packet of ${packetLimit}`,
      );
    }
    full.push(batch);
    waiting += batch.packet.length;
    sending ??= sendAll();
    if (waiting > fullAtBytes && full.length > 1) pauseRows();
  }

  async function sendAll(): Promise<void> {
    try {
      for (;;) {
        const batch = full[0];
        if (!batch || failure) return;
        await complete(batch);
        const { affectedRows, warnings } = await target.bulk.sendBytes(batch.packet);
        if (affectedRows !== batch.rows || warnings > 0) {
          throw copyFailure(
            'INSERT_DIFFERS',
            `an INSERT of ${batch.rows} rows wrote ${affectedRows} with ${warnings} warnings`,
          );
        }
        full.shift();
        waiting -= batch.packet.length;
        builder.release(batch.packet);
        if (waiting <= againAtBytes) resumeRows();
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
      if (!builder.add(packet)) {
        takeBatch(null);
        builder.add(packet);
      }
      if (packet.end - packet.offset > statementBytes / 2) takeBatch(packet);
    },
    async finish() {
      takeBatch(null);
      await settle();
      if (failure) throw failure;
    },
    async abandon() {
      failure ??= copyFailure('ABANDONED', 'the copy of this chunk was given up');
      await settle();
    },
  };
}
