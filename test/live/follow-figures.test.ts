import { expect, it } from 'vitest';
import { followFigures } from '../../src/live/follow-figures.js';

it('tells the rate since it was asked last, and for how long following has been close behind', () => {
  let clock = 0;
  let rowEvents = 0;
  let seconds: number | undefined;
  const lag = { sample: () => undefined, reach: () => undefined, seconds: () => seconds };
  const figures = followFigures({ lag, maxLagSeconds: 1, rowEvents: () => rowEvents, now: () => clock });
  const after = (ms: number, events: number, behind: number | undefined) => {
    clock += ms;
    rowEvents += events;
    seconds = behind;
    return figures();
  };
  expect(after(1000, 500, undefined)).toEqual({ lagSeconds: null, eventsPerSecond: 500 });
  expect(after(2000, 500, 0.9)).toEqual({ lagSeconds: 0.9, eventsPerSecond: 250, quietSeconds: 0 });
  expect(after(1000, 0, 0)).toEqual({ lagSeconds: 0, eventsPerSecond: 0, quietSeconds: 1 });
  expect(after(1000, 1, 1)).toEqual({ lagSeconds: 1, eventsPerSecond: 1 });
  expect(after(1000, 0, 0.1)).toEqual({ lagSeconds: 0.1, eventsPerSecond: 0, quietSeconds: 0 });
});
