import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, acknowledged, alertShape, endedByHand, isOpen } from '../../src/watch/alert.js';
import type { Known, Observed, RuleLife, Stepped } from '../../src/watch/life.js';
import { attempted } from '../../src/watch/recovery.js';
import { step } from '../../src/watch/step.js';

const rule = (changes: Partial<RuleLife> = {}): RuleLife => ({
  id: 'failed-rows',
  severity: 'critical',
  forMs: 0,
  repeatMs: null,
  inhibitedBy: [],
  recover: null,
  ...changes,
});
const holds = (...keys: readonly string[]): Observed => ({
  rule: 'failed-rows',
  held: keys.map((key) => ({ key, value: 1 })),
});
const fails: Observed = { rule: 'failed-rows', failed: 'no such table' };

interface Life {
  readonly look: (observed: Observed | readonly Observed[], at: number) => Stepped;
  readonly known: () => Known;
  readonly change: (change: (known: Known) => Known) => void;
}

/** Goes through moments as a watch does that is started anew before each of them. */
function life(...rules: readonly RuleLife[]): Life {
  let known: Known = { alerts: [], silences: [] };
  return {
    look(observed, at) {
      const stepped = step(known, rules, [observed].flat(), at);
      const kept: unknown = JSON.parse(JSON.stringify(stepped.alerts.filter(isOpen)));
      known = { ...known, alerts: alertShape.array().parse(kept) };
      return stepped;
    },
    known: () => known,
    change(change) {
      known = change(known);
    },
  };
}

const told = ({ notices }: Stepped) =>
  notices.map(({ kind, status, alerts }) => `${kind} ${status} ${alerts.map(({ key }) => key).join()}`);

describe('the life of an alert', () => {
  it('fires when its condition has held for so long, and is over when it was absent for as long', () => {
    const { look } = life(rule({ forMs: 60 }));
    expect(told(look(holds('a'), 0))).toEqual([]);
    expect(told(look(holds('a'), 59))).toEqual([]);
    expect(told(look(holds('a'), 60))).toEqual(['alert firing a']);
    expect(told(look(holds(), 70))).toEqual([]);
    expect(told(look(holds('a'), 100))).toEqual([]);
    expect(told(look(holds(), 110))).toEqual([]);
    expect(told(look(holds(), 169))).toEqual([]);
    const last = look(holds(), 170);
    expect(told(last)).toEqual(['alert resolved a']);
    expect(last.transitions.map(({ what }) => what)).toEqual(['resolved']);
    expect(last.alerts.some(isOpen)).toBe(false);
  });

  it('is forgotten where its condition goes away before it fires', () => {
    const { look, known } = life(rule({ forMs: 60 }));
    look(holds('a'), 0);
    const [dropped] = look(holds(), 30).dropped;
    expect(dropped?.state).toBe('pending');
    expect(known().alerts).toEqual([]);
    look(holds('a'), 40);
    expect(told(look(holds('a'), 90))).toEqual([]);
    expect(told(look(holds('a'), 100))).toEqual(['alert firing a']);
  });

  it('tells all of a rule in one message, and only those that are new', () => {
    const { look } = life(rule());
    const storm = Array.from({ length: 1000 }, (_, index) => String(index));
    const first = look(holds(...storm), 0);
    expect(first.notices.map(({ alerts }) => alerts.length)).toEqual([1000]);
    expect(told(look(holds(...storm, 'x'), 1))).toEqual(['alert firing x']);
    expect(look(holds(), 2).notices.map(({ status, alerts }) => `${status} ${alerts.length}`)).toEqual([
      'resolved 1001',
    ]);
  });

  it('is told again after `repeat`, with all that go on, until somebody acknowledges it', () => {
    const { look, change } = life(rule({ repeatMs: 100 }));
    look(holds('a'), 0);
    look(holds('a', 'b'), 50);
    expect(told(look(holds('a', 'b'), 99))).toEqual([]);
    expect(told(look(holds('a', 'b'), 100))).toEqual(['alert firing a,b']);
    change((known) => ({ ...known, alerts: known.alerts.map((alert) => acknowledged(alert, 'ada')) }));
    expect(told(look(holds('a', 'b'), 300))).toEqual([]);
    expect(told(look(holds('b'), 301))).toEqual(['alert resolved a']);
  });

  it('that was ended by hand is told so, and is not opened again before its condition was absent', () => {
    const { look, change } = life(rule());
    look(holds('a'), 0);
    change((known) => ({ ...known, alerts: known.alerts.map((alert) => endedByHand(alert, 'ada', 1)) }));
    expect(told(look(holds('a'), 2))).toEqual(['alert resolved a']);
    expect(told(look(holds('a'), 3))).toEqual([]);
    expect(told(look(holds(), 4))).toEqual([]);
    expect(told(look(holds('a'), 5))).toEqual(['alert firing a']);
  });

  it('stays as it is while its rule cannot be looked at, which is an alert of its own', () => {
    const { look } = life(rule());
    look(holds('a'), 0);
    expect(told(look(fails, 1))).toEqual(['rule-error firing ']);
    expect(told(look(fails, 2))).toEqual([]);
    expect(told(look([], 3))).toEqual([]);
    expect(told(look(holds(), 4))).toEqual(['rule-error resolved ', 'alert resolved a']);
  });

  it('of a rule that cannot be looked at is told after a minute at the latest', () => {
    const { look } = life(rule({ forMs: 1_800_000 }));
    expect(told(look(fails, 0))).toEqual([]);
    expect(told(look(fails, 60_000))).toEqual(['rule-error firing ']);
    expect(told(look(holds(), 61_000))).toEqual([]);
    expect(told(look(holds(), 121_000))).toEqual(['rule-error resolved ']);
  });

  it('is told again with the value of then', () => {
    const { look } = life(rule({ repeatMs: 100 }));
    const worth = (value: number): Observed => ({ rule: 'failed-rows', held: [{ key: '', value }] });
    look(worth(1), 0);
    look(worth(2), 50);
    expect(look(worth(3), 100).notices[0]?.alerts[0]?.value).toBe(3);
  });

  it('outlives a clock that is set back, and one that is set forward', () => {
    const day = 86_400_000;
    const { look } = life(rule({ forMs: 60, repeatMs: 100 }));
    look(holds('a'), day);
    expect(told(look(holds('a'), 0))).toEqual([]);
    expect(told(look(holds('a'), 60))).toEqual(['alert firing a']);
    look(holds(), day);
    look(holds('a'), day + 1);
    expect(told(look(holds('a'), 200))).toEqual([]);
    expect(told(look(holds('a'), 300))).toEqual(['alert firing a']);
    look(holds(), day);
    look(holds(), 400);
    expect(told(look(holds(), 459))).toEqual([]);
    expect(told(look(holds(), 460))).toEqual(['alert resolved a']);
  });

  it('ends with its rule', () => {
    const known = life(rule());
    known.look(holds('a'), 0);
    const stepped = step(known.known(), [], [], 1);
    expect(told(stepped)).toEqual(['alert resolved a']);
  });
});

