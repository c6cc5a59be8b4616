import { describe, expect, it } from 'vitest';
import { chooseIds, type IdInput, idDecisionOf } from '../../src/plan/choose-ids.js';
import { neededRange } from '../../src/plan/id-ranges.js';
import type { Plan } from '../../src/plan/plan.js';
import { tableIds } from '../support/table-ids.js';

const apps = tableIds('apps');
const largest = 4_294_967_295;
const choose = (more: Partial<IdInput>) => chooseIds({ mode: 'auto', max: largest, tables: [apps], ...more });
const far = (lowest: number, highest: number) => ({
  rows: { lowest: String(lowest), highest: String(highest) },
  sourceHighest: String(highest),
});

describe('chooseIds', () => {
  it('keeps IDs where the target has none in the range', () => {
    expect(choose({})).toMatchObject({ decision: { mode: 'preserve', offsets: {} }, toReserve: [] });
  });

  it('shifts all tables when one is occupied, to right behind what the generator or any row has used', () => {
    const busy = { ...apps, occupied: true, targetHighest: '40', generator: '90' };
    const { decision, toReserve } = choose({ tables: [busy, tableIds('kvs', far(301, 400))] });
    expect(decision).toMatchObject({
      mode: 'offset',
      offsets: { apps: '90', kvs: '-300' },
      lowest: { apps: '1', kvs: '301' },
      room: { apps: '1500', kvs: '1400' },
    });
    expect(decision.reason).toContain('in 1 table (apps)');
    expect(toReserve).toEqual(['apps', 'kvs']);
  });

  it('keeps IDs when told to, whatever the target holds: the conflict check then refuses', () => {
    expect(choose({ mode: 'preserve', tables: [{ ...apps, occupied: true }] }).decision.mode).toBe(
      'preserve',
    );
  });

  it('refuses IDs beyond what the services can hold', () => {
    const { findings } = choose({ mode: 'offset', tables: [{ ...apps, generator: '4294967000' }] });
    expect(findings[0]).toMatchObject({ code: 'ids.overflow', severity: 'blocker', table: 'apps' });
  });

  it('names the reference that takes the range too far', () => {
    const referenced = { lowest: '7', highest: '18446744073709551615', highestIn: 'kvs.app_id' };
    const { findings } = choose({ mode: 'offset', tables: [{ ...apps, referenced }] });
    expect(findings[0]?.title).toContain('kvs.app_id names ID 18446744073709551615, which no row has');
    expect(findings[0]?.remedy).toContain('zero');
  });

  it('keeps IDs for the rest of a source whose first part kept them, while nobody else has taken one of them', () => {
    const earlier = { mode: 'preserve' as const, reason: '', offsets: {} };
    const partly = { ...apps, targetHighest: '400', generator: '500' };
    expect(choose({ earlier, tables: [partly] }).decision.mode).toBe('preserve');
    expect(choose({ earlier, tables: [{ ...partly, sourceHighest: '501' }] }).decision.mode).toBe('preserve');
    // The source and the target both went on handing out IDs since the first part.
    const taken = { ...partly, sourceHighest: '550', targetHighest: '560', generator: '560', occupied: true };
    expect(choose({ earlier, tables: [taken] }).decision).toMatchObject({
      mode: 'offset',
      offsets: { apps: '560' },
    });
  });

  it('shifts the rest when told to, although the first part kept its IDs', () => {
    const earlier = { mode: 'preserve' as const, reason: '', offsets: {} };
    const tables = [{ ...apps, targetHighest: '400', generator: '500' }];
    expect(choose({ mode: 'offset', earlier, tables }).decision).toMatchObject({
      mode: 'offset',
      offsets: { apps: '500' },
    });
  });
});

