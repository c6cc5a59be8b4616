import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { printInet6, printUuid } from '../../../src/mysql/binlog/cells/addresses.js';
import type { CellReader } from '../../../src/mysql/binlog/cells/cell.js';
import { decimalReader } from '../../../src/mysql/binlog/cells/decimals.js';
import { printDouble, printFixed } from '../../../src/mysql/binlog/cells/doubles.js';
import { integerReader, readFloat, readYear, zeroFilled } from '../../../src/mysql/binlog/cells/numbers.js';
import {
  datetimeReader,
  readDate,
  timeReader,
  timestampReader,
} from '../../../src/mysql/binlog/cells/temporal.js';
import { enumReader, paddedReader, setReader, sizedReader } from '../../../src/mysql/binlog/cells/text.js';
import { Cursor } from '../../../src/mysql/binlog/cursor.js';
import { LogError } from '../../../src/mysql/binlog/log-error.js';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** Reads a value that takes all the bytes, and finds that it is cut short when the last of them is missing. */
function read(reader: CellReader, hex: string): string {
  const all = bytes(hex);
  const cursor = new Cursor(all);
  const cell = reader(cursor).toString('latin1');
  expect(cursor.left).toBe(0);
  if (all.length > 0) expect(() => reader(new Cursor(all, 0, all.length - 1))).toThrow(LogError);
  return cell;
}

describe('numbers', () => {
  test.each([1, 2, 3, 4, 8])('integers of %i bytes, as signed and unsigned ones', (size) => {
    expect(read(integerReader(size, false), 'ff'.repeat(size))).toBe('-1');
    expect(read(integerReader(size, true), 'ff'.repeat(size))).toBe(String(256n ** BigInt(size) - 1n));
    expect(read(integerReader(size, false), `${'00'.repeat(size - 1)}80`)).toBe(
      String(-(256n ** BigInt(size)) / 2n),
    );
    expect(read(integerReader(size, true), `05${'00'.repeat(size - 1)}`)).toBe('5');
  });

  it('years, and numbers filled with zeros', () => {
    expect(read(readYear, '00')).toBe('0000');
    expect(read(readYear, '64')).toBe('2000');
    expect(read(zeroFilled(integerReader(4, true), 8), '2a000000')).toBe('00000042');
    expect(read(zeroFilled(integerReader(1, true), 1), '2a')).toBe('42');
  });

  it('decimals of any precision and sign', () => {
    // https://dev.mysql.com/doc/dev/mysql-server/latest/decimal_8cc.html: 1234567890.1234
    expect(read(decimalReader(14, 4), '81 0D FB 38 D2 04 D2')).toBe('1234567890.1234');
    expect(read(decimalReader(14, 4), '7E F2 04 C7 2D FB 2D')).toBe('-1234567890.1234');
    expect(read(decimalReader(4, 4), '8004')).toBe('0.0004');
    expect(read(decimalReader(5, 0), '800000')).toBe('0');
    expect(() => decimalReader(2, 0)(new Cursor(bytes('ff')))).toThrow(LogError);
  });

  test('decimals are read as they were written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 65 }).chain((precision) =>
          fc.record({
            precision: fc.constant(precision),
            scale: fc.integer({ min: 0, max: Math.min(30, precision) }),
            digits: fc.string({
              unit: fc.constantFrom(...'0123456789'),
              minLength: precision,
              maxLength: precision,
            }),
            negative: fc.boolean(),
          }),
        ),
        ({ precision, scale, digits, negative }) => {
          const whole = digits.slice(0, precision - scale);
          const fraction = digits.slice(precision - scale);
          const text = `${negative ? '-' : ''}${whole.replace(/^0+(?=\d)/, '') || '0'}${scale > 0 ? `.${fraction}` : ''}`;
          expect(
            read(decimalReader(precision, scale), packDecimal(whole, fraction, negative).toString('hex')),
          ).toBe(text);
        },
      ),
    );
  });

  test.each([
    [0, '0'],
    [-0, '-0'],
    [0.1, '0.1'],
    [1e14, '100000000000000'],
    [123456789012345, '123456789012345'],
    [1e15, '1e15'],
    [1.5e30, '1.5e30'],
    [-1.7976931348623157e308, '-1.7976931348623157e308'],
    [5e-324, '5e-324'],
    [1e-15, '0.000000000000001'],
    [1e-16, '1e-16'],
    [1.25e-7, '0.000000125'],
    [2 ** 53, '9.007199254740992e15'],
    [-1083461537978602.8, '-1083461537978602.8'],
  ])('the double %d', (value, text) => {
    expect(printDouble(value)).toBe(text);
  });

  test('doubles read back as themselves', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(printDouble(value))).toBe(value);
        expect(printDouble(value)).toMatch(/^-?\d+(\.\d+)?(e-?\d+)?$/);
      }),
    );
  });

  it('doubles with fixed decimals, and floats as the doubles that they are', () => {
    expect(printFixed(0.25, 2)).toBe('0.25');
    expect(printFixed(7, 2)).toBe('7.00');
    expect(printFixed(-0, 1)).toBe('-0.0');
    expect(printFixed(1e22, 1)).toBe('10000000000000000000000.0');
    expect(printFixed(1.005, 2)).toBe('1.00');
    expect(read(readFloat, 'cdcccc3d')).toBe('0.10000000149011612');
    expect(read(readFloat, '00000080')).toBe('0');
  });
});

