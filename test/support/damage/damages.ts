import { quoteText } from '../../../src/core/sql.js';
import type { Difference } from '../../../src/core/validation-shape.js';
import { noteOf, payloadOf, shift } from './world.js';

/** One way to spoil the target, and what validation must say of it. */
export interface Damage {
  readonly name: string;
  readonly sql: readonly string[];
  /** Differences the full comparison must name; `column` '*' stands for several columns of the row. */
  readonly named: readonly Pick<Difference, 'kind' | 'table' | 'key' | 'column'>[];
  /** Values that must be shown. */
  readonly shows?: { readonly expected: string | null; readonly actual: string | null };
}

const item = (index: number) => String(index + shift.items);
const set = (index: number, assignment: string) => `UPDATE items SET ${assignment} WHERE id = ${item(index)}`;
const mismatch = (table: string, id: string | number, column: string) =>
  ({ kind: 'field-mismatch', table, key: `id=${id}`, column }) as const;

function field(name: string, index: number, column: string, value: string, shows?: Damage['shows']): Damage {
  return {
    name,
    sql: [set(index, `${column} = ${value}`)],
    named: [mismatch('items', item(index), column)],
    ...(shows ? { shows } : {}),
  };
}

const flipped = payloadOf(2);
flipped[30] = (flipped[30] ?? 0) ^ 1;
const copied = (id: string) =>
  `INSERT INTO items SELECT ${id}, biz_id, app_id, name, code, note, payload, ratio, share, price, flags, moment, ticket, doc,
    tenant_id FROM items WHERE id = ${item(50)}`;
const json = (b: string, flag: string) =>
  quoteText(`{"a": [1, 2.5, "x"], "b": ${b}, "big": 12345678901234567890, "中": "é", "flag": ${flag}}`);
const unsorted = (b: string, flag: string) =>
  quoteText(`{"b": ${b}, "a": [1, 2.5, "x"], "big": 12345678901234567890, "flag": ${flag}, "中": "é"}`);