describe('silences', () => {
  const silence = { id: 's', rule: 'failed-rows', endsAt: 100, by: 'ada' };

  it('keep both ends back: what goes on is told when they end, and so is the end of what was told before', () => {
    const { look, change } = life(rule());
    look(holds('a'), 0);
    change((known) => ({ ...known, silences: [silence] }));
    expect(told(look(holds('b', 'c'), 10))).toEqual([]);
    expect(told(look(holds('c'), 99))).toEqual([]);
    expect(told(look(holds('c'), 100))).toEqual(['alert resolved a', 'alert firing c']);
  });

  it('tell nothing of what was absent when they ended, and is over by the time it could be told', () => {
    const { look, change } = life(rule({ forMs: 20 }));
    change((known) => ({ ...known, silences: [silence] }));
    look(holds('a'), 0);
    look(holds('a'), 20);
    look(holds(), 95);
    expect(told(look(holds(), 100))).toEqual([]);
    const over = look(holds(), 115);
    expect(told(over)).toEqual([]);
    expect(over.transitions.map(({ what }) => what)).toEqual(['resolved']);
  });

  it('of what came back meanwhile end with both its end and its beginning', () => {
    const { look, change } = life(rule());
    look(holds('a'), 0);
    change((known) => ({ ...known, silences: [silence] }));
    look(holds(), 10);
    look(holds('a'), 20);
    expect(told(look(holds('a'), 100))).toEqual(['alert resolved a', 'alert firing a']);
  });
});