describe('the range of an earlier run', () => {
  const earlier = {
    mode: 'offset' as const,
    reason: '',
    offsets: { apps: '-90' },
    lowest: { apps: '101' },
    room: { apps: '600' },
  };
  const part = { ...apps, ...far(101, 300), occupied: true, generator: '2000' };

  it('is used again while the source fits into it, at both ends', () => {
    expect(choose({ earlier, tables: [part] })).toMatchObject({
      decision: { offsets: { apps: '-90' }, lowest: { apps: '101' }, room: { apps: '600' } },
      toReserve: [],
    });
    for (const grown of [far(101, 601), far(100, 300)]) {
      const again = choose({ earlier, tables: [{ ...part, ...grown }] });
      expect(again.toReserve).toEqual(['apps']);
      expect(again.decision.offsets).toEqual({ apps: String(2001 - Number(grown.rows.lowest)) });
    }
    const referenced = { lowest: '99', highest: '300', highestIn: 'kvs.app_id' };
    expect(choose({ earlier, tables: [{ ...part, referenced }] }).toReserve).toEqual(['apps']);
  });

  it('stays where a further table gets one of its own', () => {
    const { decision, toReserve } = choose({ earlier, tables: [part, tableIds('audits')] });
    expect(decision.offsets).toEqual({ apps: '-90', audits: '0' });
    expect(toReserve).toEqual(['audits']);
  });

  it('began at 1 where an older version made it', () => {
    const { lowest: _, ...older } = earlier;
    expect(choose({ earlier: older, tables: [{ ...apps, occupied: true }] })).toMatchObject({
      decision: { offsets: { apps: '-90' }, lowest: { apps: '1' } },
      toReserve: [],
    });
  });

  it('stands for references to a table that is left out now; what lies outside is refused', () => {
    const leftOut = { ...part, leftOut: true };
    expect(choose({ earlier, tables: [leftOut] })).toMatchObject({ toReserve: [], findings: [] });
    const referenced = { lowest: '50', highest: '300', highestIn: 'kvs.app_id' };
    const { findings, toReserve } = choose({ earlier, tables: [{ ...leftOut, referenced }] });
    expect(toReserve).toEqual([]);
    expect(findings).toMatchObject([{ code: 'ids.outside', severity: 'blocker', table: 'apps' }]);
  });
});

describe('neededRange', () => {
  it('has room for what a source that is followed hands out, from its first ID on', () => {
    const empty = { rows: null, sourceHighest: '0', growth: '100000' };
    expect(neededRange(tableIds('apps', empty))).toMatchObject({ lowest: 1n, room: 100_000n });
    expect(neededRange(tableIds('apps', { growth: '100000' }))).toMatchObject({ lowest: 1n, room: 100_500n });
  });

  it.each([
    // Rows, references to rows that are gone on both sides of them, and a generator that has gone on.
    [{ ...far(50, 60), referenced: { lowest: '20', highest: '99', highestIn: 'a.b' } }, -19n, 20n, 1099n],
    [{ ...far(50, 60), sourceHighest: '300' }, -49n, 50n, 1300n],
    // The target's last ID is the generator's or a row's.
    [{ generator: '70', targetHighest: '80' }, 80n, 1n, 1500n],
    // A source whose IDs begin high takes no more than it needs.
    [
      { ...far(2_000_000_011, 2_000_500_010), generator: '10' },
      -2_000_000_000n,
      2_000_000_011n,
      2_000_505_009n,
    ],
    // Nothing there: what was handed out may be on its way.
    [{ rows: null, sourceHighest: '0' }, 0n, 1n, 1000n],
    [{ rows: null, sourceHighest: '5000' }, -3999n, 4000n, 6000n],
  ])('of %o is + %i for %i to %i', (ids, offset, lowest, room) => {
    expect(neededRange(tableIds('apps', ids))).toEqual({ offset, lowest, room });
  });

  it('lets three tenants from one source with high IDs follow each other, and a repeated run', () => {
    const source = far(2_000_000_011, 2_000_000_500);
    let generator = '0';
    for (let tenant = 0; tenant < 4; tenant += 1) {
      const { offset, lowest, room } = neededRange(tableIds('apps', { ...source, generator }));
      expect(lowest + offset).toBe(BigInt(generator) + 1n);
      generator = String(room + offset);
    }
    expect(Number(generator)).toBeLessThan(10_000);
  });
});

describe('idDecisionOf', () => {
  it('reads back what a plan does, with the tables that are only referred to', () => {
    const ids = {
      mode: 'offset',
      reason: '',
      lowest: { apps: '5', hooks: '7' },
      room: { apps: '900', hooks: '901' },
    };
    const columns = [
      { name: 'id', treatment: { kind: 'offset', offset: '-4' } },
      { name: 'hook_id', treatment: { kind: 'reference', table: 'hooks', offset: '-6' } },
      { name: 'group_id', treatment: { kind: 'reference', table: 'groups', offset: '0' } },
    ];
    const plan = { ids, tables: [{ table: 'apps', columns }] } as unknown as Plan;
    expect(idDecisionOf(plan)).toEqual({ ...ids, offsets: { apps: '-4', hooks: '-6' } });
  });
});
