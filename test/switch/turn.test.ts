import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Decision } from '../../src/core/switch-shapes.js';
import { noFigures, someFigures } from '../../src/switch/figures.js';
import type { Plane } from '../../src/switch/plane.js';
import { newStage, type SwitchState } from '../../src/switch/state.js';
import { type Course, createStepClock, type Order, takeTurn } from '../../src/switch/turn.js';
import { refuse, say } from '../../src/switch/words.js';
import { switchConfig } from './support.js';

const now = new Date('2026-12-01T03:00:00Z');
const facts = { consistency: null, alerting: null, lossy: null };
const watch: Order = { kind: 'watch', mayGrow: true };

/** A proxy with half of the users on the target, and what was noted of a turn. */
function scene(change: Partial<Plane> = {}, begun = now, known: Partial<SwitchState> = {}) {
  const written: number[] = [];
  const noted: Decision[] = [];
  const states: SwitchState[] = [];
  const plane: Plane = {
    seesCalls: true,
    readShare: () => Promise.resolve(50),
    write: (share) => {
      written.push(share);
      return Promise.resolve([]);
    },
    count: () => Promise.resolve({ figures: noFigures, mark: 'here' }),
    isTargetDown: () => Promise.resolve(false),
    countOldSessions: () => Promise.resolve(null),
    checkEnding: () => Promise.resolve(),
    endOldSessions: () => Promise.reject(new Error('nobody asked')),
    instances: null,
    ...change,
  };
  const course: Course = {
    config: switchConfig(),
    plane,
    book: {
      writeState: (state) => Promise.resolve(void states.push(state)),
      writeDecision: (decision, state) => {
        noted.push(decision);
        return Promise.resolve(void states.push(state));
      },
    },
    by: 'ann@night',
    now: () => now,
    watchedMs: (since) => now.getTime() - Date.parse(since),
    tell: () => undefined,
    warn: () => undefined,
  };
  const given = { ...newStage(begun, 'running', { share: 50, mark: null }), ...known };
  return { written, noted, states, turn: (order: Order) => takeTurn(course, given, facts, order) };
}

const damaged: Partial<Plane> = {
  readShare: () => Promise.reject(refuse('plane.include', { file: 'f', problem: say('include.cut') })),
};
const failing: Partial<Plane> = {
  count: () =>
    Promise.resolve({
      figures: { ...noFigures, target: someFigures({ requests: 100, failed: 30 }) },
      mark: 'here',
    }),
};

describe('a turn at a proxy whose share cannot be read', () => {
  it('brings users back by command, from what was known', async () => {
    const { turn, written, noted } = scene(damaged);
    expect((await turn({ kind: 'back' })).state).toMatchObject({ phase: 'back', share: 0 });
    expect(written).toEqual([0]);
    expect(noted).toMatchObject([{ kind: 'back', from: 50, to: 0, by: 'ann@night' }]);
  });

  it('brings users back at a breach', async () => {
    const { turn, written } = scene({ ...damaged, ...failing });
    expect((await turn(watch)).move.kind).toBe('back');
    expect(written).toEqual([0]);
  });

  it.each<[string, Order]>([
    ['watched', watch],
    ['moved on', { kind: 'forward', withoutData: true }],
    ['held', { kind: 'hold' }],
  ])('decides nothing else when it is %s', async (_, order) => {
    const { turn, written, noted } = scene(damaged);
    await expect(turn(order)).rejects.toThrow(/ends within a block/);
    expect([written, noted]).toEqual([[], []]);
  });
});

describe('a turn at a proxy that tells nothing of requests', () => {
  const silent: Partial<Plane> = {
    count: () => Promise.reject(refuse('plane.log', { file: 'f', error: 'EACCES' })),
  };

  it('brings users back by command, and counts from the next look', async () => {
    const { turn, written, states } = scene(silent);
    await turn({ kind: 'back' });
    expect(written).toEqual([0]);
    expect(states.at(-1)).toMatchObject({ phase: 'back', share: 0, mark: null, pending: null });
  });

  it('decides nothing by itself', async () => {
    const { turn, noted } = scene(silent);
    await expect(turn(watch)).rejects.toThrow(/cannot be read/);
    expect(noted).toEqual([]);
  });
});

describe('a decision whose carrying out was interrupted', () => {
  const pending: Decision = {
    at: now.toISOString(),
    kind: 'forward',
    from: 25,
    to: 50,
    by: 'controller',
    reason: 'the first step',
    metrics: [],
    gates: [],
  };

  it('is noted where the proxy has it, and its step begins', async () => {
    const { turn, noted, states } = scene({}, now, { share: 25, pending });
    await turn(watch);
    expect(noted).toEqual([pending]);
    expect(states.at(-1)).toMatchObject({ share: 50, pending: null, phase: 'running' });
  });

  it('was not made where the proxy has it not', async () => {
    const { turn, noted, states } = scene({ readShare: () => Promise.resolve(25) }, now, {
      share: 25,
      pending,
    });
    await turn(watch);
    expect(noted).toEqual([]);
    expect(states.at(-1)).toMatchObject({ share: 25, pending: null });
  });
});

it('a clock that is set, forward or back, makes no step shorter or longer', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const watchedMs = createStepClock();
  const since = new Date().toISOString();
  expect(watchedMs(since)).toBe(0);
  vi.advanceTimersByTime(700);
  for (const hours of [5, -9]) {
    vi.setSystemTime(Date.now() + hours * 3_600_000);
    expect(watchedMs(since)).toBe(700);
  }
  expect(watchedMs(new Date().toISOString())).toBe(0);
});

it('a clock that was set back keeps no step for ever', async () => {
  const { turn, states } = scene({}, new Date('2026-12-01T05:00:00Z'));
  await turn(watch);
  const { since, spans } = states.at(-1) ?? {};
  expect([since, spans?.currentSince]).toEqual([now.toISOString(), now.toISOString()]);
});

it('a proxy that is away is no damage: nobody is said to be back', async () => {
  const { turn, noted } = scene({
    readShare: () => Promise.reject(refuse('plane.away', { socket: 's', error: 'ENOENT' })),
  });
  await expect(turn({ kind: 'back' })).rejects.toThrow(/does not answer/);
  expect(noted).toEqual([]);
});
