import type { RowPacket } from '../../../mysql/driver.js';
import { canPrepare, preparedId } from '../../../mysql/prepared.js';
import { writtenColumns } from './copy-columns.js';
import { copyFailure } from './copy-error.js';
import type { Batch, BatchBuilder } from './insert-batch.js';
import { createLargeInsert, type Sending } from './insert-large-row.js';
import { createInsertParams, insertStatement, setStatement } from './insert-params.js';
import { createInsertText } from './insert-text.js';
import { rowTooLarge, showKey } from './row-check.js';
import type { RowWriter, WriterOptions } from './row-writer.js';
import { areOfComputedColumns } from './server-warnings.js';

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
    return batchWriter(options, createInsertText(table, columns, bytes), async () => undefined, false);
  }
  // Texts of many kilobytes: made once for each number of rows, not for each batch.
  const statements = new Map<number, string>();
  const complete = async ({ packet, rows }: Batch) => {
    const statement = statements.get(rows) ?? insertStatement(table, columns, rows);
    statements.set(rows, statement);
    setStatement(packet, await preparedId(target, statement));
  };
  return batchWriter(options, createInsertParams(columns, bytes), complete, true);
}

/** `complete` puts in what is known only when a batch is sent; `inPieces`: the server takes prepared statements. */
function batchWriter(
  { target, table, columns, key, packetLimit, pauseRows, resumeRows }: WriterOptions,
  builder: BatchBuilder,
  complete: (batch: Batch) => Promise<void>,
  inPieces: boolean,
): RowWriter {
  /** The first one is on its way. */
  const queue: Sending[] = [];
  const written = writtenColumns(columns);
  let waiting = 0;
  let sending: Promise<void> | null = null;
  let failure: unknown = null;

  async function execute(packet: Buffer, rows: number): Promise<void> {
    const { affectedRows, warnings } = await target.bulk.sendBytes(packet);
    if (affectedRows === rows && (warnings === 0 || (await areOfComputedColumns(target, warnings, written))))
      return;
    throw copyFailure(
      'INSERT_DIFFERS',
      `an INSERT of ${rows} rows wrote ${affectedRows} with ${warnings} warnings`,
    );
  }

  function enqueue(next: Sending): void {
    // Nothing would be sent any more, and nobody would end a pause.
    if (failure) throw failure;
    queue.push(next);
    waiting += next.bytes;
    sending ??= sendAll();
    if (waiting > fullAtBytes && queue.length > 1) pauseRows();
  }

  function takeBatch(last: RowPacket | null): void {
    const batch = builder.take();
    if (!batch) return;
    const { packet, rows } = batch;
    if (packet.length > packetLimit) {
      // Only a batch of one row can be this long, and a row that large is taken at once.
      const row = last ? showKey(last, columns.columns, key) : 'a row';
      throw rowTooLarge(row, last ? last.end - last.offset : packet.length, packetLimit);
    }
    enqueue({
      bytes: packet.length,
      async send() {
        await complete(batch);
        await execute(packet, rows);
        builder.release(packet);
      },
    });
  }

  async function sendAll(): Promise<void> {
    try {
      for (;;) {
        const next = queue[0];
        if (!next || failure) return;
        await next.send();
        queue.shift();
        waiting -= next.bytes;
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

  const large = inPieces
    ? createLargeInsert({ target, table, columns, enqueue, execute: (packet) => execute(packet, 1) })
    : null;

  return {
    add(packet) {
      if (failure) throw failure;
      if (!builder.add(packet)) {
        takeBatch(null);
        builder.add(packet);
      }
      if (packet.end - packet.offset > statementBytes / 2) takeBatch(packet);
    },
    ...(large && { largeRow: large }),
    async finish() {
      takeBatch(null);
      await settle();
      if (failure) throw failure;
    },
    async abandon() {
      failure ??= copyFailure('ABANDONED', 'the copy of this chunk was given up');
      await settle();
      await large?.close().catch(() => undefined);
    },
  };
}
