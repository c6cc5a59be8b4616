import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ledgerKey } from '../../src/ledger/secret-ids.js';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

test.each([
  '1',
  '18446744073709551615',
  '-12345678901234567890.25',
  '5c5c5c5c-2700-0a0d-0000-000000000001',
  '',
  ' a',
  '😀'.repeat(63),
])('the ledger knows %j by itself, as ledgers of earlier versions do', (id) => {
  expect(ledgerKey(id)).toBe(id);
});

test.each(['a ', ' ', 'x'.repeat(64), 'é'.repeat(64), '😀'.repeat(64), digest('a'), '9'.repeat(3072)])(
  'the ledger knows %j by its digest, which fits its column',
  (id) => {
    expect(ledgerKey(id)).toBe(digest(id));
    expect(ledgerKey(id)).toHaveLength(64);
  },
);
