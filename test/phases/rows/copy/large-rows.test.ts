import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packetHeader } from '../../../../src/mysql/driver.js';
import type { LargeRow } from '../../../../src/mysql/packet-reader.js';
import type { Session } from '../../../../src/mysql/session.js';
import type { CopiedColumn } from '../../../../src/phases/rows/copy/copy-columns.js';
import { createLargeInsert, type Sending } from '../../../../src/phases/rows/copy/insert-large-row.js';
import { createInsertParams } from '../../../../src/phases/rows/copy/insert-params.js';
import { createLargeRows, type LargeRowsOptions } from '../../../../src/phases/rows/copy/large-rows.js';
import { createLoadText } from '../../../../src/phases/rows/copy/load-text.js';
import { rowPacket } from '../../../support/rows.js';

type Cells = readonly (Buffer | null)[];

function column(index: number, transform?: CopiedColumn['transform']): CopiedColumn {
  return {
    name: `c${index}`,
    expression: `c${index}`,
    form: 'bytes',
    transform,
    lengthKept: true,
    shown: true,
  };
}

/** Adds to a value, so that it is seen whether it ran once, and on the whole of it. */
const marked = (cell: Buffer | null) => (cell ? Buffer.concat([cell, Buffer.from(`:${cell.length}`)]) : cell);

const cell = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  // Around every change of how a length is written and of what is handed on whole.
  fc
    .tuple(
      fc.constantFrom(0, 250, 251, 8191, 8192, 8193, 65_535, 65_536, 65_537, 300_000),
      fc.constantFrom(9, 92, 120),
    )
    .map(([length, byte]) => Buffer.alloc(length, byte)),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 }),
  );
const cuts = fc.array(fc.constantFrom(1, 2, 3, 7, 100, 8192, 65_536), { minLength: 1, maxLength: 5 });

/** Sends a row's bytes in pieces of these sizes, in a buffer that is used again. */
function send(row: Cells, sizes: readonly number[], to: LargeRow): void {
  const { buffer, offset, end } = rowPacket(row);
  const few = Math.ceil((end - offset) / 3000);
  let at = offset;
  for (let index = 0; at < end; index += 1) {
    const size = Math.max(sizes[index % sizes.length] ?? 1, index > 200 ? few : 1);
    const piece = Buffer.from(buffer.subarray(at, Math.min(end, at + size)));
    to.bytes(piece);
    piece.fill(0xee);
    at += size;
  }
  to.end();
}

function largeRows(
  columns: readonly CopiedColumn[],
  more: Pick<LargeRowsOptions, 'writer'> & object,
): LargeRow {
  return createLargeRows({
    columns: { columns, constants: [] },
    key: ['c0'],
    packetLimit: 2 ** 30,
    lengths: undefined,
    onRow: () => undefined,
    ...more,
  });
}

/** The values that the server binds, from the commands it is sent. */
async function inserted(columns: readonly CopiedColumn[], rows: readonly Cells[], sizes: readonly number[]) {
  const log: string[] = [];
  const results: (Buffer | null)[][] = [];
  let id = 0;
  let long = new Map<number, Buffer[]>();
  const bulk = {
    async prepare(sql: string) {
      log.push(sql);
      id += 1;
      return id;
    },
    async unprepare(closed: number) {
      expect(closed).toBe(id);
      log.push('close');
    },
    async sendUnanswered(packet: Buffer) {
      expect([packet[4], packet.readUInt32LE(5)]).toEqual([0x18, id]);
      expect(packet.length).toBeGreaterThan(11);
      const parameter = packet.readUInt16LE(9);
      long.set(parameter, [...(long.get(parameter) ?? []), Buffer.from(packet.subarray(11))]);
    },
  };
  const queue: Sending[] = [];
  const writer = createLargeInsert({
    target: { bulk } as unknown as Session,
    table: 't',
    columns: { columns, constants: [] },
    enqueue: (sending) => queue.push(sending),
    async execute(packet) {
      expect([packet[4], packet.readUInt32LE(5), packet[9], packet.readUInt32LE(10)]).toEqual([
        0x17,
        id,
        0,
        1,
      ]);
      const nulls = packet.subarray(14, 14 + Math.ceil(columns.length / 8));
      let at = 14 + nulls.length;
      expect(packet[at++]).toBe(1);
      at += 2 * columns.length;
      const values = columns.map((_, index) => {
        if (((nulls[index >> 3] as number) >> (index & 7)) & 1) return null;
        const pieces = long.get(index);
        if (pieces) return Buffer.concat(pieces);
        const first = packet[at] as number;
        const length = first < 0xfb ? first : packet.readUInt16LE(at + 1);
        at += first < 0xfb ? 1 : 3;
        at += length;
        return Buffer.from(packet.subarray(at - length, at));
      });
      expect(at).toBe(packet.length);
      long = new Map();
      results.push(values);
    },
  });
  const reader = largeRows(columns, { writer });
  for (const row of rows) {
    send(row, sizes, reader);
    for (const sending of queue.splice(0)) await sending.send();
  }
  return { results, log };
}

