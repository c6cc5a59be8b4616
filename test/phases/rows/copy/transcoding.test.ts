import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellReader } from '../../../../src/mysql/cells.js';
import { packetHeader, statementHeader } from '../../../../src/mysql/driver.js';
import type { CellForm, CopiedColumn } from '../../../../src/phases/rows/copy/copy-columns.js';
import {
  createInsertParams,
  fullBatchRows,
  insertStatement,
  setStatement,
} from '../../../../src/phases/rows/copy/insert-params.js';
import { createInsertText } from '../../../../src/phases/rows/copy/insert-text.js';
import { createLoadText } from '../../../../src/phases/rows/copy/load-text.js';
import { rowPacket } from '../../../support/rows.js';

type Cells = readonly (Buffer | null)[];

function column(index: number, form: CellForm, transform?: CopiedColumn['transform']): CopiedColumn {
  return { name: `c${index}`, expression: `c${index}`, form, transform, lengthKept: false, shown: false };
}

/** All text that the encoder made, without packet headers. */
function loadText(columns: readonly CopiedColumn[], rows: readonly Cells[]): Buffer {
  const parts: Buffer[] = [];
  const text = createLoadText(columns, (packet) => parts.push(packet.subarray(packetHeader)));
  for (const row of rows) text.add(rowPacket(row));
  text.finish();
  return Buffer.concat(parts);
}

/** What the server makes of it: the rules of LOAD DATA with our separators, written from its manual. */
function parseLoad(text: Buffer): (Buffer | null)[][] {
  const rows: (Buffer | null)[][] = [];
  let row: (Buffer | null)[] = [];
  let field: number[] = [];
  let isNull = false;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] as number;
    if (byte === 0x5c) {
      at += 1;
      const next = String.fromCharCode(text[at] as number);
      if (next === 'N' && field.length === 0) isNull = true;
      else field.push({ t: 9, n: 10, '0': 0 }[next] ?? next.charCodeAt(0));
    } else if (byte === 9 || byte === 10) {
      row.push(isNull ? null : Buffer.from(field));
      field = [];
      isNull = false;
      if (byte === 10) {
        rows.push(row);
        row = [];
      }
    } else field.push(byte);
  }
  return rows;
}

const bytes = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  fc.array(fc.constantFrom(9, 10, 92, 78, 0, 39), { maxLength: 40 }).map((list) => Buffer.from(list)),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(fc.array(bytes, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
  );

describe('the text of a LOAD DATA', () => {
  test('gives back every byte of every row', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const columns = (rows[0] ?? []).map((_, index) => column(index, 'bytes'));
        expect(parseLoad(loadText(columns, rows))).toEqual(rows);
      }),
    );
  });

  test('cells longer than the buffer, and rows that end anywhere in it', () => {
    const columns = [column(0, 'text'), column(1, 'bytes'), column(2, 'bytes')];
    for (const length of [65_535, 65_536, 65_537, 130_000, 262_143, 700_001]) {
      const rows: Cells[] = [
        [Buffer.from('1'), Buffer.alloc(length, '\\'), Buffer.alloc(length, 'x')],
        [Buffer.from('2'), null, Buffer.alloc(0)],
        [Buffer.from('3'), Buffer.alloc(length, '\n'), null],
      ];
      expect(parseLoad(loadText(columns, rows))).toEqual(rows);
    }
  });

  test('numbers and dates are not looked through for escapes, whatever their length', () => {
    const columns = [column(0, 'bare'), column(1, 'text')];
    const rows: Cells[] = [[Buffer.from(`-${'9'.repeat(65)}`), Buffer.from('2024-01-01 00:00:00.000001')]];
    expect(parseLoad(loadText(columns, rows))).toEqual(rows);
  });

  test('transforms see the cell and may change its length or NULL', () => {
    const columns = [
      column(0, 'bytes', (cell) => (cell === null ? Buffer.from('was null') : null)),
      column(1, 'utf8mb4', (cell) => Buffer.concat([cell ?? Buffer.alloc(0), Buffer.from('\t!')])),
    ];
    const rows: Cells[] = [
      [null, Buffer.from('a')],
      [Buffer.from('gone'), null],
    ];
    expect(
      parseLoad(loadText(columns, rows)).map((row) => row.map((cell) => cell?.toString() ?? null)),
    ).toEqual([
      ['was null', 'a\t!'],
      [null, '\t!'],
    ]);
  });
});