/** `sorted`: the source's JSON is in MySQL's order. */
export function damages(sorted: boolean): readonly Damage[] {
  const doc = sorted ? json : unsorted;
  return [
    field('one bit in a blob', 2, 'payload', `X'${flipped.toString('hex')}'`),
    {
      name: 'values swapped between two rows',
      sql: [set(3, `name = 'Item 4 é'`), set(4, `name = 'Item 3 é'`)],
      named: [mismatch('items', item(3), 'name'), mismatch('items', item(4), 'name')],
    },
    field(`a NULL made ''`, 5, 'code', `''`, { expected: null, actual: '' }),
    field(`a '' made NULL`, 6, 'code', 'NULL', { expected: '', actual: null }),
    field('a trailing space', 7, 'name', `'Item 7 é '`, { expected: 'Item 7 é', actual: 'Item 7 é ' }),
    field('letter case under a case-insensitive collation', 8, 'name', `'item 8 é'`),
    field('a NULL time made a time', 9, 'moment', `'2024-01-01 00:00:00'`),
    {
      name: 'the last character of a megabyte of text',
      sql: [set(10, `note = CONCAT(SUBSTR(note, 1, CHAR_LENGTH(note) - 1), '!')`)],
      named: [mismatch('items', item(10), 'note')],
    },
    field('a microsecond', 11, 'moment', `'2024-05-06 07:08:09.000012'`, {
      expected: '2024-05-06 07:08:09.000011',
      actual: '2024-05-06 07:08:09.000012',
    }),
    field(`a double's last digit`, 12, 'ratio', '12.12345678901235e-5'),
    field(`a float's last digit`, 13, 'share', '13.123457e0'),
    field(`a number's format inside JSON`, 14, 'doc', doc('14.0', 'true')),
    field('a boolean made a string inside JSON', 15, 'doc', doc('15', '"true"')),
    {
      name: 'a row under another tenant',
      sql: [set(16, `tenant_id = 'other'`)],
      named: [mismatch('items', item(16), 'tenant_id')],
      shows: { expected: 'acme', actual: 'other' },
    },
    {
      name: 'a missing row',
      sql: [`DELETE FROM items WHERE id = ${item(17)}`],
      named: [{ kind: 'missing-in-target', table: 'items', key: `id=${item(17)}` }],
    },
    {
      name: 'the first row missing',
      sql: [`DELETE FROM items WHERE id = ${item(1)}`],
      named: [{ kind: 'missing-in-target', table: 'items', key: `id=${item(1)}` }],
    },
    {
      name: 'the last row missing',
      sql: [`DELETE FROM items WHERE id = ${item(120)}`],
      named: [{ kind: 'missing-in-target', table: 'items', key: `id=${item(120)}` }],
    },
    field('an accent lost', 18, 'name', `'Item 18 e'`),
    field('another Unicode form of the same letter', 19, 'name', quoteText('Item 19 e\u0301')),
    field(`a decimal's last digit`, 20, 'price', '20000.123457', {
      expected: '20000.123456',
      actual: '20000.123457',
    }),
    field(`a reference left at the source's ID`, 23, 'app_id', '12', { expected: '1012', actual: '12' }),
    field('a zero in front of a cast number', 24, 'ticket', `'024'`, { expected: '24', actual: '024' }),
    field('line ends changed', 27, 'note', quoteText((noteOf(27) ?? '').replace('\r\n', '\n'))),
    field('a NUL character lost', 28, 'note', quoteText((noteOf(28) ?? '').replace('\0', ''))),
    field('a text cut short', 29, 'note', quoteText((noteOf(29) ?? '').slice(0, -2))),
    field('a backslash doubled', 32, 'note', quoteText((noteOf(32) ?? '').replace('\\', '\\\\'))),
    field('a time made zero', 33, 'moment', `'0000-00-00 00:00:00'`),
    field('another business', 34, 'biz_id', '3'),
    field(`the tenant's ID in capitals`, 37, 'tenant_id', `'ACME'`, { expected: 'acme', actual: 'ACME' }),
    field('one bit of a BIT column', 38, 'flags', '39'),
    {
      name: 'another key',
      sql: [set(39, 'id = 5600')],
      named: [
        { kind: 'missing-in-target', table: 'items', key: `id=${item(39)}` },
        { kind: 'extra-in-target', table: 'items', key: 'id=5600' },
      ],
    },
    {
      name: 'two rows with their keys swapped',
      sql: [
        set(40, 'id = 5900'),
        set(41, `id = ${item(40)}`),
        `UPDATE items SET id = ${item(41)} WHERE id = 5900`,
      ],
      named: [mismatch('items', item(40), '*'), mismatch('items', item(41), '*')],
    },
    field('an invisible character', 42, 'name', quoteText('Item 42\u200b é'), {
      expected: 'Item 42 é',
      actual: 'Item 42\\u200b é',
    }),
    field('a no-break space', 43, 'name', quoteText('Item\u00a043 é')),
    {
      name: 'an extra row before the first',
      sql: [copied('4999')],
      named: [{ kind: 'extra-in-target', table: 'items', key: 'id=4999' }],
    },
    {
      name: 'an extra row behind the last',
      sql: [copied('5500')],
      named: [{ kind: 'extra-in-target', table: 'items', key: 'id=5500' }],
    },
    {
      name: 'an ID inside JSON',
      sql: [`UPDATE bindings SET app_ids = '[1003, 1005]' WHERE id = 72`],
      named: [mismatch('bindings', 72, 'app_ids')],
      shows: { expected: '[1003, 1004]', actual: '[1003, 1005]' },
    },
    {
      name: 'a sentinel shifted inside JSON',
      sql: [
        sorted
          ? `UPDATE bindings SET scope = '{"rate": 1.0, "groups": [{"id": 1000, "name": "d"}, {"id": 1008, "name": "5"}]}' WHERE id = 75`
          : `UPDATE bindings SET scope = '{"groups": [{"id": 1000, "name": "d"}, {"id": 1008, "name": "5"}], "rate": 1.0}' WHERE id = 75`,
      ],
      named: [mismatch('bindings', 75, 'scope')],
    },
    {
      name: 'a NULL made a JSON null',
      sql: [`UPDATE bindings SET scope = 'null' WHERE id = 73`],
      named: [mismatch('bindings', 73, 'scope')],
      shows: { expected: null, actual: 'null' },
    },
    {
      name: 'a user name not rewritten',
      sql: [`UPDATE apps SET approver = 'ann,bob' WHERE id = 1003`],
      named: [mismatch('apps', 1003, 'approver')],
      shows: { expected: 'ann.new,bob', actual: 'ann,bob' },
    },
    {
      name: 'unique values swapped between two rows',
      sql: [
        `UPDATE apps SET name = 'x' WHERE id = 1007`,
        `UPDATE apps SET name = 'App 7 é' WHERE id = 1008`,
        `UPDATE apps SET name = 'App 8 é' WHERE id = 1007`,
      ],
      named: [mismatch('apps', 1007, 'name'), mismatch('apps', 1008, 'name')],
    },
    {
      name: 'an older secret version',
      sql: ['UPDATE kvs SET version = 2 WHERE id = 303'],
      named: [mismatch('kvs', 303, 'version')],
      shows: { expected: '3', actual: '2' },
    },
    {
      name: `a secret version set back to the source's`,
      sql: ['UPDATE kvs SET version = 4 WHERE id = 304'],
      named: [mismatch('kvs', 304, 'version')],
      shows: { expected: '1', actual: '4' },
    },
    {
      name: 'a ciphertext',
      sql: [`UPDATE creds SET secret_text = CONCAT(secret_text, '=') WHERE id = 22`],
      named: [mismatch('creds', 22, 'secret_text')],
    },
    {
      name: 'a parent row lost',
      sql: ['DELETE FROM apps WHERE id = 1006'],
      named: [{ kind: 'missing-in-target', table: 'apps', key: 'id=1006' }],
    },
  ];
}
