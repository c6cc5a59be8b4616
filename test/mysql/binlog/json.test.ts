import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { jsonReader, printJson } from '../../../src/mysql/binlog/cells/json.js';
import { Cursor } from '../../../src/mysql/binlog/cursor.js';
import { LogError } from '../../../src/mysql/binlog/log-error.js';

/** Documents as MySQL 9.7 wrote them into its log, as hexadecimal text, and as it printed them. */
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/log/json.json'), 'utf8'),
) as readonly (readonly [hex: string, text: string])[];

const documents = recorded.map(([hex, text]) => ({ bytes: Buffer.from(hex, 'hex'), text }));

describe('binary JSON', () => {
  it('is recorded with many kinds of values', () => {
    expect(documents.length).toBeGreaterThan(40);
  });

  test.each(documents)('is printed as the server prints it: $text', ({ bytes, text }) => {
    expect(printJson(bytes)).toBe(text);
  });

  it('without a value is null', () => {
    expect(jsonReader(4)(new Cursor(Buffer.alloc(4))).toString()).toBe('null');
  });

  test.each(documents)('is an error when it is cut short at any length: $text', ({ bytes }) => {
    for (let length = 1; length < bytes.length; length += 1) {
      expect(() => printJson(bytes.subarray(0, length))).toThrow(LogError);
    }
  });

  it('is an error or other text when bits of it are turned over, and nothing worse', () => {
    for (const { bytes } of documents) {
      for (let at = 0; at < bytes.length; at += 1) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (bytes[at] as number) ^ (1 << (at % 8));
        try {
          expect(printJson(damaged)).toBeTypeOf('string');
        } catch (error) {
          expect(error).toBeInstanceOf(LogError);
        }
      }
    }
  });
});
