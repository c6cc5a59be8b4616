import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decide,
  forwardByHand,
  type Move,
  nextStep,
  type Situation,
  stageOf,
} from '../../src/switch/decide.js';
import { say } from '../../src/switch/words.js';
import { judged, situation, switchConfig } from './support.js';

const breach = (hit: number | null) => ({ metrics: [], why: say('gate.person'), hit });
const to = (move: Move) => ('to' in move ? [move.kind, move.to, move.phase] : [move.kind, move.phase]);

describe('decide', () => {
  it.each<[string, Partial<Situation>, readonly unknown[]]>([
    ['takes the first step', { share: 0 }, ['forward', 5, 'running']],
    [
      'takes the next step when all gates pass',
      { judged: [judged('p95', 'pass')] },
      ['forward', 25, 'running'],
    ],
    ['goes on from a share between two steps', { share: 17 }, ['forward', 25, 'running']],
    ['stays as long as the step is watched', { elapsedMs: 999 }, ['stay', 'running']],
    ['stays without data', { judged: [judged('error_rate', 'no-data')] }, ['stay', 'running']],
    ['is forbidden by a gate that fails', { judged: [judged('p95', 'fail')] }, ['forbidden', 'held']],
    ['waits for a person', { judged: [judged('person', 'no-data')] }, ['stay', 'waiting']],
    ['is done after the last step', { share: 100 }, ['done', 'done']],
    [
      'is not done while the last step has no data',
      { share: 100, judged: [judged('p95', 'no-data')] },
      ['stay', 'running'],
    ],
    ['stays where it is held', { phase: 'held' }, ['stay', 'held']],
    ['holds what was changed by hand', { share: 30, shareBefore: 10 }, ['hold', 'held']],
    ['goes back at a breach', { breach: breach(0.01) }, ['back', 0, 'back']],
    [
      'goes back while a person is waited for',
      { phase: 'waiting', breach: breach(0.01) },
      ['back', 0, 'back'],
    ],
    ['goes back while it is held', { phase: 'held', breach: breach(0.01) }, ['back', 0, 'back']],
    ['goes back before the step was watched', { elapsedMs: 0, breach: breach(null) }, ['back', 0, 'back']],
    ['goes back from data that differ', { judged: [judged('consistency', 'fail')] }, ['back', 0, 'back']],
    ['goes back from a target that is down', { isTargetDown: true }, ['back', 0, 'back']],
    ['begins with no target that is down', { share: 0, isTargetDown: true }, ['forbidden', 'held']],
    [
      'begins with no data that differ',
      { share: 0, judged: [judged('consistency', 'fail')] },
      ['forbidden', 'held'],
    ],
    [
      'begins without traffic',
      { share: 0, judged: [judged('error_rate', 'no-data')] },
      ['forward', 5, 'running'],
    ],
    [
      'waits for a person before all go at once',
      {
        share: 0,
        config: switchConfig({ strategy: 'conditional', steps: [100] }),
        judged: [judged('consistency', 'pass'), judged('person', 'no-data')],
      },
      ['stay', 'waiting'],
    ],
    [
      'waits for a validation before it begins',
      { share: 0, judged: [judged('consistency', 'no-data')] },
      ['stay', 'running'],
    ],
    ['refuses to lose writes', { breach: breach(1), lossy: say('lossy.no-feed') }, ['refused', 'held']],
    ['says so once', { breach: breach(1), lossy: say('lossy.no-feed'), isLossySaid: true }, ['stay', 'held']],
    ['does nothing any more after a return', { phase: 'back', breach: breach(1) }, ['stay', 'back']],
  ])('%s', (_name, change, expected) => {
    expect(to(decide(situation(change)))).toEqual(expected);
  });

  it.each([
    [0.001, ['hold', 'held']],
    [0.05, ['back', 5, 'running']],
    [0.2, ['back', 0, 'back']],
  ])('goes back by the share of requests that are hit: %f', (hit, expected) => {
    const back = { metric: 'error_rate', above: 0.05, lessFrom: 0.01, allFrom: 0.1 } as const;
    expect(to(decide(situation({ config: switchConfig({ back }), breach: breach(hit) })))).toEqual(expected);
  });

  it('never goes back by itself where the config does not say when', () => {
    const { back: _, ...config } = switchConfig();
    const failing = { config, isTargetDown: true, judged: [judged('consistency', 'fail')] };
    expect(to(decide(situation(failing)))).toEqual(['forbidden', 'held']);
  });

  it('leaves two groups to a person, and then gives all to the target', () => {
    const config = switchConfig({ strategy: 'ab', steps: [50] });
    expect(to(decide(situation({ config, share: 50 })))).toEqual(['stay', 'waiting']);
    expect(to(forwardByHand(situation({ config, share: 50 }), false))).toEqual(['forward', 100, 'running']);
    expect(to(decide(situation({ config, share: 100 })))).toEqual(['done', 'done']);
  });

  it('waits, where all goes at once by conditions, until they hold', () => {
    const config = switchConfig({ strategy: 'conditional', steps: [100] });
    const failing = situation({ config, share: 0, judged: [judged('consistency', 'fail')] });
    expect(to(decide(failing))).toEqual(['stay', 'running']);
    const passing = situation({ config, share: 0, judged: [judged('consistency', 'pass')] });
    expect(to(decide(passing))).toEqual(['forward', 100, 'running']);
  });
});

