import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.js';
import { encryptCredential } from '../../src/plan/credential-cipher.js';
import { loggedCell } from '../../src/plan/logged-cell.js';
import { type CellContext, cellTransform } from '../../src/plan/mapping.js';
import type { ColumnPlan } from '../../src/plan/plan.js';
import { returnedCell } from '../../src/plan/returned-cell.js';
import { eachOf } from '../../src/plan/transform-rows.js';
import type { Treatment } from '../../src/plan/treatments.js';
import { UnmappedError } from '../../src/plan/unmapped-error.js';
import { column } from '../support/facts.js';

const keys = (text: string) => [{ name: 'credential_master_key', key: new Secret(text) }] as const;
const context: CellContext = {
  sourceKeys: keys('0123456789abcdef'),
  targetKeys: keys('fedcba9876543210'),
};

function planned(treatment: Treatment, from = 'bigint', to = from): ColumnPlan {
  return {
    name: 'value',
    treatment,
    source: column('value', from),
    target: column('value', to),
    secret: false,
  };
}

/** The run has room for the source's IDs 1 to 50, shifted by `offset`; the target has handed out those above 2,000 since. */
const roomOf = () => ({ lowest: 1n, highest: 50n });
const boundary = 2_000n;
const forth = (plan: ColumnPlan, text: string | null): Buffer | null => {
  const mapped = loggedCell('things', plan, roomOf)(text === null ? null : Buffer.from(text));
  const each = eachOf(cellTransform(plan, context));
  return each ? each(mapped) : mapped;
};
const back = (plan: ColumnPlan, cell: Buffer | null, offset = 0n): string | null => {
  const returnsId = (_: string, id: bigint) => (id - offset >= 1n && id - offset <= 50n) || id > boundary;
  return returnedCell('things', plan, { returnsId, context })(cell)?.toString() ?? null;
};

/** Room made after the cut-over, as a plan has it on the way back. */
const since = (): Pick<Extract<Treatment, { kind: 'offset' }>, 'segments'> => ({
  segments: [{ above: String(boundary), room: String(2n ** 64n - 1n), offset: '0' }],
});

/** IDs of the target are above 0. */
const offset = fc.bigInt({ min: -9n, max: 1_900n });
const id = fc.bigInt({ min: 10n, max: 50n });
const nothing = fc.constantFrom(null, '0');

describe('a returned cell', () => {
  it.each<[string, fc.Arbitrary<readonly [ColumnPlan, string | null, bigint]>]>([
    ['kept', fc.string().map((text) => [planned({ kind: 'same' }, 'varchar(20)'), text, 0n])],
    [
      'an own ID',
      fc
        .tuple(offset, id)
        .map(([by, own]) => [planned({ kind: 'offset', offset: String(by), ...since() }), String(own), by]),
    ],
    [
      'a reference, or none',
      fc
        .tuple(offset, fc.oneof(id.map(String), nothing))
        .map(([by, other]) => [
          planned({ kind: 'reference', table: 'apps', offset: String(by), ...since() }),
          other,
          by,
        ]),
    ],
    [
      'a reference with exceptions',
      fc.tuple(offset, fc.constantFrom('17', '19', '12')).map(([by, other]) => [
        planned({
          kind: 'reference',
          table: 'apps',
          offset: String(by),
          exceptions: { '17': '1999', '19': '1998' },
          ...since(),
        }),
        other,
        by,
      ]),
    ],
    [
      'IDs inside JSON',
      fc
        .tuple(offset, fc.array(id))
        .map(([by, list]) => [
          planned(
            { kind: 'json-ids', paths: [{ path: '.a[*]', table: 'apps', offset: String(by), ...since() }] },
            'json',
          ),
          `{"a": [${list.join(', ')}], "b": 12.50}`,
          by,
        ]),
    ],
    [
      'printed',
      fc
        .integer()
        .map((number) => [
          planned({ kind: 'cast', from: 'int', to: 'varchar' }, 'int', 'varchar(20)'),
          String(number),
          0n,
        ]),
    ],
    [
      'in a time zone',
      fc
        .tuple(fc.constantFrom('+08:00', 'Europe/Berlin', 'UTC'), fc.constantFrom('datetime', 'timestamp'))
        .map(([zone, from]) => [
          planned({ kind: 'time-zone', zone }, from, from === 'datetime' ? 'timestamp' : 'datetime'),
          '2024-07-01 12:30:00',
          0n,
        ]),
    ],
    [
      'a credential',
      fc
        .constantFrom('', 'secret', 'x'.repeat(40))
        .map((text) => [
          planned({ kind: 'reencrypt' }, 'varchar(200)'),
          text === '' ? '' : encryptCredential(Buffer.from(text), new Secret('0123456789abcdef')),
          0n,
        ]),
    ],
    [
      'people',
      fc
        .constantFrom('ann', ' bob ,carl', 'dora,', '')
        .map((text) => [
          planned(
            { kind: 'users', map: { ann: 'ann.x', bob: 'b', carl: 'ann' }, separator: ',' },
            'varchar(200)',
          ),
          text,
          0n,
        ]),
    ],
  ])('is what it was before it was carried over: %s', (_, values) => {
    fc.assert(
      fc.property(values, ([plan, text, by]) => {
        expect(back(plan, forth(plan, text), by)).toBe(text);
      }),
    );
  });

  it('keeps an ID that the target has handed out since', () => {
    const reference = planned({ kind: 'reference', table: 'apps', offset: '100', ...since() });
    expect(back(planned({ kind: 'offset', offset: '100', ...since() }), Buffer.from('2001'), 100n)).toBe(
      '2001',
    );
    expect(back(reference, Buffer.from('2001'), 100n)).toBe('2001');
  });

  it.each<[string, Treatment, string, RegExp, string?]>([
    ["another tenant's ID", { kind: 'offset', offset: '100' }, '99', /ID 99 of things/],
    [
      "a reference to another's",
      { kind: 'reference', table: 'apps', offset: '100' },
      '1500',
      /ID 1500 of apps/,
    ],
    [
      'one to a table that the source has no row of',
      { kind: 'reference', table: 'apps', offset: '0', toZero: true },
      '7',
      /ID 7 of apps/,
    ],
    [
      'one inside JSON',
      { kind: 'json-ids', paths: [{ path: '.a', table: 'apps', offset: '100' }] },
      '{"a": 3}',
      /ID 3 of apps/,
    ],
    ['no ID', { kind: 'offset', offset: '1' }, 'secret', /no whole number/],
    ['text for a number', { kind: 'cast', from: 'int', to: 'varchar' }, 'secret', /no number/],
    ['a credential of another key', { kind: 'reencrypt' }, 'secretsecret', /master key/],
    [
      'an hour that the zone skips',
      { kind: 'time-zone', zone: 'Europe/Berlin' },
      '2024-03-31 02:30:00',
      /no moment/,
      'datetime',
    ],
  ])('is refused, without its value: %s', (_, treatment, value, words, type) => {
    const plan = planned(treatment, type);
    expect(() => back(plan, Buffer.from(value), 100n)).toThrow(UnmappedError);
    expect(() => back(plan, Buffer.from(value), 100n)).toThrow(words);
    expect(() => back(plan, Buffer.from(value), 100n)).not.toThrow(/secret/);
  });
});
