import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDirtyKeys, type Due } from '../../../src/live/verify/dirty-keys.js';
import { createMinutes, scoreOf } from '../../../src/live/verify/minutes.js';
import { peaceful, playInFlight, type Step, violent, type Without } from './in-flight.js';

describe('rows on their way', () => {
  it('are never said to differ, whatever comes between the readings', () => {
    fc.assert(
      fc.property(peaceful, (steps) => {
        const { onTheWay, inTheEnd, left } = playInFlight(steps);
        expect({ onTheWay, inTheEnd, left }).toEqual({ onTheWay: [], inTheEnd: [], left: 0 });
      }),
      { numRuns: 3_000 },
    );
  });

  it('do not hide one that was damaged, and one that a change has written again is right', () => {
    fc.assert(
      fc.property(violent, (steps) => {
        const { inTheEnd, differing, left } = playInFlight(steps);
        expect({ inTheEnd: inTheEnd.toSorted(), left }).toEqual({ inTheEnd: differing, left: 0 });
      }),
      { numRuns: 3_000 },
    );
  });

  it.each<[string, Without]>([
    ['until what is in the log is applied', { end: true }],
    ['twice, since a change may be in the log and not be seen yet', { secondTime: true }],
  ])('are waited for %s, or the model fails', (_, without) => {
    const result = fc.check(
      fc.property(peaceful, (steps) => {
        const { onTheWay, inTheEnd } = playInFlight(steps, without);
        return onTheWay.length + inTheEnd.length === 0;
      }),
      { numRuns: 20_000 },
    );
    expect(result.failed).toBe(true);
  });

  it('are not those of a row that is another one at every look, or the model fails', () => {
    const changing = Array.from({ length: 8 }, (_, index): Step[] => [
      { kind: 'write', key: '1', value: index % 2 },
      ...(['see', 'begin', 'end', 'apply', 'tell'] as const).map((kind) => ({ kind })),
    ]).flat();
    expect(playInFlight(changing).onTheWay).toEqual([]);
    expect(playInFlight(changing, { touches: true }).onTheWay).toEqual(['1']);
  });
});

const at = (position: number) => ({ file: 'log.000001', position });

function open(more: Partial<Parameters<typeof createDirtyKeys>[0]> = {}) {
  const clock = { ms: 0 };
  const minutes = createMinutes(() => new Date(clock.ms));
  const dirty = createDirtyKeys({
    minutes,
    limit: 1_000,
    lookAgainMs: 1_000,
    withinMs: 0,
    suspectsOnly: false,
    now: () => clock.ms,
    ...more,
  });
  const differ = (due: Due | null) =>
    new Map((due?.rows ?? []).map(({ entry }) => [entry.identity, 'field-mismatch'] as const));
  /** Looks at what is due at this moment; `equal`: it is found so. */
  function look(ms: number, equal = false, log = 1) {
    clock.ms = ms;
    const due = dirty.due();
    return due ? dirty.looked(due, equal ? new Map() : differ(due), at(log)) : null;
  }
  return { dirty, look, minutes, clock };
}

describe('dirty keys', () => {
  it('are counted until they are compared, a row once however often it changes', () => {
    const { dirty, look } = open();
    for (const key of ['1', '1', '2']) dirty.touch('things', [key], at(1));
    expect(dirty.size()).toBe(2);
    expect(look(0)).toBeNull();
    dirty.reach(at(1));
    expect(look(0, true)).toEqual({ found: [], gone: [] });
    expect(dirty.size()).toBe(0);
    expect(dirty.touchesOf('things')).toBe(3);
  });

  it('differ after three looks, are told once, and are told again when they have gone', () => {
    const { dirty, look } = open();
    dirty.suspect('things', ['7'], 1);
    dirty.reach(at(1));
    expect([0, 1_000].map((ms) => look(ms)?.found)).toEqual([[], []]);
    expect([dirty.inDoubt(1), dirty.mismatches()]).toEqual([1, []]);
    const found = { table: 'things', key: ['7'], kind: 'field-mismatch' };
    expect(look(2_000)?.found).toEqual([expect.objectContaining(found)]);
    expect(look(3_000)?.found).toEqual([]);
    expect([dirty.inDoubt(1), dirty.size(), dirty.mismatches().length]).toEqual([0, 0, 1]);
    expect(look(4_000, true)?.gone).toEqual([expect.objectContaining(found)]);
    expect(dirty.mismatches()).toEqual([]);
  });

  it('do not differ before what was in the log is applied', () => {
    const { dirty, look } = open();
    dirty.suspect('things', ['7'], 1);
    dirty.reach(at(1));
    look(0, false, 5);
    expect(look(60_000)).toBeNull();
    dirty.reach(at(5));
    expect(look(60_000)).not.toBeNull();
  });

  it('differ only once it has lasted for so long', () => {
    const { dirty, look } = open({ withinMs: 10_000 });
    dirty.suspect('things', ['7'], 1);
    dirty.reach(at(1));
    for (const ms of [0, 1_000, 2_000, 9_000]) expect(look(ms)?.found).toEqual([]);
    expect(look(10_000)?.found).toHaveLength(1);
  });

  it('that an earlier start knew differ from the beginning, until they are seen to be equal', () => {
    const { dirty, look } = open();
    const old = {
      table: 'things',
      key: ['7'],
      kind: 'extra-in-target',
      since: '2026-01-01T00:00:00Z',
    } as const;
    dirty.restore([old]);
    dirty.reach(at(0));
    expect(dirty.mismatches()).toEqual([old]);
    expect(look(0, true)?.gone).toEqual([old]);
    expect(dirty.mismatches()).toEqual([]);
  });

  it('are no more than there is room for, and a suspect without room is refused', () => {
    const { dirty } = open({ limit: 2 });
    for (const key of ['1', '2', '3']) dirty.touch('things', [key], at(1));
    expect(dirty.size()).toBe(2);
    expect(dirty.suspect('things', ['4'], 1)).toBe(false);
    expect(dirty.suspect('things', ['1'], 1)).toBe(true);
  });

  it('are those that were suspected only, where nobody asks for more', () => {
    const { dirty } = open({ suspectsOnly: true });
    dirty.touch('things', ['1'], at(1));
    expect(dirty.size()).toBe(0);
  });

  it('of one table do not keep those of another waiting', () => {
    const { dirty } = open();
    for (let key = 0; key < 500; key += 1) dirty.touch('things', [String(key)], at(1));
    dirty.touch('links', ['1', '2'], at(1));
    dirty.reach(at(1));
    const tables = [dirty.due(), dirty.due()].map((due) => due?.table);
    expect(tables.toSorted()).toEqual(['links', 'things']);
  });
});

describe('the score', () => {
  it('is the share of rows that were equal at the first and at the last reading, by the minute of the first', () => {
    const { dirty, look, minutes } = open();
    dirty.touch('things', ['1'], at(1));
    dirty.reach(at(1));
    look(59_000);
    dirty.touch('things', ['2'], at(1));
    look(61_000, true);
    look(62_000, true);
    const taken = minutes.take();
    expect(taken).toEqual([
      { minute: '1970-01-01T00:00:00.000Z', compared: 1, equalFirst: 0, equalLast: 1 },
      { minute: '1970-01-01T00:01:00.000Z', compared: 1, equalFirst: 1, equalLast: 1 },
    ]);
    expect(scoreOf(taken)).toEqual({ first: 0.5, last: 1 });
    expect([minutes.take(), scoreOf([])]).toEqual([[], null]);
  });
});
