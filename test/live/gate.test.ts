import { describe, expect, it } from 'vitest';
import { formatTime } from '../../src/core/format.js';
import type { Verified } from '../../src/ledger/verified.js';
import { gateOf, itemsBeforeCutover, lagGate } from '../../src/live/gate.js';
import { say } from '../../src/live/words.js';
import { loadPreset } from '../../src/preset/load.js';

const following = (lagSeconds: number | null, quietSeconds?: number) => ({
  alive: true,
  figures: { lagSeconds, quietSeconds },
});

const open = {
  follower: following(0.2, 61),
  maxLagSeconds: 1,
  quietSeconds: 60,
  validation: null,
  verified: undefined,
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
const noon = '2026-11-29T12:00:00.000Z';
const later = '2026-11-29T12:05:00.000Z';
const earlier = '2026-11-29T11:55:00.000Z';
const validated = (...checks: ReturnType<typeof check>[]) => ({
  level: 'full' as const,
  startedAt: noon,
  finishedAt: noon,
  differences: 2,
  checks,
});

const pass = (startedAt: string, mismatches = 0) => ({ startedAt, endedAt: startedAt, rows: 9, mismatches });
const verified = (change: Partial<Verified> = {}): Verified => ({
  passes: 1,
  lastPass: pass(later),
  lastClean: pass(later),
  mismatchCount: 0,
  mismatches: [],
  dirtyKeys: 0,
  writtenAt: later,
  ...change,
});
const differing = {
  mismatchCount: 3,
  mismatches: [{ table: 'things', key: ['7', 'x'], kind: 'field-mismatch', since: earlier }],
  lastPass: pass(earlier, 3),
  lastClean: null,
} as const;

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
      `validation: the validation of ${formatTime(noon)} found 2 differences: repair them, or validate again`,
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

  it('is closed by rows that differ for certain, until a later validation says otherwise', () => {
    const why =
      'verification: 3 rows differ for certain, the first one: things 7, x. Repair: validate --repair, also while it is followed';
    expect(closed({ verified: verified(differing) })).toEqual([why]);
    const validation = validated(check('full', true));
    expect(closed({ verified: verified(differing), validation })).toEqual([why]);
    const before = verified({ ...differing, writtenAt: earlier });
    expect(closed({ verified: before, validation })).toEqual([]);
    expect(closed({ verified: before, validation: { ...validation, level: 'counts' } })).toEqual([why]);
    const bad = validated(check('full', false));
    expect(closed({ verified: before, validation: bad })).toHaveLength(2);
  });

  it('names a table whose number of rows differs', () => {
    const counted = { ...differing, mismatches: [{ ...differing.mismatches[0], key: [] }] };
    expect(closed({ verified: verified(counted) })[0]).toContain('things number of rows');
  });

  it.each([
    ['nobody has compared', undefined, 'not compared all rows yet'],
    ['no pass has ended', verified({ lastPass: null, lastClean: null }), 'not compared all rows yet'],
    ['differences have gone since', verified({ lastPass: pass(later, 2), lastClean: null }), 'are gone'],
    ['the last pass was clean', verified(), 'found no difference'],
  ])('is open when %s', (_, known, why) => {
    expect(closed({ verified: known })).toEqual([]);
    const line = gateOf({ ...open, verified: known }).find(({ name }) => name === 'verification');
    expect(line?.detail.text).toContain(why);
  });

  it('is opened by a clean pass that began after a validation which found rows, and nothing else', () => {
    const rows = validated(check('full', false), check('row-counts', false));
    expect(closed({ validation: rows, verified: verified() })).toEqual([]);
    expect(closed({ validation: rows, verified: verified({ lastClean: pass(earlier) }) })).toHaveLength(1);
    const orphans = validated(check('full', false), check('orphans', false));
    expect(closed({ validation: orphans, verified: verified() })).toHaveLength(1);
  });

  it('leaves the way back to whoever may look at both servers', () => {
    expect(gateOf(open).find(({ name }) => name === 'way-back')).toMatchObject({
      ok: true,
      detail: { code: 'gate.way-back.later' },
    });
  });

  it('has but the lag on the way back, and says who does not feed back', () => {
    const nobody = say('gate.not-fed-back');
    expect(lagGate(undefined, open, nobody)).toEqual({ name: 'lag', ok: false, detail: nobody });
    expect(lagGate(following(2.34), open, nobody).ok).toBe(false);
    expect(lagGate(following(0.2, 61), open, nobody).ok).toBe(true);
  });
});

describe('the checklist', () => {
  it('needs no word that the writes are stopped: that is what the cut-over does', async () => {
    const { checklist } = await loadPreset('bscp');
    const items = itemsBeforeCutover(checklist);
    expect(items.map(({ id }) => id)).toContain('source-backed-up');
    expect(items.filter((item) => item.stops_writes || item.when !== 'before')).toEqual([]);
    expect(checklist.filter((item) => item.stops_writes)).not.toEqual([]);
  });
});
