import { randomBytes } from 'node:crypto';
import { deflateSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { eventTypes as types } from '../../../src/mysql/binlog/event-header.js';
import { LogError } from '../../../src/mysql/binlog/log-error.js';
import { MysqlError } from '../../../src/mysql/errors.js';
import {
  buildLog,
  eventBytes,
  gtid,
  type LogBuilder,
  packetsOf,
  query,
  rotation,
  row,
  rows1Of,
  rowsOf,
  tableMap,
  uint,
} from '../../support/log/build-log.js';
import { readBytes } from '../../support/log/read-bytes.js';

const end = Buffer.alloc(8, 1);

/** MySQL's transaction with one row of each kind. */
function mysqlLog(checksums: boolean): LogBuilder {
  return buildLog({ checksums })
    .event(types.previousGtids, uint(0, 4), uint(0, 4))
    .event(types.gtid, gtid(5))
    .event(types.query, query('BEGIN'))
    .event(types.tableMap, tableMap())
    .event(types.writeRows, rowsOf(1, row(1, 'ann'), row(2, null)))
    .event(types.updateRows, rowsOf(2, row(1, 'ann'), row(3, 'bob')))
    .event(types.deleteRows, rowsOf(1, row(2, null)))
    .event(types.xid, end);
}

const threeChanges = [
  { type: 'row', table: 't', before: null, after: ['1', 'ann'] },
  { type: 'row', table: 't', before: null, after: ['2', null] },
  { type: 'row', table: 't', before: ['1', 'ann'], after: ['3', 'bob'] },
  { type: 'row', table: 't', before: ['2', null], after: null },
];

/** The same transaction, as it stands within one event, with something long before it. */
function innerEvents(long: Buffer): Buffer {
  const inner = [
    [types.query, query('BEGIN')],
    [types.rowsQuery, long],
    [types.tableMap, tableMap()],
    [types.writeRows, rowsOf(1, row(1, 'ann'), row(2, null))],
    [types.updateRows, rowsOf(2, row(1, 'ann'), row(3, 'bob'))],
    [types.deleteRows, rowsOf(1, row(2, null))],
    [types.xid, end],
  ] as const;
  return Buffer.concat(
    inner.map(([type, content]) => eventBytes(type, content, { checksum: false, end: 0 })),
  );
}

/** Fields: 1 the length here, 2 the method, 3 the length unpacked, 0 the end. */
function payloadOf(events: Buffer, compressed: boolean): Buffer {
  const packed = compressed ? zstdCompressSync(events) : events;
  const method = compressed ? [0] : [0xfc, 255, 0];
  return Buffer.concat([
    Buffer.from([1, 5, 0xfe - 1]),
    uint(packed.length, 3),
    uint(0, 1),
    Buffer.from([2, method.length, ...method, 3, 4, 0xfd]),
    uint(events.length, 3),
    Buffer.from([0]),
    packed,
  ]);
}

const name = '01234567-89ab-cdef-0123-456789abcdef:5';

/** The code of what is wrong with a log. */
async function fault(log: LogBuilder): Promise<string> {
  const { error } = await readBytes(log.packets());
  if (!(error instanceof LogError)) throw new Error(`expected a LogError, got ${String(error)}`);
  expect(error.message).toContain('log.000001');
  return error.reason.code;
}

/** A transaction of MySQL with these events in it. */
function around(make: (log: LogBuilder) => LogBuilder): LogBuilder {
  return make(buildLog().event(types.gtid, gtid(1)).event(types.query, query('BEGIN')));
}

describe('a log', () => {
  it.each([true, false])('is read as transactions, with checksums: %s', async (checksums) => {
    const log = mysqlLog(checksums);
    const { events, error } = await readBytes(log.packets());
    expect(error).toBeNull();
    expect(events.slice(1)).toEqual([
      ...threeChanges,
      { type: 'commit', at: log.position, gtid: name, rows: 4 },
    ]);
  });

  it('is read the same in chunks of any length', async () => {
    const bytes = mysqlLog(true).packets();
    const whole = await readBytes(bytes);
    for (let chunk = 1; chunk < 90; chunk += 1) expect(await readBytes(bytes, { chunk })).toEqual(whole);
  });

  it('of MariaDB needs no BEGIN, and may compress rows and statements', async () => {
    const begin = Buffer.concat([uint(6, 6), uint(0, 2), uint(1, 4), Buffer.alloc(7)]);
    const compress = (bytes: Buffer) =>
      Buffer.concat([Buffer.from([0x81, bytes.length]), deflateSync(bytes)]);
    const images = rows1Of(1);
    const log = buildLog()
      .event(types.mariadbGtid, begin)
      .event(types.annotateRows, Buffer.from('INSERT …'))
      .event(types.tableMap, tableMap())
      .event(types.writeRows1, rows1Of(1, row(1, 'ann')))
      .event(types.compressedWriteRows1, images, compress(row(2, null)))
      .event(types.updateRows1, rows1Of(2, row(1, 'ann'), row(3, 'bob')))
      .event(types.deleteRows1, rows1Of(1, row(2, null)))
      .event(types.compressedQuery, query(''), compress(Buffer.from('COMMIT')));
    const { events, error } = await readBytes(log.packets());
    expect(error).toBeNull();
    expect(events).toEqual([...threeChanges, { type: 'commit', at: log.position, gtid: '1-7-6', rows: 4 }]);
  });

  it.each([true, false])('may hold whole transactions as one event, compressed: %s', async (compressed) => {
    const log = buildLog()
      .event(types.gtid, gtid(5))
      .event(types.transactionPayload, payloadOf(innerEvents(Buffer.alloc(0)), compressed));
    for (const chunk of [1, 7, 1000]) {
      const { events, error } = await readBytes(log.packets(), { chunk });
      expect(error).toBeNull();
      expect(events).toEqual([...threeChanges, { type: 'commit', at: log.position, gtid: name, rows: 4 }]);
    }
  });

  it('goes over tables that were not asked for, whatever is in them', async () => {
    const log = around((log) =>
      log
        .event(types.tableMap, tableMap('other'))
        .event(types.writeRows, uint(9, 6), Buffer.from('nothing of sense'))
        .event(types.partialUpdateRows, uint(9, 6), Buffer.from('nor here'))
        .event(types.xid, end),
    );
    const { events, error } = await readBytes(log.packets());
    expect(error).toBeNull();
    expect(events).toMatchObject([{ type: 'commit', rows: 0 }]);
  });

  it('goes on in the next file, and forgets what was not committed in the last one', async () => {
    const log = around((log) =>
      log.event(types.tableMap, tableMap()).event(types.writeRows, rowsOf(1, row(1, 'ann'))),
    )
      .artificial(types.rotate, rotation('log.000002'))
      .format()
      .event(types.gtid, gtid(1))
      .event(types.query, query('TRUNCATE t'));
    const { events, error } = await readBytes(log.packets());
    expect(error).toBeNull();
    expect(events.slice(1, 3)).toEqual([{ type: 'discard' }, 'passed log.000002 4']);
    expect(events.at(-1)).toMatchObject({
      verb: 'TRUNCATE TABLE',
      tables: [{ database: 'shop', table: 't' }],
      position: { file: 'log.000002', position: log.position },
    });
  });

  it('is read on from within a file', async () => {
    const from = { file: 'log.000001', position: 777 };
    const log = buildLog(from).event(types.gtid, gtid(5)).event(types.query, query('GRANT ALL'));
    const { events, error } = await readBytes(log.packets(), { from });
    expect(error).toBeNull();
    expect(events).toEqual([`passed log.000001 ${log.position}`]);
  });

  it('may be longer than 4 GB, where positions begin from zero again', async () => {
    const from = { file: 'log.000001', position: 2 ** 32 - 30 };
    const log = buildLog(from).event(types.gtid, gtid(5)).event(types.query, query('FLUSH LOGS'));
    const { events, error } = await readBytes(log.packets(), { from });
    expect(error).toBeNull();
    expect(log.position).toBeGreaterThan(2 ** 32);
    expect(events).toEqual([`passed log.000001 ${log.position}`]);
  });

  it('may hold an event of more than 16 MB, also one that ends with its last packet', async () => {
    for (const more of [0, 1, 2, 1000]) {
      const log = buildLog().event(types.rowsQuery, Buffer.alloc(0xffffff - 1 - 19 - 4 - 1 + more, 'x'));
      const rest = log.event(types.gtid, gtid(5)).event(types.query, query('FLUSH LOGS'));
      const { events, error } = await readBytes(rest.packets(), { chunk: 65_536 });
      expect(error).toBeNull();
      expect(events.at(-1)).toBe(`passed log.000001 ${rest.position}`);
    }
  });
});

describe('a damaged log', () => {
  const bytes = mysqlLog(true).packets();

  it('that ends within an event is an error, at every length', async () => {
    const whole = await readBytes(bytes);
    const ends = new Set<number>();
    for (let at = 0; at < bytes.length; at += 4 + bytes.readUIntLE(at, 3)) ends.add(at);
    for (let length = 1; length < bytes.length; length += 1) {
      const { events, error } = await readBytes(bytes.subarray(0, length));
      if (ends.has(length)) expect(error).toBeNull();
      else expect(error).toBeInstanceOf(LogError);
      expect(events).toEqual(whole.events.slice(0, events.length));
      expect(events.length).toBeLessThan(whole.events.length);
    }
  });

  it('is noticed whichever bit is turned over', async () => {
    const whole = await readBytes(bytes);
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (bytes[at] as number) ^ (1 << bit);
        const { events, error } = await readBytes(damaged);
        // The numbers of packets are for the transport, which has checksums of its own.
        if (error === null) expect(events).toEqual(whole.events);
        else {
          expect(error instanceof LogError || error instanceof MysqlError, String(error)).toBe(true);
          expect(events).toEqual(whole.events.slice(0, events.length));
        }
      }
    }
  });

  it.each([1, 4, 5, 100])(
    'also in the pieces of a compressed transaction, before its commit: byte −%i',
    async (at) => {
      // More than is read whole.
      const log = buildLog()
        .event(types.gtid, gtid(5))
        .event(types.transactionPayload, payloadOf(innerEvents(randomBytes(5_000_000)), true));
      const bytes = log.packets();
      const good = await readBytes(bytes, { chunk: 65_536 });
      expect(good.error).toBeNull();
      expect(good.events).toEqual([
        ...threeChanges,
        { type: 'commit', at: log.position, gtid: name, rows: 4 },
      ]);
      bytes[bytes.length - at] = (bytes[bytes.length - at] as number) ^ 1;
      const { events, error } = await readBytes(bytes, { chunk: 65_536 });
      expect(error).toBeInstanceOf(LogError);
      expect(events).toEqual(threeChanges.slice(0, events.length));
    },
  );

  it('in which an event is missing is an error', async () => {
    const log = mysqlLog(true);
    const packets = log.packets();
    const starts: number[] = [];
    for (let at = 0; at < packets.length; at += 4 + packets.readUIntLE(at, 3)) starts.push(at);
    for (const [index, start] of starts.entries()) {
      const after = starts[index + 1];
      if (index < 1 || after === undefined) continue;
      const { error } = await readBytes(Buffer.concat([packets.subarray(0, start), packets.subarray(after)]));
      expect(error, `without event ${index}`).toBeInstanceOf(LogError);
    }
  });

  it('with another beginning, a file left out or one that was there before is an error', async () => {
    const begun = buildLog({ file: 'log.000007' });
    expect(await fault(begun)).toBe('log.start');
    const jumped = buildLog().artificial(types.rotate, rotation('log.000003'));
    expect(await fault(jumped)).toBe('log.files');
    const reset = buildLog().artificial(types.rotate, rotation('log.000001'));
    expect(await fault(reset)).toBe('log.files');
  });

  it('says where it is at a heartbeat, so that a drain ends', async () => {
    const beat = (end: number) =>
      packetsOf(eventBytes(types.heartbeat, Buffer.from('log.000001'), { checksum: true, end }));
    const log = buildLog();
    const { events } = await readBytes(Buffer.concat([log.packets(), beat(log.position)]));
    expect(events.at(-1)).toBe(`passed log.000001 ${log.position}`);
  });

  it('of which the server knows more than it sent is an error', async () => {
    const heartbeat = eventBytes(types.heartbeat, Buffer.from('log.000001'), { checksum: true, end: 999 });
    const { error } = await readBytes(Buffer.concat([buildLog().packets(), packetsOf(heartbeat)]));
    expect(error).toMatchObject({ reason: { code: 'log.gap' } });
  });
});