/** The form that the log has, made independently: groups of nine digits from the point on. */
function packDecimal(whole: string, fraction: string, negative: boolean): Buffer {
  const sizes = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];
  const group = (digits: string) => {
    const buffer = Buffer.alloc(sizes[digits.length] ?? 0);
    if (digits !== '') buffer.writeUIntBE(Number(digits), 0, buffer.length);
    return buffer;
  };
  const head = whole.slice(0, whole.length % 9);
  const groups = [
    head,
    ...(whole.slice(head.length).match(/.{9}/g) ?? []),
    ...(fraction.match(/.{1,9}/g) ?? []),
  ];
  const packed = Buffer.concat(groups.map(group));
  packed[0] = (packed[0] ?? 0) ^ 0x80;
  return negative ? Buffer.from(packed.map((byte) => byte ^ 0xff)) : packed;
}

describe('dates and times', () => {
  it('dates, zero and impossible ones too', () => {
    expect(read(readDate, '000000')).toBe('0000-00-00');
    expect(read(readDate, '5fca0f')).toBe('2021-02-31');
    expect(read(readDate, '9f1f4e')).toBe('9999-12-31');
  });

  it('timestamps in UTC, with any number of digits', () => {
    expect(read(timestampReader(0), '00000000')).toBe('0000-00-00 00:00:00');
    expect(read(timestampReader(0), '00000001')).toBe('1970-01-01 00:00:01');
    expect(read(timestampReader(1), '7fffffff 5a')).toBe('2038-01-19 03:14:07.9');
    expect(read(timestampReader(3), '00000001 04ce')).toBe('1970-01-01 00:00:01.123');
    expect(read(timestampReader(6), '00000001 000001')).toBe('1970-01-01 00:00:01.000001');
    expect(() => read(timestampReader(2), '00000001 64')).toThrow(LogError);
  });

  it('datetimes', () => {
    expect(read(datetimeReader(0), '8000000000')).toBe('0000-00-00 00:00:00');
    expect(read(datetimeReader(0), 'fef3ff7efb')).toBe('9999-12-31 23:59:59');
    expect(read(datetimeReader(6), '999a98b3cc 01e240')).toBe('2016-10-12 11:15:12.123456');
  });

  it('times, negative ones with fractions too', () => {
    expect(read(timeReader(0), '800000')).toBe('00:00:00');
    expect(read(timeReader(0), 'b46efb')).toBe('838:59:59');
    expect(read(timeReader(0), '4b9105')).toBe('-838:59:59');
    expect(read(timeReader(1), '7fffff ce')).toBe('-00:00:00.5');
    expect(read(timeReader(3), '7ffffe fff6')).toBe('-00:00:01.001');
    expect(read(timeReader(6), '800000000001')).toBe('00:00:00.000001');
  });
});

describe('text and bytes', () => {
  it('after their length', () => {
    expect(read(sizedReader(1), '02 6162')).toBe('ab');
    expect(read(sizedReader(2), '0200 6162')).toBe('ab');
    expect(
      read(
        sizedReader(4, (text) => Buffer.concat([text, text])),
        '02000000 6162',
      ),
    ).toBe('abab');
  });

  it('with the zeros at their end that the log leaves away', () => {
    expect(paddedReader(4)(new Cursor(bytes('0101'))).toString('hex')).toBe('01000000');
    expect(paddedReader(300)(new Cursor(bytes('01000a')))).toEqual(Buffer.from('0a'.padEnd(600, '0'), 'hex'));
    expect(read(paddedReader(2), '02 0a0b')).toBe('\n\u000b');
  });

  it('members of ENUM and SET', () => {
    expect(read(enumReader(1, ['x', 'b,c']), '02')).toBe('b,c');
    expect(read(enumReader(2, ['x']), '0000')).toBe('');
    expect(() => enumReader(1, ['x'])(new Cursor(bytes('02')))).toThrow(LogError);
    expect(read(setReader(1, ['p', 'q', '3']), '05')).toBe('p,3');
    expect(read(setReader(2, [...'abcdefghij']), '0102')).toBe('a,j');
    expect(() => setReader(1, ['p'])(new Cursor(bytes('02')))).toThrow(LogError);
  });

  it('UUIDs and addresses', () => {
    expect(printUuid(bytes('123e4567e89b12d3a456426614174000'))).toBe('123e4567-e89b-12d3-a456-426614174000');
    const inet6 = (hex: string) => printInet6(bytes(hex));
    expect(inet6('00000000000000000000000000000000')).toBe('::');
    expect(inet6('00000000000000000000000000000001')).toBe('::1');
    expect(inet6('20010db8000000000000ff0000428329')).toBe('2001:db8::ff00:42:8329');
    expect(inet6('00000000000000000000ffff0a000001')).toBe('::ffff:10.0.0.1');
    expect(inet6('20010000000100000000000000000000')).toBe('2001:0:1::');
  });
});
