import { expect, it } from 'vitest';
import { followedTable } from '../../src/live/followed-table.js';
import type { FieldCipher } from '../../src/plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../src/plan/plan.js';
import type { Treatment } from '../../src/plan/treatments.js';
import { UnmappedError } from '../../src/plan/unmapped-error.js';
import { column } from '../support/facts.js';

/** What batches are transformed with, of which none is here. */
const fields: FieldCipher = {
  encrypt: async (cells) => cells,
  open: async () => [],
  hash: async (cells) => cells,
};

const id: ColumnPlan = {
  name: 'id',
  treatment: { kind: 'offset', offset: '10' },
  source: column('id', 'bigint'),
  target: column('id', 'bigint'),
  secret: false,
};

function compile(treatment: Treatment, from: string, to: string) {
  const value: ColumnPlan = {
    name: 'value',
    treatment,
    source: column('value', from),
    target: column('value', to),
    secret: false,
  };
  const plan: TablePlan = {
    table: 'things',
    source: 'things',
    target: 'things',
    level: 1,
    key: ['id'],
    columns: [id, value],
    droppedColumns: [],
    approximateRows: 0,
    approximateBytes: 0,
  };
  const columns = [column('id', 'bigint'), column('value', from)];
  return followedTable(
    plan,
    { database: 'source', table: 'things', columns },
    { context: { fields }, roomOf: () => undefined },
  );
}

it('refuses a table whose cells are transformed in batches: no row of the log could wait for them', () => {
  for (const treatment of [{ kind: 'encrypt' }, { kind: 'index', hash: 'sha256' }] as const) {
    expect(() => compile(treatment, 'varchar(20)', 'varchar(200)')).toThrow(UnmappedError);
    expect(() => compile(treatment, 'varchar(20)', 'varchar(200)')).toThrow(/value/);
  }
  expect(() => compile({ kind: 'same' }, 'varchar(20)', 'varchar(20)')).not.toThrow();
});

it('refuses a FLOAT that becomes text, and takes any other number, and a FLOAT that stays one', () => {
  const cast: Treatment = { kind: 'cast', from: 'number', to: 'varchar(20)' };
  expect(() => compile(cast, 'float', 'varchar(20)')).toThrow(UnmappedError);
  expect(() => compile(cast, 'float', 'varchar(20)')).toThrow(/things.*value.*FLOAT/s);
  for (const type of ['int', 'decimal(20,6)']) expect(() => compile(cast, type, 'varchar(20)')).not.toThrow();
  expect(() => compile({ kind: 'same' }, 'float', 'float')).not.toThrow();
});
