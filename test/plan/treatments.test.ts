import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.js';
import { type ComparedColumn, compileTable } from '../../src/phases/rows/compare/compared-table.js';
import { copiedColumns } from '../../src/phases/rows/copy/copy-columns.js';
import { encryptCredential } from '../../src/plan/credential-cipher.js';
import { openField, parseField, sealField } from '../../src/plan/field-value.js';
import { shiftedKey, unshiftedKey } from '../../src/plan/key-shift.js';
import { canonicalBytes, type FieldCipher, sourceExpression } from '../../src/plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../src/plan/plan.js';
import { batchOf, type Cell, eachOf } from '../../src/plan/transform-rows.js';
import { constantOf, keepsApart, shiftOf, type Treatment } from '../../src/plan/treatments.js';
import { column } from '../support/facts.js';

/** What copy writes and what validation expects, held together for every treatment there is. */

const keys = {
  sourceKeys: [{ name: 'old', key: new Secret('0123456789abcdef') }],
  targetKeys: [{ name: 'new', key: new Secret('fedcba9876543210') }],
} as const;
const dataKey = { version: 7, key: Buffer.alloc(32, 7) };
const fields: FieldCipher = {
  encrypt: async (cells) => cells.map((cell) => cell && sealField(dataKey, cell)),
  open: async (cells) =>
    cells.map((cell) => {
      const field = cell && parseField(cell);
      const plain = field && openField(field, dataKey.key);
      return plain || cell === null ? { plain } : { fault: 'broken' };
    }),
  hash: async (cells, kind) => cells.map((cell) => cell && Buffer.from(`${kind} of ${cell.length}`)),
};
const context = { ...keys, fields };
const map = { ann: 'ann.new', bob: 'robert' };

interface Sample {
  readonly treatments: readonly Treatment[];
  readonly source: string;
  readonly target: string;
  /** A value as the source's server sends it. */
  readonly cell: fc.Arbitrary<string>;
}

const whole = fc.nat().map(String);
const name = fc.oneof(fc.constantFrom('ann', 'bob', ' ann', 'é', ''), fc.string());

/** Of each kind; one without a sample does not compile. */
const samples: Readonly<Record<Treatment['kind'], Sample>> = {
  same: { treatments: [{ kind: 'same' }], source: 'varchar(50)', target: 'varchar(50)', cell: name },
  constant: {
    treatments: [{ kind: 'constant', value: "it's" }],
    source: 'varchar(9)',
    target: 'varchar(9)',
    cell: name,
  },
  cast: {
    treatments: [{ kind: 'cast', from: 'int', to: 'varchar(20)' }],
    source: 'int',
    target: 'varchar(20)',
    cell: whole,
  },
  'time-zone': {
    treatments: [{ kind: 'time-zone', zone: '+08:00' }],
    source: 'datetime',
    target: 'timestamp',
    cell: fc.constant('2024-01-01 00:00:00'),
  },
  offset: {
    treatments: [
      { kind: 'offset', offset: '0' },
      { kind: 'offset', offset: '1000' },
      { kind: 'offset', offset: '-7' },
    ],
    source: 'bigint',
    target: 'bigint',
    cell: whole,
  },
  reference: {
    treatments: [
      { kind: 'reference', table: 'apps', offset: '0' },
      { kind: 'reference', table: 'apps', offset: '1000' },
      { kind: 'reference', table: 'apps', offset: '1000', exceptions: { 5: '0', 6: '77' } },
      { kind: 'reference', table: 'apps', offset: '0', toZero: true },
    ],
    source: 'bigint',
    target: 'bigint',
    cell: whole,
  },
  'json-ids': {
    treatments: [
      { kind: 'json-ids', paths: [{ path: '[*]', table: 'apps', offset: '0' }] },
      { kind: 'json-ids', paths: [{ path: '[*]', table: 'apps', offset: '1000', exceptions: { 5: '77' } }] },
    ],
    source: 'text',
    target: 'text',
    cell: fc.tuple(whole, whole).map(([a, b]) => `[${a},5, 0 ,${b}]`),
  },
  reencrypt: {
    treatments: [{ kind: 'reencrypt' }],
    source: 'varchar(200)',
    target: 'varchar(200)',
    cell: name.map((token) => encryptCredential(Buffer.from(token), keys.sourceKeys[0].key)),
  },
  encrypt: { treatments: [{ kind: 'encrypt' }], source: 'longblob', target: 'varchar(255)', cell: name },
  index: {
    treatments: [
      { kind: 'index', hash: 'hmac' },
      { kind: 'index', hash: 'sha256' },
    ],
    source: 'longblob',
    target: 'varchar(64)',
    cell: name,
  },
  users: {
    treatments: [
      { kind: 'users', map },
      { kind: 'users', map, separator: ',' },
    ],
    source: 'varchar(99)',
    target: 'varchar(99)',
    cell: fc.tuple(name, name).map(([a, b]) => `${a},${b}`),
  },
};

