import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPacketReader } from '../../src/mysql/packet-reader.js';

const lengths = { large: 20, full: 50 };

/** A payload as packets: one of full length is followed by another, be it empty. */
function packets(payload: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; at += lengths.full) {
    const part = payload.subarray(at, at + lengths.full);
    const header = Buffer.alloc(4);
    header.writeUIntLE(part.length, 0, 3);
    header[3] = parts.length;
    parts.push(header, part);
    if (part.length < lengths.full) return Buffer.concat(parts);
  }
}

interface Seen {
  readonly passed: string;
  /** Large rows, each with the number of bytes that had been passed on when it ended. */
  readonly rows: readonly { readonly after: number; readonly hex: string }[];
  readonly packets: number;
}

/** Reads a stream in chunks. `pauses` says at each event whether the reader is paused then; it goes on before the next chunk. */
function read(chunks: readonly Buffer[], takesLarge: boolean, pauses: () => boolean): Seen {
  const passed: Buffer[] = [];
  const rows: { after: number; hex: string }[] = [];
  let row: Buffer[] = [];
  let counted = 0;
  let paused = false;
  const passedBytes = () => passed.reduce((sum, { length }) => sum + length, 0);
  const reader = createPacketReader({
    lengths,
    passOn(bytes) {
      passed.push(Buffer.from(bytes));
      paused ||= pauses();
    },
    largeRow: () =>
      takesLarge
        ? {
            bytes(piece) {
              expect(paused).toBe(false);
              expect(piece.length).toBeGreaterThan(0);
              row.push(Buffer.from(piece));
              paused = pauses();
              // What a failing row does.
              if (!paused) reader.proceed();
            },
            end() {
              rows.push({ after: passedBytes(), hex: Buffer.concat(row).toString('hex') });
              row = [];
            },
          }
        : undefined,
    isPaused: () => paused,
    onPacket: () => {
      counted += 1;
    },
  });
  const goOn = () => {
    // A pause ends, perhaps in the next one.
    for (let round = 0; round < 200; round += 1) {
      paused = false;
      reader.proceed();
    }
  };
  for (const chunk of chunks) {
    reader.read(chunk);
    goOn();
  }
  expect(row).toEqual([]);
  return { passed: Buffer.concat(passed).toString('hex'), rows, packets: counted };
}

function expected(payloads: readonly Buffer[]): Seen {
  const passed: Buffer[] = [];
  const rows: { after: number; hex: string }[] = [];
  let counted = 0;
  for (const payload of payloads) {
    if (payload.length < lengths.large) passed.push(packets(payload));
    else {
      const after = passed.reduce((sum, { length }) => sum + length, 0);
      rows.push({ after, hex: payload.toString('hex') });
      counted += Math.floor(payload.length / lengths.full) + 1;
    }
  }
  return { passed: Buffer.concat(passed).toString('hex'), rows, packets: counted };
}

/** Payloads around every length that matters. */
const payloads = fc.array(
  fc
    .oneof(fc.constantFrom(0, 1, 19, 20, 21, 49, 50, 51, 99, 100, 101, 150), fc.integer({ min: 0, max: 130 }))
    .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
    .map((bytes) => Buffer.from(bytes)),
  { minLength: 1, maxLength: 8 },
);

function cut(stream: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let index = 0; at < stream.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    chunks.push(stream.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('large rows are taken out of the stream', () => {
  test('wherever it is cut, whenever it is paused', () => {
    fc.assert(
      fc.property(
        payloads,
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        (list, sizes, pauses) => {
          let event = 0;
          const pause = () => pauses[event++ % pauses.length] ?? false;
          const stream = Buffer.concat(list.map(packets));
          expect(read(cut(stream, sizes), true, pause)).toEqual(expected(list));
        },
      ),
    );
  });

  test('cut once at every byte', () => {
    const list = [3, 20, 0, 50, 1, 100, 120, 19, 51].map((length, index) => Buffer.alloc(length, index + 1));
    const stream = Buffer.concat(list.map(packets));
    for (let at = 1; at < stream.length; at += 1) {
      const chunks = [stream.subarray(0, at), stream.subarray(at)];
      expect(read(chunks, true, () => false)).toEqual(expected(list));
    }
  });

  test('everything is passed on where nobody takes them', () => {
    fc.assert(
      fc.property(payloads, fc.integer({ min: 1, max: 90 }), (list, size) => {
        const stream = Buffer.concat(list.map(packets));
        const seen = read(cut(stream, [size]), false, () => false);
        expect(seen).toEqual({ passed: stream.toString('hex'), rows: [], packets: 0 });
      }),
    );
  });

  test('bytes that come during a pause wait behind those that came before', () => {
    const list = [Buffer.alloc(30, 1), Buffer.alloc(5, 2), Buffer.alloc(40, 3)];
    const stream = Buffer.concat(list.map(packets));
    const passed: Buffer[] = [];
    const pieces: Buffer[] = [];
    let paused = true;
    const reader = createPacketReader({
      lengths,
      passOn: (bytes) => passed.push(Buffer.from(bytes)),
      largeRow: () => ({ bytes: (piece) => pieces.push(Buffer.from(piece)), end: () => undefined }),
      isPaused: () => paused,
      onPacket: () => undefined,
    });
    for (const chunk of cut(stream, [7])) reader.read(chunk);
    expect([passed, pieces]).toEqual([[], []]);
    paused = false;
    reader.proceed();
    expect(Buffer.concat(pieces)).toEqual(Buffer.concat([list[0] as Buffer, list[2] as Buffer]));
    expect(Buffer.concat(passed)).toEqual(packets(list[1] as Buffer));
  });

  test('with the lengths of the protocol: 16 MB − 1 goes on in an empty packet', () => {
    const header = (length: number, number: number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUIntLE(length, 0, 3);
      bytes[3] = number;
      return bytes;
    };
    const full = Buffer.alloc(0xffffff, 7);
    const stream = Buffer.concat([
      header(1024 * 1024 - 1, 0),
      Buffer.alloc(1024 * 1024 - 1),
      header(full.length, 1),
      full,
      header(0, 2),
      header(1024 * 1024, 3),
      Buffer.alloc(1024 * 1024),
    ]);
    let passed = 0;
    let size = 0;
    const sizes: number[] = [];
    const reader = createPacketReader({
      passOn: (bytes) => {
        passed += bytes.length;
      },
      largeRow: () => ({
        bytes: (piece) => {
          size += piece.length;
        },
        end: () => {
          sizes.push(size);
          size = 0;
        },
      }),
      isPaused: () => false,
      onPacket: () => undefined,
    });
    for (const chunk of cut(stream, [65_536])) reader.read(chunk);
    expect(passed).toBe(1024 * 1024 + 3);
    expect(sizes).toEqual([full.length, 1024 * 1024]);
  });
});
