import { describe, expect, test } from 'vitest';
import { showValues } from '../../../../src/phases/rows/compare/show-value.js';
import type { ColumnPlan } from '../../../../src/plan/plan.js';
import { column } from '../../../support/facts.js';

const planned = (type: string): ColumnPlan => ({
  name: 'v',
  treatment: { kind: 'same' },
  source: column('v', type),
  target: column('v', type),
  secret: false,
});
const show = (expected: string | null, actual: string | null, type = 'varchar(255)') =>
  showValues(
    planned(type),
    expected === null ? null : Buffer.from(expected),
    actual === null ? null : Buffer.from(actual),
  );

describe('values of a difference', () => {
  test('are shown whole when they are short', () => {
    expect(show('a', null)).toEqual({ expected: 'a', actual: null });
  });

  test('show what cannot be seen', () => {
    expect(show('a\tb\n', 'a\u0000\u200b\u202e\u001b[2J')).toEqual({
      expected: 'a\\tb\\n',
      actual: 'a\\u0000\\u200b\\u202e\\u001b[2J',
    });
  });

  test('are cut around the first difference', () => {
    const long = 'x'.repeat(500);
    const { expected, actual } = show(`${long}A${long}`, `${long}B${long}`);
    expect(expected).toMatch(/^…x{20}Ax{59}… \(1001 characters, shown from 481\)$/);
    expect(actual).toMatch(/^…x{20}Bx{59}… \(1001 characters, shown from 481\)$/);
  });

  test('are cut without breaking a character in two', () => {
    const { expected } = show(`${'😀'.repeat(100)}a`, `${'😀'.repeat(100)}b`);
    expect(expected?.isWellFormed()).toBe(true);
  });

  test('of binary columns are hexadecimal', () => {
    expect(show('00FF', '00FE', 'varbinary(10)')).toEqual({ expected: '0x00FF', actual: '0x00FE' });
  });
});
