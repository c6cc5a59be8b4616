import { byteReader } from '../../../src/mysql/binlog/byte-reader.js';
import type { Charset } from '../../../src/mysql/binlog/charsets.js';
import type { LogEvent, LogTable } from '../../../src/mysql/binlog/log-events.js';
import { readLog } from '../../../src/mysql/binlog/read-log.js';
import type { LogPosition } from '../../../src/mysql/log-position.js';
import { shopTable } from './build-log.js';

export interface Heard {
  readonly events: readonly unknown[];
  readonly error: unknown;
}

const charsets: ReadonlyMap<string, Charset> = new Map([
  ['ascii', { longest: 1 }],
  ['utf8mb4', { longest: 4 }],
]);

/** Reads bytes as a log, in chunks, to their end or the first error. Cells are told as text. */
export async function readBytes(
  bytes: Buffer,
  {
    chunk = bytes.length,
    from = { file: 'log.000001', position: 4 },
    tables = [shopTable],
  }: { readonly chunk?: number; readonly from?: LogPosition; readonly tables?: readonly LogTable[] } = {},
): Promise<Heard> {
  let at = 0;
  const reader = byteReader(async () => {
    if (at >= bytes.length) return null;
    at += chunk;
    return bytes.subarray(at - chunk, at);
  });
  const events: unknown[] = [];
  try {
    for await (const some of readLog(reader, { tables, charsets, from })) events.push(...some.map(told));
    return { events, error: null };
  } catch (error) {
    return { events, error };
  }
}

function told(event: LogEvent): unknown {
  switch (event.type) {
    case 'row': {
      const text = (cells: typeof event.before) => cells?.map((cell) => cell && String(cell)) ?? null;
      return { type: 'row', table: event.table.table, before: text(event.before), after: text(event.after) };
    }
    case 'commit':
      return { type: 'commit', at: event.position.position, gtid: event.gtid, rows: event.rows };
    case 'passed':
      return `passed ${event.position.file} ${event.position.position}`;
    case 'structure':
    case 'discard':
      return event;
  }
}
