import { quoteName, quoteText } from '../../../core/sql.js';
import type { BulkResult } from '../../../mysql/bulk-channel.js';
import type { LoadSink } from '../../../mysql/driver-upload.js';
import { type CopiedColumns, loadTargets, writtenColumns } from './copy-columns.js';
import { copyFailure } from './copy-error.js';
import { createLoadText } from './load-text.js';
import type { RowWriter, WriterOptions } from './row-writer.js';
import { areOfComputedColumns } from './server-warnings.js';

let announced = 0;

function loadStatement(table: string, columns: CopiedColumns, name: string): string {
  return (
    `LOAD DATA LOCAL INFILE ${quoteText(name)} INTO TABLE ${quoteName(table)} CHARACTER SET binary ` +
    `FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' ${loadTargets(columns)}`
  );
}

/** LOCAL behaves like IGNORE even in strict mode: what it changed or left out shows in these counts alone. */
async function checkCounts(
  { target, columns }: Pick<WriterOptions, 'target' | 'columns'>,
  { info, warnings }: BulkResult,
  rows: number,
): Promise<void> {
  const counts = /Records: (\d+)\s+Deleted: (\d+)\s+Skipped: (\d+)\s+Warnings: (\d+)/.exec(info);
  if (!counts) throw copyFailure('LOAD_UNCOUNTED', 'the target did not say how many rows it loaded');
  const [records, deleted, skipped, warned] = counts.slice(1).map(Number);
  const said = Math.max(warned ?? 0, warnings);
  const isComplete = records === rows && deleted === 0 && skipped === 0;
  if (isComplete && (said === 0 || (await areOfComputedColumns(target, said, writtenColumns(columns)))))
    return;
  throw copyFailure(
    'LOAD_DIFFERS',
    `${rows} rows were read, but the target reports ${records} records, ${deleted} deleted, ${skipped} skipped, ${said} warnings`,
  );
}

/** Streams rows into one LOAD DATA LOCAL INFILE. */
export function createLoadWriter({
  target,
  table,
  columns,
  pauseRows,
  resumeRows,
}: WriterOptions): RowWriter {
  const name = `tenantferry-${process.pid}-${++announced}`;
  const early: Buffer[] = [];
  let sink: LoadSink | null = null;
  let ended = false;
  let closed = false;

  const write = (to: LoadSink, packet: Buffer) => to.write(packet, () => text.recycle(packet));

  function send(packet: Buffer): void {
    if (closed) return;
    if (sink === null) {
      // The server has not asked for the text yet.
      early.push(packet);
      pauseRows();
    } else if (!write(sink, packet)) pauseRows();
  }

  const text = createLoadText(columns.columns, send);
  const answer = target.bulk.load(loadStatement(table, columns, name), name, (opened) => {
    sink = opened;
    opened.onDrain = resumeRows;
    for (const packet of early.splice(0)) write(opened, packet);
    if (ended) opened.end();
    resumeRows();
  });
  answer.catch(() => {
    closed = true;
    // An answer in the middle of the text: the rest of it would be taken for statements.
    if (sink !== null && !ended) target.destroy();
    resumeRows();
  });

  function end(): void {
    if (ended) return;
    ended = true;
    if (!closed) sink?.end();
  }

  return {
    add: (packet) => text.add(packet),
    largeRow: text.largeRow,
    async finish(rows) {
      text.finish();
      end();
      await checkCounts({ target, columns }, await answer, rows);
    },
    async abandon() {
      // The text ends here; the caller rolls back what has arrived. Without an end the connection would be lost.
      end();
      await answer.catch(() => undefined);
    },
  };
}
