import { describe, expect, it } from 'vitest';
import { gateOf } from '../../src/live/gate.js';

const following = (lagSeconds: number | null, quietSeconds?: number) => ({
  alive: true,
  figures: { lagSeconds, quietSeconds },
});

const open = {
  follower: following(0.2, 61),
  maxLagSeconds: 1,
  quietSeconds: 60,
  validation: null,
  unanswered: [],
};

const closed = (input: Partial<Parameters<typeof gateOf>[0]>) =>
  gateOf({ ...open, ...input })
    .filter(({ ok }) => !ok)
    .map(({ name, detail }) => `${name}: ${detail.text}`);

const check = (name: string, ok: boolean, sourceFault?: boolean) => ({
  check: name,
  ok,
  sourceFault,
  detail: '',
  differences: [],
});
const validated = (...checks: ReturnType<typeof check>[]) => ({ finishedAt: 'noon', differences: 2, checks });

describe('the gate of a cut-over', () => {
  it('is open when following has been close behind for long enough', () => {
    expect(closed({})).toEqual([]);
  });

  it.each([
    ['nobody follows', undefined, 'nobody follows the source now'],
    ['the follower is dead', { ...following(0.2, 61), alive: false }, 'nobody follows the source now'],
    ['the lag is not known', following(null), 'catching up'],
    ['it is too far behind', following(2.34), '2.3 s behind'],
    ['it is close for a moment only', following(0.1, 12.9), 'for 12 s so far; 60 s are asked for'],
  ])('is closed when %s', (_, follower, why) => {
    expect(closed({ follower })).toEqual([expect.stringContaining(`lag: `)]);
    expect(closed({ follower })[0]).toContain(why);
  });

  it('is closed by a validation that found differences, and by items without an answer', () => {
    expect(closed({ validation: validated(check('checksum', false)) })).toEqual([
      'validation: the validation of noon found 2 differences: repair them, or validate again',
    ]);
    expect(closed({ unanswered: ['backup', 'owners'] })).toEqual([
      'checklist: to be answered before the switch: backup, owners; see: tenantferry checklist',
    ]);
  });

  it('is not closed by what the source had before, nor by its going on', () => {
    const validation = validated(
      check('checksum', true),
      check('secrets', false, true),
      check('source-unchanged', false),
    );
    expect(closed({ validation })).toEqual([]);
  });

  it('says that there is no way back', () => {
    expect(gateOf(open).find(({ name }) => name === 'way-back')?.detail.text).toContain('no way back');
  });
});
