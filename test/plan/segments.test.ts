import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/plan/fingerprint.js';
import { idRestorer, idRewriter } from '../../src/plan/id-shift.js';
import { isReserved, reservedIds, shiftedRange, withinReserved } from '../../src/plan/key-shift.js';
import type { Plan, TablePlan } from '../../src/plan/plan.js';
import { type IdPiece, idPieces, sourceId, targetId, withSegments } from '../../src/plan/segments.js';
import type { IdSegment, Treatment } from '../../src/plan/treatments.js';

const range = (lowest: string, room: string, offset: string) => ({ lowest, room, offset });

function planOf(
  first: ReturnType<typeof range> | null,
  segments: readonly IdSegment[],
  ...others: readonly Treatment[]
): { readonly plan: Plan; readonly table: TablePlan } {
  const treatments: Treatment[] = [{ kind: 'offset', offset: first?.offset ?? '0' }, ...others];
  const table = {
    table: 't',
    key: ['c0'],
    columns: treatments.map((treatment, index) => ({ name: `c${index}`, treatment })),
  } as unknown as TablePlan;
  const ids = first
    ? { mode: 'offset', lowest: { t: first.lowest }, room: { t: first.room } }
    : { mode: 'preserve' };
  const bare = { ids: { reason: '', ...ids }, tables: [table] } as unknown as Plan;
  const plan = segments.length > 0 ? withSegments(bare, { t: segments }) : bare;
  return { plan, table: plan.tables[0] ?? table };
}

/** A first range, and segments as they are reserved: each behind the one before on both sides, others' IDs between them. */
const reserved = fc
  .record({
    lowest: fc.bigInt(1n, 10_000n),
    sizes: fc.array(fc.bigInt(1n, 2_000n), { minLength: 1, maxLength: 5 }),
    gaps: fc.array(fc.bigInt(0n, 2_000n), { minLength: 5, maxLength: 5 }),
    firstInTarget: fc.bigInt(1n, 20_000n),
  })
  .map(({ lowest, sizes, gaps, firstInTarget }) => {
    let [above, next] = [lowest - 1n, firstInTarget];
    const pieces = sizes.map((size, index): IdSegment => {
      const offset = next - above - 1n;
      const piece = { above: String(above), room: String(above + size), offset: String(offset) };
      above += size;
      next += size + (gaps[index] ?? 0n);
      return piece;
    });
    const [first, ...segments] = pieces;
    return { first: range(String(lowest), first?.room ?? '', first?.offset ?? '0'), segments };
  });

const all = (pieces: readonly IdPiece[]): readonly bigint[] =>
  pieces.flatMap(({ lowest, highest }) => [lowest, (lowest + highest) / 2n, highest]);

describe('IDs with room that was made later', () => {
  it('go there and back, in one order, by function, by treatment and by range', () => {
    fc.assert(
      fc.property(reserved, ({ first, segments }) => {
        const { plan, table } = planOf(first, segments);
        const pieces = idPieces(plan, 't', {});
        const shift = { offset: first.offset, segments };
        const ids = all(pieces);
        const moved = ids.map((id) => targetId(pieces, id) ?? -1n);
        expect(moved).toEqual(ids.map(idRewriter(shift)));
        expect(moved.map((id) => sourceId(pieces, id))).toEqual(ids);
        expect(moved.map(idRestorer(shift))).toEqual(ids);
        expect(moved.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))).toEqual(moved);
        const own = reservedIds(plan, table);
        for (const [index, id] of ids.entries()) {
          const to = moved[index] ?? 0n;
          expect(own && isReserved(own, to)).toBe(true);
          const source = { after: null, through: [{ n: String(id) }] };
          expect(shiftedRange(table, source)).toEqual({ after: null, through: [{ n: String(to) }] });
        }
      }),
    );
  });

  it('have no place outside of it, nor between two segments of the target', () => {
    fc.assert(
      fc.property(reserved, ({ first, segments }) => {
        const pieces = idPieces(planOf(first, segments).plan, 't', {});
        const [lowest, highest] = [pieces[0]?.lowest ?? 0n, pieces.at(-1)?.highest ?? 0n];
        expect(targetId(pieces, lowest - 1n)).toBeUndefined();
        expect(targetId(pieces, highest + 1n)).toBeUndefined();
        for (const [index, { highest: end, offset }] of pieces.entries()) {
          const next = pieces[index + 1];
          const behind = end + offset + 1n;
          const isFree = next === undefined || next.lowest + next.offset > behind;
          if (isFree) expect(sourceId(pieces, behind)).toBeUndefined();
        }
      }),
    );
  });

  it('are kept up to what is ours, and shifted behind it', () => {
    const segment = { above: '50', room: '90', offset: '1000' };
    const pieces = idPieces(planOf(null, [segment]).plan, 't', { t: '50' });
    expect([1n, 50n, 51n, 90n, 91n].map((id) => targetId(pieces, id))).toEqual([
      1n,
      50n,
      1051n,
      1090n,
      undefined,
    ]);
    expect(targetId(idPieces(planOf(null, []).plan, 't', {}), 2n ** 63n)).toBe(2n ** 63n);
  });
});

describe('a plan with segments', () => {
  const segment = { above: '50', room: '90', offset: '1000' };
  const others: readonly Treatment[] = [
    { kind: 'reference', table: 't', offset: '7', exceptions: { '60': '0' } },
    { kind: 'reference', table: 'another', offset: '7' },
    { kind: 'json-ids', paths: [{ path: '.a', table: 't', offset: '7' }] },
    { kind: 'same' },
  ];

  it('has them wherever IDs of their table are shifted, once, and its fingerprint stays', () => {
    const { plan, table } = planOf(range('1', '50', '7'), [segment], ...others);
    const segments = table.columns.map(({ treatment }) =>
      treatment.kind === 'json-ids'
        ? treatment.paths[0]?.segments
        : 'segments' in treatment && treatment.segments,
    );
    expect(segments).toEqual([[segment], [segment], false, [segment], false]);
    expect(withSegments(plan, { t: [segment] })).toEqual(plan);
    const later = withSegments(plan, { t: [segment, { above: '90', room: '99', offset: '1001' }] });
    expect(fingerprintOf(later)).toBe(fingerprintOf(planOf(range('1', '50', '7'), [], ...others).plan));
  });

  it('leaves exceptions what they are', () => {
    const rewrite = idRewriter({ offset: '7', segments: [segment], exceptions: { '60': '3' } });
    expect([50n, 51n, 60n].map(rewrite)).toEqual([57n, 1051n, 3n]);
    const restore = idRestorer({ offset: '7', segments: [segment], exceptions: { '60': '3' } });
    expect([57n, 1051n, 3n].map(restore)).toEqual([50n, 51n, 60n]);
  });

  it('claims both ranges in the target and nothing between them', () => {
    const { plan, table } = planOf(range('11', '50', '-10'), [segment]);
    expect(withinReserved(plan, table)).toBe('(`c0` BETWEEN 1 AND 40 OR `c0` BETWEEN 1051 AND 1090)');
  });
});