describe('inhibition', () => {
  it('keeps what hangs on a dead server back while that is told', () => {
    const server = rule({ id: 'source-down' });
    const { look } = life(server, rule({ inhibitedBy: ['source-down'] }));
    const down = (isDown: boolean): Observed => ({
      rule: 'source-down',
      held: isDown ? [{ key: '', value: 1 }] : [],
    });
    expect(told(look([down(true), fails], 0))).toEqual(['alert firing ']);
    expect(told(look([down(false), holds()], 1))).toEqual(['alert resolved ']);
    expect(told(look([down(true), holds('a')], 2))).toEqual(['alert firing ']);
    expect(told(look([down(false), holds('a')], 3))).toEqual(['alert resolved ', 'alert firing a']);
  });

  it('leaves nothing to tell of a rule that could not be looked at while its server was dead', () => {
    const server = rule({ id: 'source-down' });
    const { look } = life(server, rule({ forMs: 30, inhibitedBy: ['source-down'] }));
    const down = (held: readonly { key: string; value: number }[]): Observed => ({
      rule: 'source-down',
      held,
    });
    look([down([{ key: '', value: 1 }]), fails], 0);
    look([down([{ key: '', value: 1 }]), fails], 40);
    expect(told(look([down([]), holds()], 50))).toEqual(['alert resolved ']);
    expect(told(look([down([]), holds()], 90))).toEqual([]);
  });

  it('is over for a rule only once that was looked at again: what is known of it is of before', () => {
    const server = rule({ id: 'source-down' });
    const { look } = life(server, rule({ inhibitedBy: ['source-down'] }));
    const down = (held: readonly { key: string; value: number }[]): Observed => ({
      rule: 'source-down',
      held,
    });
    expect(told(look([down([{ key: '', value: 1 }]), fails], 0))).toEqual(['alert firing ']);
    expect(told(look(down([]), 10))).toEqual(['alert resolved ']);
    expect(told(look([], 20))).toEqual([]);
    expect(told(look(fails, 30))).toEqual(['rule-error firing ']);
    expect(told(look(holds(), 100))).toEqual(['rule-error resolved ']);
  });

  it('is not by a rule that cannot be looked at itself', () => {
    const { look } = life(rule({ id: 'other' }), rule({ inhibitedBy: ['other'] }));
    const other: Observed = { rule: 'other', failed: 'no such table' };
    expect(told(look([other, holds('a')], 0))).toEqual(['rule-error firing ', 'alert firing a']);
  });
});

describe('recovery', () => {
  const recover = { action: 'resume', attempts: 2, cooldownMs: 60 };
  const attempts = ({ attempts: made }: Stepped) => made.map(({ attempt, most }) => `${attempt}/${most}`);

  it('is tried so often, with a pause between, once for all of a rule', () => {
    const { look } = life(rule({ recover }));
    expect(attempts(look(holds('a', 'b'), 0))).toEqual(['1/2']);
    expect(attempts(look(holds('b'), 59))).toEqual([]);
    expect(attempts(look(holds('b', 'c'), 60))).toEqual(['2/2']);
    expect(attempts(look(holds('b', 'c'), 600))).toEqual([]);
    look(holds(), 700);
    expect(attempts(look(holds('a'), 800))).toEqual(['1/2']);
  });

  it('counts on for what comes back within the pause, and anew after it', () => {
    const { look } = life(rule({ recover }));
    expect(attempts(look(holds('a'), 0))).toEqual(['1/2']);
    look(holds(), 10);
    expect(attempts(look(holds('a'), 20))).toEqual([]);
    expect(attempts(look(holds('a'), 60))).toEqual(['2/2']);
    look(holds(), 70);
    look(holds('a'), 80);
    look(holds(), 200);
    expect(attempts(look(holds('a'), 259))).toEqual([]);
    expect(attempts(look(holds('a'), 800))).toEqual([]);
    look(holds(), 900);
    expect(attempts(look(holds('a'), 960))).toEqual(['1/2']);
  });

  it('waits for the attempt that is being made, and the pause begins at its end', () => {
    const underWay = rule({ recover: { ...recover, isUnderWay: true } });
    const { look, known, change } = life(rule({ recover }));
    look(holds('a'), 0);
    const gone = step(known(), [underWay], [holds()], 50).alerts;
    expect(step({ alerts: gone, silences: [] }, [underWay], [holds('a')], 500).attempts).toEqual([]);
    expect(step({ alerts: gone, silences: [] }, [underWay], [holds()], 500).alerts.some(isOpen)).toBe(true);
    change((before) => ({ ...before, alerts: attempted(gone, 'failed-rows', 60, 500) }));
    expect(attempts(look(holds('a'), 510))).toEqual([]);
    expect(attempts(look(holds('a'), 560))).toEqual(['2/2']);
  });

  it('is not tried before the alert fires, nor once somebody has acknowledged it, nor where it is inhibited', () => {
    const waiting = life(rule({ recover, forMs: 10 }));
    expect(attempts(waiting.look(holds('a'), 0))).toEqual([]);
    const seen = life(rule({ recover }));
    seen.look(holds('a'), 0);
    seen.change((known) => ({ ...known, alerts: known.alerts.map((alert) => acknowledged(alert, 'ada')) }));
    expect(attempts(seen.look(holds('a'), 60))).toEqual([]);
    const server = rule({ id: 'down' });
    const below = life(server, rule({ recover, inhibitedBy: ['down'] }));
    const down: Observed = { rule: 'down', held: [{ key: '', value: 1 }] };
    expect(attempts(below.look([down, holds('a')], 0))).toEqual([]);
  });
});