describe('multi-row INSERTs', () => {
  const columns = (forms: readonly CellForm[], transform?: CopiedColumn['transform']) => ({
    columns: forms.map((form, index) => column(index, form, transform)),
    constants: [{ name: 'tenant', literal: "'acme'" }],
  });

  test('are written in the forms their columns need', () => {
    const text = createInsertText('t', columns(['bare', 'text', 'bytes', 'utf8mb4', 'integer']), 1000);
    text.add(rowPacket(['12', '2024-01-01', Buffer.from([0, 39, 92, 255]), "a'b", '7']));
    text.add(rowPacket([null, null, null, null, null]));
    const statement = text.take();
    expect(statement?.rows).toBe(2);
    expect(statement?.packet.subarray(statementHeader).toString('latin1')).toBe(
      'INSERT INTO `t` (`tenant`, `c0`, `c1`, `c2`, `c3`, `c4`) VALUES ' +
        "('acme',12,'2024-01-01',_binary'\\0\\'\\\\\xff','a\\'b',7),('acme',NULL,NULL,NULL,NULL,NULL)",
    );
    expect(text.take()).toBeNull();
  });

  test('stay under their size, except for a single larger row', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 60 }), (lengths) => {
        const text = createInsertText('t', columns(['bytes', 'bytes']), 4096);
        const statements: { rows: number; size: number; body: string }[] = [];
        const take = () => {
          const statement = text.take();
          if (!statement) return;
          const { packet, rows } = statement;
          statements.push({ rows, size: packet.length, body: packet.toString('latin1', statementHeader) });
          text.release(packet);
        };
        for (const length of lengths) {
          const row = rowPacket([Buffer.alloc(length, "'"), Buffer.alloc(length, 'x')]);
          if (text.add(row)) continue;
          take();
          expect(text.add(row)).toBe(true);
        }
        take();
        expect(statements.reduce((total, { rows }) => total + rows, 0)).toBe(lengths.length);
        for (const { rows, size } of statements) if (rows > 1) expect(size).toBeLessThanOrEqual(4096);
        const values = statements.flatMap(({ body }) => [
          ...body.matchAll(/_binary'((?:\\.)*)',_binary'(x*)'/g),
        ]);
        expect(values.map(([, , plain]) => plain?.length)).toEqual(lengths);
      }),
    );
  });

  test('a transform may make a value much longer than it was', () => {
    const text = createInsertText(
      't',
      columns(['utf8mb4', 'utf8mb4'], () => Buffer.alloc(10_000, "'")),
      256,
    );
    text.add(rowPacket(['a', 'b']));
    const sql = text.take()?.packet.toString('latin1', statementHeader) ?? '';
    expect(sql).toContain(`('acme','${"\\'".repeat(10_000)}','${"\\'".repeat(10_000)}')`);
  });

  test('a statement is never exactly as long as a packet, which would need an empty one after it', () => {
    const limit = 0xffffff;
    const text = createInsertText('t', columns(['bytes']), 1000);
    text.add(rowPacket(['']));
    const fixed = (text.take()?.packet.length ?? 0) - 4;
    text.add(rowPacket([Buffer.alloc(limit - fixed, 'x')]));
    expect(text.take()?.packet.length).toBe(limit + 4 + 1);
  });
});

