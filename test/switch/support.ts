import type { Gate, SwitchConfig } from '../../src/config/switch.js';
import type { Situation } from '../../src/switch/decide.js';
import { type Figures, noFigures, someFigures } from '../../src/switch/figures.js';
import type { Judged } from '../../src/switch/gates.js';
import { say } from '../../src/switch/words.js';

export const hour = 3_600_000;

export function switchConfig(change: Partial<SwitchConfig> = {}): SwitchConfig {
  return {
    plane: {
      kind: 'haproxy',
      socket: '/run/admin.sock',
      map: 'share.map',
      users: 'users.map',
      source: 'be_source',
      target: 'be_target',
      folder: '/etc',
    },
    strategy: 'canary',
    key: 'header:x-user-id',
    steps: [5, 10, 25, 50, 100],
    holdMs: 1_000,
    observeMs: 1_000,
    gates: [],
    back: { metric: 'error_rate', above: 0.05, lessFrom: 0, allFrom: 0 },
    first: { users: [], networks: [], conditions: [] },
    writes: 'source',
    ...change,
  };
}

export function situation(change: Partial<Situation> = {}): Situation {
  const share = change.share ?? 10;
  return {
    config: switchConfig(),
    phase: 'running',
    share,
    shareBefore: share,
    elapsedMs: hour,
    judged: [],
    breach: null,
    lossy: null,
    isLossySaid: false,
    isTargetDown: false,
    ...change,
  };
}

export const judged = (metric: Gate['metric'], verdict: Judged['verdict']): Judged => ({
  metric,
  verdict,
  why: say('gate.person'),
});

/** So many requests of each side, and so many of them failed. */
export function requests(source: [number, number], target: [number, number]): Figures {
  const side = ([all, failed]: [number, number]) => someFigures({ requests: all, failed });
  return { ...noFigures, source: side(source), target: side(target) };
}
