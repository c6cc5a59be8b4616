import type { Verdict } from '../../core/switch-shapes.js';
import { switching as paper } from '../../report/text/switch-en.js';
import type { Phase } from '../../switch/state.js';

const state: Record<Phase, string> = {
  idle: 'not begun',
  running: 'under way',
  waiting: 'waiting for a person (tenantferry switch forward)',
  held: 'held (tenantferry switch forward goes on)',
  back: 'back on the source',
  done: 'done',
};
const verdict: Record<Verdict, string> = { pass: 'pass', fail: 'FAIL', 'no-data': 'no data' };

/** Texts of moving traffic. */
export const switching = {
  switchDecision: paper.decision,
  switchMetric: paper.metric,
  switchVerdict: verdict,
  switchTitle: (strategy: string, now: Phase, share: string) =>
    `Switch (${strategy}): ${state[now]}, ${share} of users on the target`,
  switchShareUnknown: 'an unknown share',
  switchNobody: 'no controller is at work: nobody watches, and nobody goes back by himself',
  switchControlled: 'a controller is at work (tenantferry switch start)',
  switchUncounted:
    'how many streams are still open on the source cannot be counted at this proxy; with metrics the service tells its gRPC calls',
  switchOldSessions: (sessions: string) => `sessions still open on the source: ${sessions}`,
  switchOutcome: {
    done: (share: number, why: string) => `Done, with ${share} % of users on the target: ${why}.`,
    moved: (share: number, _why: string) => `Moved: ${share} % of users are on the target.`,
    held: (share: number, _why: string) => `Held at ${share} % of users.`,
    back: (share: number, why: string) => `Back to ${share} % of users on the target: ${why}.`,
    forbidden: (share: number, why: string) => `Forbidden, and it stays at ${share} %: ${why}.`,
    stopped: (share: number, _why: string) => `Stopped: it stays at ${share} % of users.`,
  },
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