describe('forward by a person', () => {
  it.each<[string, Partial<Situation>, boolean, readonly unknown[]]>([
    [
      'does not wait for time or a person',
      { elapsedMs: 0, judged: [judged('person', 'no-data')] },
      false,
      ['forward', 25, 'running'],
    ],
    [
      'is forbidden by a gate that fails',
      { judged: [judged('p95', 'fail')] },
      true,
      ['forbidden', 'running'],
    ],
    ['is forbidden without data', { judged: [judged('p95', 'no-data')] }, false, ['forbidden', 'running']],
    [
      'does without data where it is told to',
      { judged: [judged('p95', 'no-data')] },
      true,
      ['forward', 25, 'running'],
    ],
    ['ends the last step', { share: 100 }, false, ['done', 'done']],
  ])('%s', (_name, change, withoutData, expected) => {
    expect(to(forwardByHand(situation(change), withoutData))).toEqual(expected);
  });
});

const percent = fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100);
const ownSteps = fc
  .uniqueArray(percent, { minLength: 1, maxLength: 8 })
  .map((all) => all.toSorted((a, b) => a - b));

describe('whatever happens', () => {
  it('no user flips while the share grows, and all return at a breach', () => {
    const verdict = fc.constantFrom('pass', 'fail', 'no-data');
    const happening = fc.record({ verdict, elapsedMs: fc.constantFrom(0, 5_000), isBreach: fc.boolean() });
    fc.assert(
      fc.property(ownSteps, fc.array(happening, { maxLength: 30 }), fc.nat(9_999), (steps, all, bucket) => {
        const config = switchConfig({ steps });
        let share = 0;
        let phase: Situation['phase'] = 'running';
        const isOnTarget = () => bucket < Math.round(share * 100);
        for (const { verdict: said, elapsedMs, isBreach } of all) {
          const was = isOnTarget();
          const gates = [judged('p95', said)];
          const now = {
            config,
            share,
            phase,
            elapsedMs,
            judged: gates,
            breach: isBreach ? breach(null) : null,
          };
          const move = decide(situation(now));
          if ('to' in move) share = move.to;
          phase = move.phase;
          if (move.kind === 'back') expect(share).toBe(0);
          else if (was) expect(isOnTarget()).toBe(true);
          if (isBreach && phase !== 'done') expect(isOnTarget() && now.share > 0).toBe(false);
          if (phase === 'back' || phase === 'done') break;
        }
      }),
    );
  });

  it('each share has a step, and steps lead to the last one', () => {
    fc.assert(
      fc.property(ownSteps, percent, (steps, share) => {
        const config = switchConfig({ steps });
        const next = nextStep(config, share);
        expect(next === null).toBe(share >= (steps.at(-1) ?? 0));
        if (next !== null) expect(next).toBeGreaterThan(share);
        expect(stageOf(config, share)).toBeGreaterThan(0);
        expect(stageOf(config, share)).toBeLessThanOrEqual(steps.length);
        expect(stageOf(config, 0)).toBe(0);
      }),
    );
  });
});

it('says at the end what nginx cannot count, where the services do not', () => {
  const plane = { kind: 'nginx', include: 'i', reload: 'r', log: 'l', source: 's', target: 't' } as const;
  const end = (change: Parameters<typeof switchConfig>[0]) =>
    decide(situation({ config: switchConfig({ plane, ...change }), share: 100 })).why.code;
  expect(end({})).toBe('switch.done-uncounted');
  expect(end({ metrics: { source: 'http://a', target: 'http://b' } })).toBe('switch.done');
});
