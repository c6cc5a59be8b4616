import { describe, expect, it } from 'vitest';
import type { Context } from '../../src/config/context.js';
import { checkInPlace } from '../../src/preflight/reshape/in-place.js';
import { presetSchema } from '../../src/preset/schema.js';
import { sampleConfig } from '../ui/support/fixtures.js';
import { database } from './support/facts.js';

const found = (tables: readonly object[], other = {}) => {
  const preset = presetSchema.parse({
    name: 'x',
    title: 'x',
    source_version: '1',
    target_version: '2',
    tables: tables.map((table) => ({ level: 1, ...table })),
  });
  const config = { ...sampleConfig(), inPlace: true, tables: { skip: [], include: [] } };
  return checkInPlace({ config, preset } as Context, database([]), database([], other)).map(
    ({ code, table, params }) => `${code} ${table ?? ''} ${params?.reader ?? ''}`.trim(),
  );
};
const read = 'in-place.read-and-written';

describe('one database as source and target', () => {
  it('may make other tables of those that it reads, and repair a table in itself', () => {
    expect(
      found([
        { name: 'b', from: { table: 'a', join: 'JOIN c ON c.b = s.b' }, write: 'upsert', key: ['id'] },
        { name: 'a', write: 'repair', columns: { x: { expr: '1' } } },
      ]),
    ).toEqual([]);
  });

  it.each([
    ['copied onto itself', [{ name: 'a' }], [`${read} a a`]],
    ['written by its own upsert', [{ name: 'a', key: ['id'], write: 'upsert' }], [`${read} a a`]],
    [
      'read by the next one',
      [
        { name: 'b', from: { table: 'a' } },
        { name: 'c', from: { table: 'B' } },
      ],
      [`${read} b c`],
    ],
    [
      'joined by a repair',
      [
        { name: 'b', from: { table: 'a' } },
        {
          name: 'c',
          write: 'repair',
          from: { table: 'c', join: 'LEFT JOIN `b` ON TRUE' },
          columns: { x: {} },
        },
      ],
      [`${read} b c`],
    ],
    [
      'looked up',
      [
        { name: 'b', from: { table: 'a' } },
        { name: 'c', from: { table: 'd' }, fill: { x: { lookup: 'b', on: 'b.i = s.i', value: 'x' } } },
      ],
      [`${read} b c`],
    ],
  ])('is refused where a table is %s', (_, tables, expected) => {
    expect(found(tables)).toEqual(expected);
  });

  it('is refused where there are two', () => {
    expect(found([{ name: 'b', from: { table: 'a' } }], { database: 'other' })).toEqual([
      'in-place.two-databases',
    ]);
  });
});
