import { describe, expect, it } from 'vitest';
import { openSession } from '../../../src/mysql/session.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { idRewriter, shiftedExpression, unshiftedExpression } from '../../../src/plan/id-shift.js';
import { loggedCell } from '../../../src/plan/logged-cell.js';
import { sourceExpression } from '../../../src/plan/mapping.js';
import type { ColumnPlan } from '../../../src/plan/plan.js';
import type { IdShift, Treatment } from '../../../src/plan/treatments.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { column } from '../../support/facts.js';
import { sharedServer } from '../support/servers.js';

/** A treatment, the type it is for, and values of it as SQL. */
interface Sample {
  readonly treatment: Treatment;
  readonly type: string;
  readonly values: readonly string[];
}

const ids = ['0', '1', '7', '9', '41', '4294967295', '9007199254740993', 'NULL'];
const segments = [
  { above: '8', room: '40', offset: '2000' },
  { above: '40', room: '4294967294', offset: '-3' },
  { above: '4294967294', room: '9007199254740993', offset: '0' },
];
/** As they are reserved: each behind the one before, on both sides. */
const growing = [
  { above: '8', room: '40', offset: '2000' },
  { above: '40', room: '99', offset: '5000' },
];
const moments = [
  "'2024-01-01 00:00:00'",
  "'2024-02-29 23:59:59.123456'",
  "'1999-12-31 16:00:00'",
  "'2037-12-31 23:59:59'",
  'NULL',
];

/** Of each kind; one without a sample does not compile. A constant is in no log. */
const samples: Readonly<Record<Exclude<Treatment['kind'], 'constant'>, readonly Sample[]>> = {
  same: [{ treatment: { kind: 'same' }, type: 'varchar(20)', values: ["'ä'", "''", 'NULL'] }],
  cast: [
    { treatment: { kind: 'cast', from: 'int', to: 'varchar(20)' }, type: 'bigint', values: ids },
    {
      treatment: { kind: 'cast', from: 'decimal', to: 'varchar(20)' },
      type: 'decimal(20,6)',
      values: ['1.5', '-0.000001', 'NULL'],
    },
    {
      treatment: { kind: 'cast', from: 'int', to: 'varchar(20)' },
      type: 'int(6) zerofill',
      values: ['0', '42', '1234567'],
    },
  ],
  offset: ['0', '1000', '-5'].flatMap((offset) =>
    [undefined, segments].map((later) => ({
      treatment: { kind: 'offset', offset, segments: later } as const,
      type: 'bigint',
      values: ids,
    })),
  ),
  reference: [
    { offset: '1000' },
    { offset: '-5' },
    { offset: '0' },
    { offset: '10', exceptions: { '7': '70', '9': '0', '41': '41' } },
    { offset: '10', toZero: true },
    { offset: '0', segments },
    { offset: '10', segments, exceptions: { '7': '70', '9': '0', '41': '41' } },
  ].map((shift) => ({
    treatment: { kind: 'reference', table: 'parents', ...shift },
    type: 'bigint',
    values: ids,
  })),
  'json-ids': [
    {
      treatment: { kind: 'json-ids', paths: [{ path: '.a', table: 'parents', offset: '3' }] },
      type: 'longtext',
      values: [`'{"a": 4}'`, `'{}'`, 'NULL'],
    },
  ],
  reencrypt: [{ treatment: { kind: 'reencrypt' }, type: 'varchar(20)', values: ["'abc'", 'NULL'] }],
  encrypt: [{ treatment: { kind: 'encrypt' }, type: 'varchar(20)', values: ["'abc'", "''", 'NULL'] }],
  index: [{ treatment: { kind: 'index', hash: 'hmac' }, type: 'varchar(20)', values: ["'abc'", 'NULL'] }],
  users: [
    { treatment: { kind: 'users', map: { ann: 'bob' } }, type: 'varchar(20)', values: ["'ann'", 'NULL'] },
  ],
  'time-zone': ['+08:00', '-03:30', 'UTC', '+00:00'].flatMap((zone) =>
    ['datetime(6)', 'timestamp(6)'].map((type) => ({
      treatment: { kind: 'time-zone', zone } as const,
      type,
      values: moments,
    })),
  ),
};

describe.each<Flavour>(['mariadb', 'mysql'])('an ID on %s', (flavour) => {
  it.each(['bigint', 'int unsigned', 'bigint unsigned'])(
    'leads back from where it was shifted: %s',
    async (type) => {
      const session = await openSession(endpointOf(sharedServer(flavour), ''), 'source');
      const shifts: readonly IdShift[] = [
        { offset: '1000' },
        { offset: '1000', segments: growing },
        { offset: '0', segments: growing, exceptions: { '7': '5' } },
      ];
      const cast = type.includes('unsigned') ? 'UNSIGNED' : 'SIGNED';
      const given = [0, 1, 6, 7, 8, 9, 40, 41, 99];
      const table = given.map((id) => `SELECT CAST(${id} AS ${cast}) AS v`).join(' UNION ALL ');
      try {
        for (const shift of shifts) {
          const there = `SELECT v, ${shiftedExpression('v', shift)} AS w FROM (${table}) AS a`;
          const rows = await session.queryCells(
            `SELECT v, w, ${unshiftedExpression('w', shift)} FROM (${there}) AS b`,
          );
          const rewrite = idRewriter(shift);
          const wanted = given.map((id) => [id, id === 0 ? 0 : Number(rewrite(BigInt(id))), id]);
          expect(rows.map((cells) => cells.map(Number))).toEqual(wanted);
        }
      } finally {
        await session.close();
      }
    },
  );
});

describe.each<Flavour>(['mariadb', 'mysql'])('a logged cell on %s', (flavour) => {
  it.each(Object.entries(samples))('becomes what the copy selects: %s', async (_, list) => {
    const session = await openSession(endpointOf(sharedServer(flavour), ''), 'target-writer');
    try {
      for (const { treatment, type, values } of list) {
        await session.execute('CREATE DATABASE IF NOT EXISTS logged_cells');
        await session.execute(`CREATE TABLE logged_cells.c (v ${type} NULL)`);
        for (const value of values) await session.execute(`INSERT INTO logged_cells.c VALUES (${value})`);
        const facts = column('v', type);
        const plan: ColumnPlan = { name: 'v', treatment, source: facts, target: facts, secret: false };
        const rows = await session.queryCells(`SELECT v, ${sourceExpression(plan)} FROM logged_cells.c`);
        const map = loggedCell('things', plan, () => undefined);
        const texts = rows.map(([cell, expected]) => [map(cell ?? null)?.toString(), expected?.toString()]);
        expect(rows.length).toBe(values.length);
        for (const [found, expected] of texts) expect(found).toBe(expected);
        await session.execute('DROP TABLE logged_cells.c');
      }
    } finally {
      await session.execute('DROP DATABASE IF EXISTS logged_cells').catch(() => undefined);
      await session.close();
    }
  });
});
