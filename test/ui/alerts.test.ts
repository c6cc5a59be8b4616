import { describe, expect, it } from 'vitest';
import type { WatchRule } from '../../src/config/watch.js';
import type { AlertView } from '../../src/operations/watch/types.js';
import { alertSample } from '../headless/support/samples.js';
import { openSession, type SessionOptions } from './support/wizard-session.js';

const watch = { everyMs: 1000, channels: [], rules: [] };
const many: readonly AlertView[] = [
  alertSample({ id: 'over', state: 'resolved', endedAt: '2026-11-21T02:30:00.000Z' }),
  alertSample({
    id: 'error',
    rule: 'no-table',
    kind: 'rule-error',
    value: null,
    why: 'no such table nowhere',
  }),
  ...Array.from({ length: 40 }, (_, index) =>
    alertSample({ id: `a${index}`, key: `row ${index}`, value: index }),
  ),
];

const ruleOf = (id: string, limit: number): WatchRule => ({
  id,
  source: { kind: 'sql', sql: 'SELECT 1', on: 'target' },
  when: { operator: '>', limit },
  forMs: 0,
  severity: 'critical',
  channels: [],
  repeatMs: null,
  inhibitedBy: [],
  recover: null,
});

const open = (options: SessionOptions = {}) =>
  openSession({ config: { watch }, fake: { alerts: () => many }, ...options });

describe('alerts in the wizard', () => {
  it.each([
    [80, 24],
    [56, 16],
  ])('lie over any step, what goes on first, at %i×%i', async (columns, rows) => {
    const session = await open({ columns, rows });
    await session.see('! alerts');
    const shown = await session.press('!', '41 going on');
    expect(shown).toContain('no-table');
    expect(shown).toContain('no such table nowhere');
    await session.press('\u001b[F', 'Over since');
    await session.press('\u001b[H', 'no such table');
    await session.press('b', '! alerts');
    session.type('\u0003');
    await session.exit;
  });

  it('say values and limits as they are, with a fraction where they have one', async () => {
    const [half, large] = [
      alertSample({ rule: 'half', value: 0.75 }),
      alertSample({ rule: 'large', value: 12_345 }),
    ];
    const rules = [ruleOf('half', 0.5), ruleOf('large', 10_000)];
    const session = await open({
      config: { watch: { ...watch, rules } },
      fake: { alerts: () => [half, large] },
    });
    const shown = await session.press('!', 'Told when SQL > 0.5');
    expect(shown).toContain('value 0.75');
    expect(shown).toContain('value 12,345');
    await session.press('\u001b[B', 'Told when SQL > 10,000');
    session.type('\u0003');
    await session.exit;
  });

  it('are acknowledged, ended and silenced, and say what came of it', async () => {
    const session = await open();
    await session.press('!', '41 going on');
    await session.press('a', 'no-table is acknowledged');
    await session.press('\u001b[B', 'row 0');
    await session.press('x', 'failed-rows is ended');
    await session.press('s', 'Nobody is told of failed-rows for 60 minutes.');
    expect(session.operations.calls.filter((call) => call.startsWith('alerts '))).toEqual([
      'alerts ack error',
      'alerts resolve a0',
      'alerts silence failed-rows 3600000',
    ]);
    session.type('\u0003');
    await session.exit;
  });

  it('are said to be none, in Chinese, too; without a watch in the config there is no key', async () => {
    const session = await open({ language: 'zh', fake: {} });
    await session.press('!', '没有仍在持续的告警');
    session.type('\u0003');
    await session.exit;
    const without = await openSession({});
    expect(await without.see('checklist')).not.toContain('! alerts');
    without.type('\u0003');
    await without.exit;
  });
});
