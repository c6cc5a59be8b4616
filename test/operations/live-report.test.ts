import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.js';
import type { LiveRecord } from '../../src/ledger/live.js';
import type { LogEntry } from '../../src/ledger/shapes.js';
import { say } from '../../src/live/words.js';
import type { CutoverSummary } from '../../src/operations/cutover/types.js';
import { cutoverEndedDetail, keepSteps, liveOf } from '../../src/operations/live-report.js';

const place = (position: number) => ({ file: 'binlog.000001', position });
const record: LiveRecord = {
  start: place(10),
  snapshotEnd: place(20),
  applied: place(90),
  rowEvents: 7,
  transactions: 3,
  room: {},
  ranges: {},
  stopped: null,
  switched: null,
};
const steps = [
  { step: 'lock', seconds: 0.2 },
  { step: 'fence', seconds: 1.5 },
] as const;
const summary: CutoverSummary = {
  runId: 'r1',
  outcome: 'switched',
  pauseSeconds: 3.25,
  expectedPauseSeconds: null,
  gate: [{ name: 'lag', ok: true, detail: say('gate.lag', { max: 1, seconds: 61 }) }],
  blockers: [],
  position: 'binlog.000001:90',
  boundary: {},
  because: null,
};

/** A log with these entries, a minute apart. */
function logOf(...entries: readonly (readonly [kind: string, detail: string])[]): readonly LogEntry[] {
  return entries.map(([kind, detail], seq) => ({
    seq,
    at: `2026-11-21T03:0${seq}:00.000Z`,
    kind,
    detail,
    hash: '',
  }));
}

