import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idRewriter } from '../../src/plan/id-shift.js';
import { shiftedKey } from '../../src/plan/key-shift.js';
import { type IdRoom, loggedCell } from '../../src/plan/logged-cell.js';
import type { ColumnPlan } from '../../src/plan/plan.js';
import type { Treatment } from '../../src/plan/treatments.js';
import { UnmappedError } from '../../src/plan/unmapped-error.js';
import { column } from '../support/facts.js';

function planned(treatment: Treatment, type = 'bigint'): ColumnPlan {
  const facts = column('parent_id', type);
  return { name: 'parent_id', treatment, source: facts, target: facts, secret: false };
}

function map(treatment: Treatment, value: string | null, room?: IdRoom, type?: string): string | null {
  const mapping = loggedCell('things', planned(treatment, type), () => room);
  return mapping(value === null ? null : Buffer.from(value))?.toString() ?? null;
}

const room = { lowest: 1n, highest: 50n };
const offset = fc.integer({ min: -40, max: 1_000 }).map(String);

describe('a logged cell', () => {
  it('gives the same for IDs of any size, by number or exactly, with and without segments', () => {
    const around = [0n, 2n ** 31n, 2n ** 50n, 10n ** 15n, 2n ** 53n, 2n ** 63n];
    const large = fc
      .tuple(fc.constantFrom(...around), fc.bigInt(-60n, 60n))
      .map(([near, by]) => (near + by < 0n ? 0n : near + by));
    const shift = fc.record({ offset: large.map(String), above: large, later: large.map(String) });
    fc.assert(
      fc.property(shift, fc.boolean(), large, fc.nat(3), ({ offset: by, above, later }, cut, id, zeros) => {
        const segments = cut ? [{ above: String(above), offset: later, room: later }] : [];
        const shifted = { offset: by, segments };
        const treatment: Treatment = { kind: 'offset', ...shifted };
        const cell = '0'.repeat(zeros) + id;
        expect(map(treatment, cell)).toBe(String(idRewriter(shifted)(id)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('becomes the ID that keys and ranges are shifted to, of every kind of ID', () => {
    const exceptions = fc.option(fc.constant({ '7': '70', '9': '0' }), { nil: undefined });
    fc.assert(
      fc.property(offset, exceptions, fc.nat(50), (by, listed, id) => {
        const own: Treatment = { kind: 'offset', offset: by };
        const other: Treatment = { kind: 'reference', table: 'parents', offset: by, exceptions: listed };
        for (const treatment of [own, other]) {
          expect(map(treatment, String(id), { lowest: 0n, highest: 50n })).toBe(
            shiftedKey(planned(treatment), String(id)),
          );
        }
      }),
    );
  });

  it('stays NULL and stays 0 where it refers to nothing', () => {
    const reference: Treatment = { kind: 'reference', table: 'parents', offset: '100' };
    expect(map(reference, null)).toBeNull();
    expect(map(reference, '0', room)).toBe('0');
    expect(map({ ...reference, toZero: true }, '12')).toBe('0');
  });

  it.each<[string, Treatment, string]>([
    ['an own ID', { kind: 'offset', offset: '100' }, '51'],
    ['a reference', { kind: 'reference', table: 'parents', offset: '100' }, '51'],
    ['one below the range', { kind: 'reference', table: 'parents', offset: '100' }, '-3'],
    [
      'one inside JSON',
      { kind: 'json-ids', paths: [{ path: '.a[*]', table: 'parents', offset: '100' }] },
      '{"a":[3,51]}',
    ],
  ])('is refused without room for it: %s', (_, treatment, value) => {
    expect(() => map(treatment, value, room)).toThrow(UnmappedError);
    expect(() => map(treatment, value, room)).toThrow(/parent_id.*reserved 1 to 50/s);
  });

  it('has room where an exception names it', () => {
    const reference: Treatment = {
      kind: 'reference',
      table: 'parents',
      offset: '100',
      exceptions: { '51': '4' },
    };
    expect(map(reference, '51', room)).toBe('4');
  });

  it('is refused where an ID is no whole number, without its value', () => {
    expect(() => map({ kind: 'offset', offset: '1' }, 'secret')).toThrow(/no whole number/);
    expect(() => map({ kind: 'offset', offset: '1' }, 'secret')).not.toThrow(/secret/);
  });

  describe('in a time zone', () => {
    const zoned = (zone: string): Treatment => ({ kind: 'time-zone', zone });
    it.each([
      ['+08:00', 'datetime', '2024-01-01 00:00:00', '2023-12-31 16:00:00'],
      ['-03:30', 'timestamp', '2024-01-01 00:00:00.125', '2023-12-31 20:30:00.125'],
      ['Asia/Shanghai', 'datetime', '2024-06-01 08:00:00', '2024-06-01 00:00:00'],
      ['Europe/Berlin', 'datetime', '2024-07-01 02:00:00', '2024-07-01 00:00:00'],
      ['Europe/Berlin', 'timestamp', '2024-01-01 00:00:00', '2024-01-01 01:00:00'],
      ['UTC', 'datetime', '2024-01-01 00:00:00', '2024-01-01 00:00:00'],
    ])('%s is read from a %s', (zone, from, value, expected) => {
      expect(map(zoned(zone), value, undefined, from)).toBe(expected);
    });

    it.each([
      ['an hour that the zone skips', '2024-03-31 02:30:00'],
      ['an hour that the zone repeats', '2024-10-27 02:30:00'],
      ['a date that is none', '2024-02-31 00:00:00'],
      ['a zero date', '0000-00-00 00:00:00'],
    ])('is refused: %s', (_, value) => {
      expect(() => map(zoned('Europe/Berlin'), value, undefined, 'datetime')).toThrow(UnmappedError);
    });
  });
});
