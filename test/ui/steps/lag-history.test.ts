import { describe, expect, it } from 'vitest';
import { columnRows } from '../../../src/ui/components/bar.js';
import { type LagSample, lagColumns, withSample } from '../../../src/ui/steps/follow/lag-history.js';
import { themeFor } from '../../../src/ui/theme.js';
import { createUi } from '../../../src/ui/ui-context.js';

const ui = createUi('en', themeFor({}), false);
const ascii = createUi('en', themeFor({ TERM: 'linux' }), false);

/** A sample each second, the newest last. */
function samplesOf(...lags: readonly (number | null)[]): readonly LagSample[] {
  return lags.map((lagSeconds, index) => ({ at: 1000 * index, lagSeconds, eventsPerSecond: 10 * index }));
}

describe('the lag over time', () => {
  it('stands with the newest at the right, the highest of each column, and gaps where nothing is known', () => {
    const { lag, changes, seconds } = lagColumns(samplesOf(1, 5, null, null, 0, 2), 5);
    // Columns of two seconds, counted from the newest.
    expect(lag).toEqual([null, null, 5, null, 2]);
    expect(changes).toEqual([null, null, 10, 30, 50]);
    expect(seconds).toBe(5);
  });

  it('draws closer together as it gets longer, so that all of it is seen', () => {
    const hour = Array.from({ length: 3600 }, (_, index) => (index === 30 ? 99 : 1));
    const { lag, seconds } = lagColumns(samplesOf(...hour), 60);
    expect(lag).toHaveLength(60);
    expect(lag).not.toContain(null);
    expect(Math.max(...lag.map(Number))).toBe(99);
    expect(seconds).toBe(3599);
  });

  it('forgets what is older than an hour, so that a week of following costs no memory', () => {
    const before = samplesOf(1, 2, 3);
    const figures = { lagSeconds: 4, eventsPerSecond: null };
    expect(withSample(before, 3_600_500, figures).map(({ lagSeconds }) => lagSeconds)).toEqual([2, 3, 4]);
    expect(withSample(before, 9_000_000, figures)).toHaveLength(1);
  });

  it('is nothing without a sample', () => {
    expect(lagColumns([], 3)).toEqual({ lag: [null, null, null], changes: [null, null, null], seconds: 0 });
  });
});

describe('columns', () => {
  it('are as high as their value: known ones are seen, also 0, unknown ones stay empty', () => {
    expect(columnRows([0, 1, 2, null, 4], 4, 2, ui)).toEqual(['  ▁ █', '▁▅█ █']);
    expect(columnRows([0, 4], 4, 1, ascii)).toEqual(['_#']);
  });

  it('never leave their rows, whatever the value', () => {
    expect(columnRows([9, -1], 4, 2, ui)).toEqual(['█ ', '█▁']);
  });
});
