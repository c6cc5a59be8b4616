import { describe, expect, it } from 'vitest';
import { createAwayWatch } from '../../../src/operations/watch/away.js';
import type { Away } from '../../../src/operations/watch/away-file.js';
import type { Notice, RuleLife } from '../../../src/watch/life.js';

const rule: RuleLife = {
  id: 'target-down',
  severity: 'critical',
  forMs: 0,
  repeatMs: null,
  inhibitedBy: [],
  recover: null,
};

/** `start` begins anew with what the file has, as a watch that was killed does. */
function watchAway(rules = [rule]) {
  const told: Notice[] = [];
  let kept: string | null = null;
  const start = () =>
    createAwayWatch({
      rules,
      sendingOf: (_rule, now) => ({
        channels: [{ name: 'ops', takesAll: false }],
        of: { database: 'bk', tenant: 'acme' },
        now,
      }),
      tell: (notice) => told.push(notice),
      file: {
        read: () => (kept === null ? undefined : (JSON.parse(kept) as Away)),
        write: (away) => {
          kept = away && JSON.stringify(away);
        },
      },
    });
  return { told, start, file: () => kept };
}

describe('while the ledger is away', () => {
  it('its own alert is told past it, once, and is handed over to it', () => {
    const { told, start, file } = watchAway();
    const away = start();
    expect(away.toKeep().alerts).toEqual([]);
    away.down(2);
    away.down(3);
    const [letter, ...more] = away.lettersFor('ops');
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ status: 'firing', rule: 'target-down' });
    expect(away.lettersFor('other')).toEqual([]);
    if (letter) away.sent(letter);
    expect(away.lettersFor('ops')).toEqual([]);
    const { alerts, transitions } = away.toKeep();
    expect(alerts).toMatchObject([{ rule: 'target-down', state: 'firing', told: 'firing', startedAt: 2 }]);
    expect(transitions.map(({ what }) => what)).toEqual(['fired']);
    away.kept({ alerts: [], silences: [] }, away.toKeep());
    expect(away.toKeep().alerts).toEqual([]);
    expect(file()).toBeNull();
    expect(told.map(({ status }) => status)).toEqual(['firing']);
  });

  it('a restart doubles nothing that was told, and loses nothing that was not', () => {
    const { told, start, file } = watchAway();
    start().down(1);
    const second = start();
    second.down(5);
    expect(told).toHaveLength(1);
    const [letter] = second.lettersFor('ops');
    expect(letter?.status).toBe('firing');
    second.kept({ alerts: [], silences: [] }, second.toKeep());
    const third = start();
    expect(third.toKeep().alerts).toEqual([]);
    const [same] = third.lettersFor('ops');
    expect(same?.key).toBe(letter?.key);
    if (same) third.sent(same);
    expect(file()).toBeNull();
  });

  it('that began anew while the ledger took over what was before is not lost', () => {
    const { start } = watchAway();
    const away = start();
    const taken = away.toKeep();
    away.down(1);
    away.kept({ alerts: [], silences: [] }, taken);
    expect(away.toKeep().alerts).toMatchObject([{ rule: 'target-down', state: 'firing' }]);
  });

  it('what the ledger knew of it before goes on: silences, and alerts that were told', () => {
    const { told, start } = watchAway([{ ...rule, forMs: 10 }]);
    const away = start();
    away.down(0);
    away.down(10);
    const { alerts } = away.toKeep();
    away.kept({ alerts: alerts.map((alert) => ({ ...alert, absentAt: 15 })), silences: [] }, away.toKeep());
    away.down(20);
    expect(away.toKeep().alerts).toMatchObject([{ id: alerts[0]?.id, absentAt: null }]);
    expect(told).toHaveLength(1);
    const silent = watchAway();
    const quiet = silent.start();
    quiet.kept(
      { alerts: [], silences: [{ id: 's', rule: 'target-down', endsAt: 100, by: 'ada' }] },
      quiet.toKeep(),
    );
    quiet.down(50);
    expect(silent.told).toEqual([]);
    quiet.down(100);
    expect(silent.told).toHaveLength(1);
  });
});
