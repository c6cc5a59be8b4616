import { describe, expect, it } from 'vitest';
import { createAwayWatch } from '../../../src/operations/watch/away.js';
import type { Notice } from '../../../src/watch/life.js';

const rule = {
  id: 'target-down',
  severity: 'critical',
  forMs: 0,
  repeatMs: null,
  inhibitedBy: [],
  recover: null,
} as const;

function watchAway() {
  const told: Notice[] = [];
  const sendingOf = (_rule: string, now: number) => ({
    channels: [{ name: 'ops', takesAll: false }],
    of: { database: 'bk', tenant: 'acme' },
    now,
  });
  return { told, away: createAwayWatch([rule], sendingOf, (notice) => told.push(notice)) };
}

describe('while the ledger is away', () => {
  it('its own alert is told past it, both ends, and is kept once the ledger is back', () => {
    const { told, away } = watchAway();
    expect(away.back(1).alerts).toEqual([]);
    away.down(2);
    away.down(3);
    expect(away.lettersFor('ops').map(({ status }) => status)).toEqual(['firing']);
    const kept = away.back(4);
    expect(kept.alerts).toMatchObject([{ rule: 'target-down', state: 'resolved', startedAt: 2, endedAt: 4 }]);
    expect(kept.transitions.map(({ what }) => what)).toEqual(['fired', 'resolved']);
    expect(away.lettersFor('ops').map(({ status }) => status)).toEqual(['firing', 'resolved']);
    expect(told.map(({ status }) => status)).toEqual(['firing', 'resolved']);
  });

  it('what could not be kept is given again, and what was kept is not', () => {
    const { away } = watchAway();
    away.down(1);
    away.back(2);
    expect(away.back(3).alerts).toHaveLength(1);
    away.kept();
    expect(away.back(4)).toEqual({ alerts: [], transitions: [] });
  });
});