describe('a row that comes in pieces', () => {
  const columnsOf = (rows: readonly Cells[]) =>
    (rows[0] ?? []).map((_, index) => column(index, index === 1 ? marked : undefined));

  test('gives the same LOAD DATA text as one that comes whole', () => {
    fc.assert(
      fc.property(table, cuts, (rows, sizes) => {
        const columns = columnsOf(rows);
        const written: Buffer[] = [];
        const keep = (packet: Buffer) => void written.push(Buffer.from(packet.subarray(packetHeader)));
        const whole = createLoadText(columns, keep);
        for (const row of rows) whole.add(rowPacket(row));
        whole.finish();
        const plain = Buffer.concat(written.splice(0));
        const text = createLoadText(columns, keep);
        const reader = largeRows(columns, { writer: text.largeRow });
        for (const [index, row] of rows.entries()) {
          // In turns, as they come from a table.
          if (index % 2 === 0) send(row, sizes, reader);
          else text.add(rowPacket(row));
        }
        text.finish();
        expect(Buffer.concat(written).equals(plain)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('gives the values of an INSERT, in a statement of its own that is closed again', async () => {
    await fc.assert(
      fc.asyncProperty(table, cuts, async (rows, sizes) => {
        const columns = columnsOf(rows);
        const { results, log } = await inserted(columns, rows, sizes);
        const expected = rows.map((row) => row.map((value, index) => (index === 1 ? marked(value) : value)));
        expect(results.map((row) => row.map((value) => value?.toString('latin1') ?? null))).toEqual(
          expected.map((row) => row.map((value) => value?.toString('latin1') ?? null)),
        );
        expect(log).toHaveLength(2 * rows.length);
        expect(createInsertParams({ columns, constants: [] }, 1000).add(rowPacket(rows[0] ?? []))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('cut at every byte', async () => {
    const row = [Buffer.from('key'), null, Buffer.alloc(9000, 'x'), Buffer.alloc(0), Buffer.alloc(300, '\t')];
    const columns = row.map((_, index) => column(index));
    const { results } = await inserted(columns, [row], [1]);
    expect(results).toEqual([row]);
    const { buffer, offset, end } = rowPacket(row);
    for (let at = offset + 1; at < end; at += 1) {
      const cells: (string | null)[] = [];
      let long: Buffer[] = [];
      const flush = () => {
        if (long.length > 0) cells.push(Buffer.concat(long.splice(0)).toString('latin1'));
      };
      const reader = largeRows(columns, {
        writer: {
          cell(_, value) {
            flush();
            cells.push(value?.toString('latin1') ?? null);
          },
          longCell: flush,
          piece: (bytes) => void long.push(bytes),
          endRow: flush,
        },
      });
      reader.bytes(buffer.subarray(offset, at));
      reader.bytes(buffer.subarray(at, end));
      reader.end();
      long = [];
      expect(cells).toEqual(row.map((value) => value?.toString('latin1') ?? null));
    }
  });

  test('counts its bytes and the lengths of its cells', () => {
    const counted: [number, number][] = [];
    const sizes: number[] = [];
    const row = [Buffer.from('1'), Buffer.alloc(70_000, 'x'), null, Buffer.from('abc')];
    const reader = createLargeRows({
      columns: { columns: row.map((_, index) => column(index)), constants: [] },
      key: ['c0'],
      packetLimit: 2 ** 30,
      writer: createLoadText([column(0), column(1), column(2), column(3)], () => undefined).largeRow,
      lengths: {
        add: () => undefined,
        addCell: (index, length) => counted.push([index, length]),
        check: async () => undefined,
      },
      onRow: (bytes) => sizes.push(bytes),
    });
    send(row, [4096], reader);
    send(row, [4096], reader);
    const { offset, end } = rowPacket(row);
    expect(sizes).toEqual([end - offset, end - offset]);
    expect(counted.slice(0, 4)).toEqual([
      [0, 1],
      [1, 70_000],
      [2, 0],
      [3, 3],
    ]);
  });

  test.each([
    ['a cell', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ["a cell's length", (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -301), Buffer.from([0xfc, 1])])],
    ['its cells', (bytes: Buffer) => bytes.subarray(0, bytes.length - 303)],
  ])('that ends within %s is no row', (_, clip) => {
    const row = [Buffer.from('1'), Buffer.alloc(20_000, 'x'), Buffer.alloc(300, 'y')];
    const columns = row.map((__, index) => column(index));
    const reader = largeRows(columns, { writer: createLoadText(columns, () => undefined).largeRow });
    const { buffer, offset, end } = rowPacket(row);
    reader.bytes(clip(buffer.subarray(offset, end)));
    expect(() => reader.end()).toThrow('a row of the source ended within its cells');
  });

  test.each([
    ['before', [Buffer.from('42'), Buffer.alloc(300_000), Buffer.alloc(5)], ['c0']],
    ['after', [Buffer.alloc(300_000), Buffer.alloc(150_000), Buffer.from('42')], ['c2']],
  ])('too large for the target: is refused with its key, %s the long cells', (_, row, key) => {
    const columns = row.map((__, index) => column(index, index === 1 ? marked : undefined));
    let taken = 0;
    const reader = createLargeRows({
      columns: { columns, constants: [] },
      key,
      packetLimit: 100_000,
      writer: {
        cell: (__, value) => {
          taken += value?.length ?? 0;
        },
        longCell: () => undefined,
        piece: (bytes) => {
          taken += bytes.length;
        },
        endRow: () => {
          throw new Error('the row must not end');
        },
      },
      lengths: undefined,
      onRow: () => {
        throw new Error('the row must not count');
      },
    });
    const { offset, end } = rowPacket(row);
    expect(() => send(row, [65_536], reader)).toThrow(
      `row ${key[0]}=42 has ${end - offset} bytes, too large for the target's max_allowed_packet of 100000 bytes`,
    );
    expect(taken).toBeLessThanOrEqual(100_000);
  });
});