describe('following in a report', () => {
  it('is nothing for a run that was not made for it', () => {
    expect(liveOf(undefined, logOf(['follow-started', 'binlog.000001:10']), null)).toBeNull();
  });

  it('has each start with its end: caught up, stopped, failed, and one that died', () => {
    const log = logOf(
      ['follow-started', 'binlog.000001:10'],
      ['follow-ended', 'caught-up at binlog.000001:40, 5 row changes'],
      ['follow-started', 'binlog.000001:40'],
      ['follow-started', 'binlog.000001:50'],
      ['follow-passed', 'ALTER TABLE on kvs'],
      ['follow-failed', 'the source went away'],
      ['follow-started', 'binlog.000001:60'],
      ['follow-ended', 'stopped at binlog.000001:90, 2 row changes'],
    );
    const { follows, start, applied } = liveOf(record, log, null) ?? {};
    expect([start, applied]).toEqual(['binlog.000001:10', 'binlog.000001:90']);
    expect(follows).toMatchObject([
      { outcome: 'caught-up', from: 'binlog.000001:10', to: 'binlog.000001:40', rowEvents: 5 },
      { outcome: 'unfinished', endedAt: null, to: null },
      { outcome: 'failed', message: 'the source went away', endedAt: '2026-11-21T03:05:00.000Z' },
      { outcome: 'stopped', to: 'binlog.000001:90', rowEvents: 2, message: null },
    ]);
  });

  it('has each cut-over with its pause by step and its gate, as the log keeps them', () => {
    const because = say('cutover.fence-failed', { code: 7 });
    const off = { ...summary, outcome: 'called-off', because } as const;
    const log = logOf(
      ['cutover-started', 'by ann@desk'],
      ['cutover-called-off', cutoverEndedDetail(off, steps)],
      ['cutover-started', 'by bo@desk'],
      ['switched', 'at binlog.000001:90, by bo@desk'],
      ['cutover-ended', cutoverEndedDetail(summary, steps)],
    );
    const switched = { at: '2026-11-21T03:04:00.000Z', end: place(90), boundary: { kvs: '9' }, target: null };
    const live = liveOf({ ...record, switched }, log, null);
    expect(live?.cutovers).toEqual([
      expect.objectContaining({
        operator: 'ann@desk',
        outcome: 'called-off',
        pauseSeconds: 3.25,
        steps,
        message: 'the fence command ended with 7',
        because: { code: 'cutover.fence-failed', params: { code: 7 } },
      }),
      expect.objectContaining({
        operator: 'bo@desk',
        outcome: 'switched',
        endedAt: '2026-11-21T03:04:00.000Z',
        pauseSeconds: 3.25,
        steps,
        message: null,
        gate: [
          {
            name: 'lag',
            ok: true,
            detail: 'less than 1 s behind for 61 s',
            because: { code: 'gate.lag', params: { max: 1, seconds: 61 } },
          },
        ],
      }),
    ]);
    expect(live?.switched).toEqual({
      at: switched.at,
      position: 'binlog.000001:90',
      boundary: { kvs: '9' },
    });
    expect(log[1]?.detail.split('\n')[0]).toBe('the fence command ended with 7; after a pause of 3.3 s');
  });

  it('believes the switch where the tool died right behind it, and says so of one that died before', () => {
    const log = logOf(
      ['cutover-started', 'by ann@desk'],
      ['cutover-started', 'by ann@desk'],
      ['switched', 'at binlog.000001:90, by ann@desk'],
    );
    expect(liveOf(record, log, null)?.cutovers).toMatchObject([
      { outcome: 'unfinished', endedAt: null, pauseSeconds: null, message: null },
      { outcome: 'switched', pauseSeconds: null, steps: [] },
    ]);
  });

  it('has each feeding back and each way back, by the same entries under their own names', () => {
    const because = say('cutover.fence-failed', { code: 7 });
    const log = logOf(
      ['follow-started', 'binlog.000001:10'],
      ['feed-back-started', 'binlog.000002:10'],
      ['follow-ended', 'stopped at binlog.000001:90, 2 row changes'],
      ['feed-back-failed', 'the target went away'],
      ['feed-back-started', 'binlog.000002:40'],
      ['back-started', 'by ann@desk'],
      ['back-called-off', cutoverEndedDetail({ ...summary, outcome: 'called-off', because }, steps)],
      ['back-started', 'by bo@desk'],
      ['switched-back', 'at binlog.000002:90 of the target’s log, by bo@desk'],
      ['back-ended', cutoverEndedDetail(summary, steps)],
      ['feed-back-ended', 'finished at binlog.000002:90, 4 row changes'],
    );
    const { follows, fedBack, cutovers, backs } = liveOf(record, log, null) ?? {};
    expect(follows).toMatchObject([{ outcome: 'stopped', to: 'binlog.000001:90' }]);
    expect(cutovers).toEqual([]);
    expect(fedBack).toMatchObject([
      { outcome: 'failed', from: 'binlog.000002:10', message: 'the target went away' },
      { outcome: 'finished', from: 'binlog.000002:40', to: 'binlog.000002:90', rowEvents: 4 },
    ]);
    expect(backs).toMatchObject([
      { outcome: 'called-off', operator: 'ann@desk', message: 'the fence command ended with 7' },
      { outcome: 'switched', operator: 'bo@desk', pauseSeconds: 3.25, steps, message: null },
    ]);
  });

  it('reads a log of a version that kept no steps', () => {
    const log = logOf(['cutover-started', 'by ann@desk'], ['cutover-called-off', 'you stopped it']);
    expect(liveOf(record, log, null)?.cutovers).toMatchObject([
      { outcome: 'called-off', message: 'you stopped it', steps: [], pauseSeconds: null },
    ]);
  });

  it('keeps the steps that an engine tells, and hands all on', () => {
    const heard: string[] = [];
    const kept = keepSteps(({ type }: RunEvent) => heard.push(type));
    kept.listener({ type: 'throttled', reason: null });
    kept.listener({ type: 'cutover-step', step: 'lock', seconds: 0.2, at: '' });
    expect(heard).toEqual(['throttled', 'cutover-step']);
    expect(kept.steps).toEqual([{ step: 'lock', seconds: 0.2 }]);
  });
});