describe('rows as parameters', () => {
  /** What the server reads from a COM_STMT_EXECUTE, written from the protocol's description. */
  function parseExecute(
    packet: Buffer,
    parameters: number,
  ): { id: number; types: number[]; values: (Buffer | null)[] } {
    expect(packet[4]).toBe(0x17);
    const id = packet.readUInt32LE(5);
    expect([packet[9], packet.readUInt32LE(10)]).toEqual([0, 1]);
    const nulls = packet.subarray(14, 14 + Math.ceil(parameters / 8));
    let at = 14 + nulls.length;
    expect(packet[at]).toBe(1);
    at += 1;
    const types = Array.from({ length: parameters }, (_, index) => packet.readUInt16LE(at + 2 * index));
    at += 2 * parameters;
    const rest = rowPacket([]);
    const present = cellReader()({ ...rest, buffer: packet, offset: at, end: packet.length });
    const values = types.map((_, index) =>
      ((nulls[index >> 3] as number) >> (index & 7)) & 1 ? null : (present.shift() ?? null),
    );
    expect(present).toEqual([]);
    return { id, types, values };
  }

  const forms: readonly CellForm[] = ['bare', 'bytes', 'utf8mb4', 'text', 'integer'];

  test('give back every byte of every row, with and without transforms', () => {
    fc.assert(
      fc.property(table, fc.boolean(), (rows, transformed) => {
        const width = rows[0]?.length ?? 0;
        const same = (cell: Buffer | null) => cell;
        const columns = Array.from({ length: width }, (_, index) =>
          column(
            index,
            forms[index % forms.length] as CellForm,
            transformed && index === 0 ? same : undefined,
          ),
        );
        const builder = createInsertParams({ columns, constants: [] }, 1000);
        const values: (Buffer | null)[] = [];
        const take = () => {
          const batch = builder.take();
          if (!batch) return;
          setStatement(batch.packet, 77);
          const read = parseExecute(batch.packet, batch.rows * width);
          expect(read.id).toBe(77);
          expect(read.types.slice(0, width)).toEqual(
            columns.map(({ form }) => (form === 'bytes' ? 0xfc : 0xfd)),
          );
          values.push(...read.values.map((value) => (value ? Buffer.from(value) : value)));
          builder.release(batch.packet);
        };
        for (const row of rows) {
          if (builder.add(rowPacket(row))) continue;
          take();
          expect(builder.add(rowPacket(row))).toBe(true);
        }
        take();
        expect(builder.take()).toBeNull();
        expect(values).toEqual(rows.flat());
      }),
    );
  });

  test('a batch holds at most so many parameters', () => {
    const columns = Array.from({ length: 50 }, (_, index) => column(index, 'bytes'));
    const builder = createInsertParams({ columns, constants: [] }, 1024 * 1024);
    const row = rowPacket(Array.from({ length: 50 }, () => null));
    let rows = 0;
    while (builder.add(row)) rows += 1;
    expect(rows).toBe(fullBatchRows({ columns, constants: [] }));
    expect(rows * 50).toBeLessThanOrEqual(2500);
    expect(builder.take()?.rows).toBe(rows);
  });

  test('the statement has a mark for each value and the constants in every row', () => {
    const columns = [column(0, 'bytes'), column(1, 'integer')];
    const constants = [{ name: 'tenant', literal: "'acme'" }];
    expect(insertStatement('t', { columns, constants }, 2)).toBe(
      "INSERT INTO `t` (`tenant`, `c0`, `c1`) VALUES ('acme',?,CAST(? AS UNSIGNED)),('acme',?,CAST(? AS UNSIGNED))",
    );
  });
});

test('cells are read with all lengths of length', () => {
  const cells = [
    null,
    Buffer.alloc(0),
    Buffer.alloc(250, 1),
    Buffer.alloc(251, 2),
    Buffer.alloc(70_000, 3),
    Buffer.alloc(17_000_000, 4),
  ];
  const read = cellReader()(rowPacket(cells));
  expect(read.map((cell) => cell?.length ?? null)).toEqual(cells.map((cell) => cell?.length ?? null));
  for (const [index, cell] of cells.entries()) if (cell) expect(read[index]?.equals(cell)).toBe(true);
});