const cases = Object.entries(samples).flatMap(([kind, { treatments, ...sample }]) =>
  treatments.map((treatment, index) => ({ title: `${kind} ${index + 1}`, treatment, ...sample })),
);

function tableOf({ treatment, source, target }: (typeof cases)[number]): TablePlan {
  const made = (value: string, facts: ColumnPlan['target']): ColumnPlan => ({
    name: value,
    treatment: value === 'kept' ? { kind: 'same' } : treatment,
    source: facts,
    target: facts,
    secret: false,
  });
  return {
    table: 't',
    source: 'old_t',
    target: 'new_t',
    level: 1,
    key: [],
    columns: [
      made('kept', column('kept', 'int')),
      { ...made('value', column('value', target)), source: column('old_value', source) },
    ],
    droppedColumns: [],
    approximateRows: 0,
    approximateBytes: 0,
  };
}

describe.each(cases)('$title', (sample) => {
  const table = tableOf(sample);
  const [, planned] = table.columns;
  if (!planned) throw new Error('no column');

  it('is written and expected alike, by the source or by the tool', () => {
    const written = copiedColumns(table, context);
    const compared = compileTable(table, { cellContext: context, exclude: [] }).columns[1];
    const constant = constantOf(sample.treatment);
    if (constant !== undefined) {
      expect(written.constants).toEqual([{ name: 'value', literal: sourceExpression(planned) }]);
      expect(compared?.expected?.text).toBe(sourceExpression(planned));
      return;
    }
    const copied = written.columns[1];
    expect(copied?.expression).toContain(sourceExpression(planned));
    expect(compared?.raw).toBe(sourceExpression(planned));
    // Who works the value out is one answer for both: the server, or the tool with the very same result.
    expect(compared?.expected === undefined).toBe(copied?.transform !== undefined);
    const transform = eachOf(copied?.transform);
    if (!transform) return;
    fc.assert(
      fc.property(sample.cell, (text) => {
        const cell = Buffer.from(text);
        expect(compared?.fromSource(cell)).toEqual(canonicalBytes(transform(cell) as Buffer, planned.target));
      }),
    );
    expect(transform(null)).toBeNull();
    expect(compared?.fromSource(null)).toBeNull();
  });

  it('is written in batches and expected as what was written opens', async () => {
    const batch = batchOf(
      copiedColumns(table, context).columns.find(({ name: named }) => named === 'value')?.transform,
    );
    const compared = compileTable(table, { cellContext: context, exclude: [] }).columns[1];
    if (!batch || !compared) return;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(sample.cell), { maxLength: 5 }), async (texts) => {
        const cells = texts.map((text) => (text === null ? null : Buffer.from(text)));
        const written = await batch.batch(cells);
        const opened = compared.open ? await compared.open(written) : written.map((plain) => ({ plain }));
        const actual = opened.map((field) => ('plain' in field ? hexOf(compared, field.plain) : field));
        const wanted = compared.batch ? await compared.batch.batch(cells) : cells;
        expect(actual).toEqual(wanted.map((cell) => compared.fromSource(cell)));
      }),
    );
  });

  it('leads from a key to the target and back', () => {
    const shift = shiftOf(sample.treatment);
    fc.assert(
      fc.property(fc.bigInt(100n, 2n ** 62n), (id) => {
        const there = shiftedKey(planned, String(id));
        if (!shift) expect(there).toBe(String(id));
        if (!shift?.toZero) expect(unshiftedKey(planned, there)).toBe(String(id));
      }),
    );
  });

  it('makes one value of two only where it says so', () => {
    const value = copiedColumns(table, context).columns.find(({ name: named }) => named === 'value');
    const transform = eachOf(value?.transform);
    if (!keepsApart(sample.treatment) || !transform) return;
    fc.assert(
      fc.property(sample.cell, sample.cell, (one, other) => {
        const same = String(transform(Buffer.from(one))) === String(transform(Buffer.from(other)));
        expect(same).toBe(one === other);
      }),
    );
  });
});

/** As the rows of the target are read: what is opened, in hex. */
function hexOf({ open, fromTarget }: ComparedColumn, plain: Cell): Cell {
  return fromTarget(open && plain ? Buffer.from(plain.toString('hex')) : plain);
}
