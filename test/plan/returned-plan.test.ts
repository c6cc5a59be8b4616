import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idRestorer, idRewriter } from '../../src/plan/id-shift.js';
import type { Plan } from '../../src/plan/plan.js';
import { returnedPlan, returnsIdOf, wayBackPlan } from '../../src/plan/returned-plan.js';
import { shiftOf } from '../../src/plan/treatments.js';
import { column } from '../support/facts.js';

const named = (source: string | undefined, target: string, treatment: object) => ({
  name: target,
  treatment,
  ...(source === undefined ? {} : { source: column(source, 'bigint') }),
  target: column(target, 'bigint'),
  secret: false,
});

function planOf(ids: object, offset: string): Plan {
  return {
    tenant: { column: 'tenant_id', id: 'acme' },
    ids: { reason: '', ...ids },
    source: { database: 'old' },
    target: { database: 'new' },
    generators: [{ table: 'things', resource: 'thing' }],
    tables: [
      {
        table: 'things',
        source: 'thing',
        target: 'things',
        level: 1,
        key: ['id'],
        columns: [
          named('uid', 'id', { kind: 'offset', offset }),
          named('biz', 'biz_id', { kind: 'same' }),
          named(undefined, 'tenant_id', { kind: 'constant', value: 'acme' }),
        ],
        droppedColumns: ['old'],
        filter: { column: 'biz_id', values: [2] },
        approximateRows: 0,
        approximateBytes: 0,
      },
    ],
    vault: {
      sourceMount: 's',
      targetMount: 't',
      secrets: [{ table: 'things', path: 'biz/{biz_id}/{name}', version_column: 'version' }],
    },
  } as unknown as Plan;
}

describe('the plan after a cut-over', () => {
  it('takes back what came, and knows what was made since on both sides, whatever the offset', () => {
    const range = fc.record({
      lowest: fc.bigInt(1n, 5_000n),
      size: fc.bigInt(0n, 2_000n),
      first: fc.bigInt(1n, 9_000n),
      others: fc.bigInt(0n, 500n),
    });
    fc.assert(
      fc.property(range, fc.bigInt(1n, 1_000n), ({ lowest, size, first, others }, more) => {
        const [room, offset] = [lowest + size, first - lowest];
        const boundary = first + size + others;
        const bare = planOf(
          { mode: 'offset', lowest: { things: String(lowest) }, room: { things: String(room) } },
          String(offset),
        );
        const plan = wayBackPlan(bare, {}, { thing: String(boundary) });
        const treatment = plan.tables[0]?.columns[0]?.treatment;
        const shift = treatment && shiftOf(treatment);
        if (!shift) throw new Error('no shift');
        const [forth, back] = [idRewriter(shift), idRestorer(shift)];
        for (const id of [lowest, room]) {
          expect(forth(id)).toBe(id + offset);
          expect(back(id + offset)).toBe(id);
        }
        const since = boundary + more;
        const inSource = back(since);
        expect(forth(inSource)).toBe(since);
        // The same, unless the source has used that ID itself.
        expect(inSource).toBe(room > boundary ? since + room - boundary : since);
        expect(inSource).toBeGreaterThan(room);
        const returns = returnsIdOf(plan, {});
        expect([first, first + size, since].map((id) => returns('things', id))).toEqual([true, true, true]);
        expect(returns('things', first - 1n)).toBe(false);
        if (others > 0n) expect(returns('things', boundary)).toBe(false);
        expect(returns('elsewhere', since)).toBe(true);
      }),
    );
  });

  it('knows no more than the reserved IDs and those made since, where IDs are kept', () => {
    const plan = wayBackPlan(planOf({ mode: 'preserve' }, '0'), { things: '50' }, { thing: '80' });
    const returns = returnsIdOf(plan, { things: '50' });
    expect([1n, 50n, 51n, 80n, 81n].map((id) => returns('things', id))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it('has its sides exchanged, by the names of each', () => {
    const back = returnedPlan(planOf({ mode: 'preserve' }, '0'));
    expect([back.source.database, back.target.database]).toEqual(['new', 'old']);
    expect(back.tables[0]).toMatchObject({
      table: 'things',
      source: 'things',
      target: 'thing',
      key: ['uid'],
      filter: { column: 'biz' },
      droppedColumns: ['tenant_id'],
    });
    expect(back.tables[0]?.columns.map(({ name, source }) => [name, source?.name])).toEqual([
      ['uid', 'id'],
      ['biz', 'biz_id'],
    ]);
    expect(back.vault).toMatchObject({
      sourceMount: 't',
      targetMount: 's',
      secrets: [{ path: 'biz/{biz}/{name}' }],
    });
  });
});
