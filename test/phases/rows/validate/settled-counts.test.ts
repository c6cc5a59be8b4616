import { describe, expect, it } from 'vitest';
import type { SessionPair } from '../../../../src/phases/rows/compare/rows.js';
import type { RowsTable } from '../../../../src/phases/rows/compare/rows-table.js';
import { settledCounts } from '../../../../src/phases/rows/validate/settled-counts.js';

const rows = {
  table: {
    plan: { table: 'things', source: 'things', target: 'things', key: ['id'] },
    columns: [],
    keyPositions: [],
  },
  scope: { source: 'TRUE', target: 'TRUE' },
} as unknown as RowsTable;

/** Sides of which the source gets a row at each moment, which is read from its log at once and applied a moment later. */
function world(atEach: 'settling' | 'counting' | 'never', lost = 0) {
  let [source, read, applied, settled] = [10, 0, 0, 0];
  const change = () => {
    source += 1;
    read += 1;
  };
  const counted = (count: () => number) => ({
    queryCells: () => Promise.resolve([[Buffer.from(String(count())), null, null, null]]),
  });
  const pair = {
    source: counted(() => {
      if (atEach === 'counting') change();
      return source;
    }),
    target: counted(() => 10 + applied - lost),
  } as unknown as SessionPair;
  const flight = {
    settle() {
      applied = read;
      // Behind the end that is waited for; nothing comes after it is counted.
      settled += 1;
      if (atEach === 'settling' && settled % 2 === 1) change();
      return Promise.resolve();
    },
    touchesOf: () => read,
  };
  return settledCounts(pair, rows, flight);
}

describe('numbers of rows while the source goes on changing', () => {
  it.each(['settling', 'counting'] as const)(
    'are explained by rows on their way that come while it is %s',
    async (when) => {
      const { differs, moved } = await world(when);
      expect(differs).toBe(false);
      expect(moved).toBeGreaterThan(0);
    },
  );

  it.each([
    ['never', 1],
    ['settling', 5],
    ['counting', 5],
  ] as const)('differ where they do not explain it (changes: %s)', async (when, lost) => {
    expect((await world(when, lost)).differs).toBe(true);
  });
});
