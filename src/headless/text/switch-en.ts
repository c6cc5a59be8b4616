import type { Decision, Metric, Verdict } from '../../core/switch-shapes.js';
import type { Phase } from '../../switch/state.js';

const decision: Record<Decision['kind'], (from: string, to: string) => string> = {
  start: (from) => `begun at ${from}`,
  forward: (from, to) => `forward, ${from} → ${to}`,
  hold: (from) => `held at ${from}`,
  back: (from, to) => `back, ${from} → ${to}`,
  refused: (from) => `refused, stays at ${from}`,
  done: (from) => `done at ${from}`,
};
const state: Record<Phase, string> = {
  idle: 'not begun',
  running: 'under way',
  waiting: 'waiting for a person (tenantferry switch forward)',
  held: 'held (tenantferry switch forward goes on)',
  back: 'back on the source',
  done: 'done',
};
const metric: Record<Metric['metric'], string> = {
  error_rate: 'error rate',
  grpc_errors: 'failed gRPC calls',
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  consistency: 'consistency',
  shadow: 'same answers',
};
const verdict: Record<Verdict, string> = { pass: 'pass', fail: 'FAIL', 'no-data': 'no data' };

/** Texts of moving traffic. */
export const switching = {
  switchDecision: decision,
  switchMetric: metric,
  switchVerdict: verdict,
  switchTitle: (strategy: string, now: Phase, share: string) =>
    `Switch (${strategy}): ${state[now]}, ${share} of users on the target`,
  switchShareUnknown: 'an unknown share',
  switchNobody: 'no controller is at work: nobody watches, and nobody goes back by himself',
  switchControlled: 'a controller is at work (tenantferry switch start)',
  switchOldSessions: (sessions: string) => `sessions still open on the source: ${sessions}`,
  switchNone: 'Nothing was decided yet.',
  switchRollback: {
    title: 'Rollback',
    at: 'when',
    moved: 'from … to',
    why: 'reason',
    by: 'who decided',
    hit: 'failed on the target since the step began',
    since: 'since the beginning',
    open: 'to be done: root cause, repair, more tests, who is told',
  },
};
export type SwitchText = typeof switching;
