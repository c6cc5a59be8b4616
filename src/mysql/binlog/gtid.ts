import type { Cursor } from './cursor.js';

/** GTID events: which transaction begins, and what is said of it beside. */

/** Where a UUID's groups end, in bytes. */
const groups = [4, 6, 8, 10, 16];

function uuidText(bytes: Buffer, from: number): string {
  const parts = groups.map((end, index) =>
    bytes.toString('hex', from + (groups[index - 1] ?? 0), from + end),
  );
  return parts.join('-');
}

/**
 * MySQL: flags (1), the server's UUID (16), number (8).
 * https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Gtid__event.html
 */
export function readGtid(cursor: Cursor): string {
  cursor.skip(1);
  const uuid = uuidText(cursor.bytes, cursor.skip(16));
  return `${uuid}:${cursor.uint64()}`;
}

/** MariaDB: number (8), domain (4), flags (1). https://mariadb.com/kb/en/gtid_event/ */
export function readMariadbGtid(
  cursor: Cursor,
  serverId: number,
): { readonly gtid: string; readonly alone: boolean } {
  const number = cursor.uint64();
  const domain = cursor.uint(4);
  const standalone = 0x01;
  return { gtid: `${domain}-${serverId}-${number}`, alone: (cursor.byte() & standalone) !== 0 };
}

/**
 * MySQL 8.4's GTIDs with a tag: version, size, last field that must be known; then numbered fields: 0 flags, 1 UUID (each byte a number of
 * its own), 2 number, 3 tag. A number's first byte says by the ones at its low end how many more bytes it has; signed ones are zigzag.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/PageLibsMysqlSerialization.html
 */
export function readTaggedGtid(cursor: Cursor): string {
  const next = () => Number(serialized(cursor));
  for (let field = 0; field < 3; field += 1) next();
  let uuid = '';
  let number = 0n;
  let tag = '';
  while (cursor.left > 0) {
    const field = next();
    if (field === 0) next();
    else if (field === 1) uuid = uuidText(Buffer.from(Array.from({ length: 16 }, next)), 0);
    else if (field === 2) number = serialized(cursor) >> 1n;
    else {
      if (field === 3) tag = cursor.text(next());
      break;
    }
  }
  return tag === '' ? `${uuid}:${number}` : `${uuid}:${tag}:${number}`;
}

function serialized(cursor: Cursor): bigint {
  const first = cursor.byte();
  let more = 0;
  while (more < 8 && (first & (1 << more)) !== 0) more += 1;
  let value = BigInt(first);
  for (let index = 1; index <= more; index += 1) value |= BigInt(cursor.byte()) << BigInt(8 * index);
  return value >> BigInt(Math.min(more + 1, 8));
}