const keys = ['a', 'b', 'c'];
const observation = fc.oneof(
  { weight: 8, arbitrary: fc.subarray(keys).map((held) => holds(...held)) },
  { weight: 1, arbitrary: fc.constant(fails) },
);
const moment = fc.record({
  observed: fc.option(observation, { nil: undefined, freq: 8 }),
  after: fc.integer({ min: 1, max: 40 }),
  order: fc.constantFrom('none', 'none', 'none', 'acknowledge', 'end', 'silence'),
  /** The process dies after it has worked out what comes next, and before it has kept it. */
  dies: fc.boolean(),
});
const setting = fc.record({
  forMs: fc.constantFrom(0, 30, 60),
  repeatMs: fc.constantFrom(null, 50),
  moments: fc.array(moment, { maxLength: 40 }),
});
type Setting = typeof setting extends fc.Arbitrary<infer Value> ? Value : never;

/** Everything that is told in such a life; `restarts`: it is kept as text between moments, and some steps are worked out twice. */
function lived({ forMs, repeatMs, moments }: Setting, restarts: boolean) {
  const rules = [rule({ forMs, repeatMs, recover: { action: 'resume', attempts: 2, cooldownMs: 20 } })];
  let known: Known = { alerts: [], silences: [] };
  let now = 0;
  const steps: Stepped[] = [];
  const states: (readonly Alert[])[] = [];
  for (const { observed, after, order, dies } of moments) {
    now += after;
    const [first] = known.alerts;
    const change = (with_: (alert: Alert) => Alert) =>
      known.alerts.map((alert) => (alert === first ? with_(alert) : alert));
    if (order === 'acknowledge') known = { ...known, alerts: change((alert) => acknowledged(alert, 'ada')) };
    if (order === 'end' && first?.state !== 'pending')
      known = { ...known, alerts: change((alert) => endedByHand(alert, 'ada', now)) };
    if (order === 'silence')
      known = { ...known, silences: [{ id: 's', rule: 'failed-rows', endsAt: now + 50, by: 'ada' }] };
    if (restarts && dies) step(known, rules, observed ? [observed] : [], now);
    const stepped = step(known, rules, observed ? [observed] : [], now);
    steps.push(stepped);
    const open = stepped.alerts.filter(isOpen);
    known = {
      ...known,
      alerts: restarts ? alertShape.array().parse(JSON.parse(JSON.stringify(open))) : open,
    };
    states.push(known.alerts);
  }
  return { steps, states };
}

describe('whatever happens', () => {
  it('a restart at any moment loses and doubles nothing', () => {
    fc.assert(
      fc.property(setting, (given) => {
        const shown = ({ steps }: ReturnType<typeof lived>) =>
          steps.map(({ notices, attempts, transitions }) => ({ notices, attempts, transitions }));
        expect(shown(lived(given, true))).toEqual(shown(lived(given, false)));
      }),
    );
  });

  it('each message has a key of its own, each end of an alert is told at most once, and the end only after the beginning', () => {
    fc.assert(
      fc.property(setting, (given) => {
        const notices = lived(given, false).steps.flatMap((one) => one.notices);
        expect(new Set(notices.map(({ key }) => key)).size).toBe(notices.length);
        const ends = new Map<string, string[]>();
        for (const { status, alerts } of notices)
          for (const { id } of alerts) ends.set(id, [...(ends.get(id) ?? []), status]);
        for (const told of ends.values()) {
          expect(told.join(' ')).toMatch(/^firing( firing)*( resolved)?$/);
          if (given.repeatMs === null) expect(told.length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  it('there is one alert at most that goes on for each row of a rule, and IDs are never used again', () => {
    fc.assert(
      fc.property(setting, (given) => {
        const { states, steps } = lived(given, false);
        for (const alerts of states) {
          const going = alerts.filter(({ state, held }) => state !== 'resolved' || held);
          expect(new Set(going.map(({ kind, key }) => `${kind} ${key}`)).size).toBe(going.length);
        }
        const fired = steps.flatMap(({ transitions }) =>
          transitions.filter(({ what }) => what === 'fired').map(({ alert }) => alert.id),
        );
        expect(new Set(fired).size).toBe(fired.length);
      }),
    );
  });
});
