import type { Decision, Metric } from '../../core/switch-shapes.js';

const decision: Record<Decision['kind'], (from: string, to: string) => string> = {
  start: (from) => `begun at ${from}`,
  forward: (from, to) => `forward, ${from} → ${to}`,
  hold: (from) => `held at ${from}`,
  back: (from, to) => `back, ${from} → ${to}`,
  refused: (from) => `refused, stays at ${from}`,
  done: (from) => `done at ${from}`,
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

/** What was decided of readers on their way, and the report of a return. */
export const switching = {
  decision,
  metric,
  done: 'All steps were taken and watched.',
  onSource: 'Everybody is on the source.',
  share: (share: string) => `${share} of users are on the target.`,
  timeLine: 'Time line:',
  figures: 'What each was decided by:',
  columns: {
    at: 'At',
    what: 'Decided',
    by: 'By',
    why: 'Reason',
    metric: 'Figure',
    source: 'Source',
    target: 'Target',
  },
  rollbackTitle: 'Rollback report, of the latest return:',
  rollback: {
    at: 'When',
    since: 'Time since the beginning',
    moved: 'Share of users on the target',
    why: 'Reason',
    by: 'Who decided',
    hit: 'Failed on the target since the step began',
    beside: 'Failed on the source meanwhile',
    data: 'Rows compared',
    gates: 'Gates that failed',
  },
  open: 'To be written by a person: root cause, what sets it off, whether data are hit, repair at once and for good, further tests, who was told, who answers for it.',
};
export type SwitchText = typeof switching;
