import { describe, expect, it } from 'vitest';
import { chooseIds, type IdInput, type TableIds } from '../../src/plan/choose-ids.js';

const apps: TableIds = {
  table: 'apps',
  sourceHighest: '500',
  targetHighest: '0',
  generator: '0',
  occupied: false,
};
const choose = (more: Partial<IdInput>) =>
  chooseIds({ mode: 'auto', max: 4_294_967_295, tables: [apps], ...more });

describe('chooseIds', () => {
  it('keeps IDs where the target has none in the range', () => {
    expect(choose({}).decision).toMatchObject({ mode: 'preserve', offsets: {} });
  });

  it('shifts all tables when one is occupied, beyond what the generator or any row has used', () => {
    const busy = { ...apps, occupied: true, targetHighest: '40', generator: '90' };
    const { decision } = choose({ tables: [busy, { ...apps, table: 'kvs' }] });
    expect(decision).toMatchObject({
      mode: 'offset',
      offsets: { apps: '90', kvs: '0' },
      room: { apps: '1500' },
    });
    expect(decision.reason).toContain('in 1 table (apps)');
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

  it('uses the offsets of an earlier run again while the source fits into its ranges', () => {
    const earlier = { mode: 'offset' as const, reason: '', offsets: { apps: '90' }, room: { apps: '600' } };
    expect(choose({ earlier }).decision.offsets).toEqual({ apps: '90' });
    const grown = [{ ...apps, sourceHighest: '601', occupied: true, generator: '2000' }];
    expect(choose({ earlier, tables: grown }).decision.offsets).toEqual({ apps: '2000' });
  });
});
