import { describe, expect, it } from 'vitest';
import { say } from '../../../src/live/words.js';
import {
  type CutoverState,
  cutoverReducer,
  initialCutover,
  stepNow,
} from '../../../src/ui/steps/cutover/cutover-state.js';
import { gateNow } from '../../../src/ui/steps/cutover/gate-now.js';
import { initialState } from '../support/initial-state.js';
import { copiedStatus, followedStatus, readyCutover } from '../support/live-session.js';

const started = cutoverReducer(initialCutover, { slice: 'cutover', type: 'started', at: 1_000 });
const step = (state: CutoverState, name: 'gate' | 'lock', at: number): CutoverState => {
  const event = { type: 'cutover-step', step: name, seconds: 0.1, at: '' } as const;
  return cutoverReducer(state, { slice: 'cutover', type: 'events', events: [{ event, at }] });
};

describe('a cut-over as it runs', () => {
  it('counts the pause from the open gate on, and knows the step that is at work', () => {
    expect(started.cutting).toMatchObject({ pauseAt: null, done: {} });
    expect(started.cutting && stepNow(started.cutting)).toBe('gate');
    const locked = step(step(started, 'gate', 5_000), 'lock', 6_000);
    expect(locked.cutting).toMatchObject({ pauseAt: 5_000, stepAt: 6_000, done: { gate: 0.1, lock: 0.1 } });
    expect(locked.cutting && stepNow(locked.cutting)).toBe('fence');
  });

  it('takes a second request to stop for giving up, and asks for no word any more', () => {
    const asked = cutoverReducer(started, { slice: 'cutover', type: 'word', word: 'asked' });
    const once = cutoverReducer(asked, { slice: 'cutover', type: 'stopping' });
    expect([once.cutting?.stopping, once.word]).toEqual(['calling-off', 'not-asked']);
    expect(cutoverReducer(once, { slice: 'cutover', type: 'stopping' }).cutting?.stopping).toBe('giving-up');
  });

  it('forgets what an earlier attempt came to', () => {
    const ended = cutoverReducer(started, { slice: 'cutover', type: 'ended', summary: readyCutover });
    const again = cutoverReducer(ended, { slice: 'cutover', type: 'started', at: 9_000 });
    expect([again.phase, again.summary, again.log]).toEqual(['running', null, []]);
  });
});

describe('the gate', () => {
  const closed = { name: 'lag', ok: false, detail: say('gate.lag.behind', { lag: '9.0', max: 1 }) } as const;
  const of = (seen: typeof followedStatus | null) => {
    const state = initialState();
    const cutover = { ...initialCutover, rehearsal: readyCutover };
    return gateNow({ ...state, cutover, follow: { ...state.follow, seen } }, 'cutover');
  };

  it('takes the lag from the ledger while somebody follows, and from the dry run while nobody does', () => {
    const lagOf = (gate: ReturnType<typeof gateNow>) => gate.find(({ name }) => name === 'lag')?.ok;
    expect(lagOf(of({ ...followedStatus, gate: [closed] }))).toBe(false);
    expect(lagOf(of({ ...copiedStatus, gate: [closed] }))).toBe(true);
    expect(lagOf(of(null))).toBe(true);
  });

  it('leaves the way back to the dry run: the ledger cannot know', () => {
    const later = { name: 'way-back', ok: true, detail: say('gate.way-back.later') } as const;
    const gate = of({ ...copiedStatus, gate: [later] });
    expect(gate.find(({ name }) => name === 'way-back')).toEqual(
      readyCutover.gate.find(({ name }) => name === 'way-back'),
    );
    expect(gate).not.toContainEqual(later);
  });

  it('keeps what only a dry run can tell, and takes the rest as it is now', () => {
    const open = { name: 'checklist', ok: false, detail: say('gate.checklist.open', { open: 'a' }) } as const;
    const gate = of({ ...copiedStatus, gate: [open] });
    expect(gate.map(({ name }) => name)).toEqual(readyCutover.gate.map(({ name }) => name));
    expect(gate.filter(({ ok }) => !ok)).toEqual([open]);
  });
});