describe('what cannot be followed', () => {
  const mapped = (log: LogBuilder) => log.event(types.tableMap, tableMap());

  it('rows in part', async () => {
    const partly = Buffer.concat([
      uint(9, 6),
      uint(1, 2),
      uint(2, 2),
      uint(2, 1),
      Buffer.from([0b01]),
      row(1, null),
    ]);
    expect(await fault(around((log) => mapped(log).event(types.writeRows, partly)))).toBe('log.image');
    expect(await fault(around((log) => mapped(log).event(types.partialUpdateRows, partly)))).toBe(
      'log.partial-json',
    );
  });

  it('statements that change rows, unless MySQL says that they are in other databases', async () => {
    const update = (variables: Buffer = Buffer.alloc(0)) =>
      around((log) => log.event(types.query, query('UPDATE t SET id = 2', 'other', variables)));
    expect(await fault(update())).toBe('log.statement');
    expect(await fault(update(Buffer.concat([Buffer.from([12, 1]), Buffer.from('shop\0')])))).toBe(
      'log.statement',
    );
    const elsewhere = update(Buffer.concat([Buffer.from([0, 1, 2, 3, 4, 12, 1]), Buffer.from('other\0')]));
    expect(await readBytes(elsewhere.packets())).toEqual({ events: [], error: null });
    expect(await fault(around((log) => log.event(types.executeLoadQuery, Buffer.alloc(30))))).toBe(
      'log.statement',
    );
  });

  it('prepared transactions and rollbacks, when rows that are followed are in them', async () => {
    const changed = (log: LogBuilder) => mapped(log).event(types.writeRows, rowsOf(1, row(1, null)));
    const prepare = Buffer.concat([uint(0, 1), Buffer.alloc(12)]);
    expect(await fault(around((log) => changed(log).event(types.xaPrepare, prepare)))).toBe('log.xa');
    expect(await fault(around((log) => changed(log).event(types.query, query('ROLLBACK'))))).toBe(
      'log.rolled-back',
    );
    expect(await fault(around((log) => changed(log).event(types.query, query('ROLLBACK TO x'))))).toBe(
      'log.rolled-back',
    );
    for (const last of [prepare, query('ROLLBACK')]) {
      const type = last === prepare ? types.xaPrepare : types.query;
      const log = around((log) => log.event(type, last));
      expect(await readBytes(log.packets())).toEqual({
        events: [`passed log.000001 ${log.position}`],
        error: null,
      });
    }
    const onePhase = around((log) =>
      changed(log).event(types.xaPrepare, Buffer.concat([uint(1, 1), Buffer.alloc(12)])),
    );
    expect((await readBytes(onePhase.packets())).events.at(-1)).toMatchObject({ type: 'commit', rows: 1 });
  });

  it('what the server notes as missing, and what nobody knows', async () => {
    expect(await fault(around((log) => log.event(types.incident, uint(1, 2))))).toBe('log.incident');
    expect(await fault(around((log) => log.event(250, uint(1, 2))))).toBe('log.unknown-event');
  });

  it('a transaction that begins within another one', async () => {
    expect(await fault(around((log) => log.event(types.query, query('BEGIN'))))).toBe('log.unfinished');
    expect(await fault(around((log) => log.event(types.gtid, gtid(2))))).toBe('log.unfinished');
  });

  it('a place within a transaction', async () => {
    expect(
      await fault(
        buildLog()
          .event(types.tableMap, tableMap())
          .event(types.writeRows, rowsOf(1, row(1, null))),
      ),
    ).toBe('log.within');
    expect(await fault(around((log) => log.event(types.writeRows, rowsOf(1, row(1, null)))))).toBe(
      'log.unknown-table',
    );
  });
});

describe('the end of the reading', () => {
  const packet = (content: Buffer) => Buffer.concat([uint(content.length, 3), uint(1, 1), content]);

  it('is the server’s error', async () => {
    const words = 'Could not find first log file name in binary log index file';
    const refused = packet(
      Buffer.concat([Buffer.from([0xff]), uint(1236, 2), Buffer.from(`#HY000${words}`)]),
    );
    const { error } = await readBytes(Buffer.concat([buildLog().packets(), refused]));
    expect(error).toMatchObject({ name: 'MysqlError', errno: 1236, message: words });
  });

  it('or its good-bye', async () => {
    const { error } = await readBytes(
      Buffer.concat([buildLog().packets(), packet(Buffer.from([0xfe, 0, 0, 0, 0]))]),
    );
    expect(error).toMatchObject({ name: 'MysqlError', connectionLost: true, retryable: true });
  });
});
