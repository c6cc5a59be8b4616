import type { CutoverStep } from '../../core/events.js';
import type { GateLine } from '../../live/gate.js';

export const gate: Record<GateLine['name'], string> = {
  lag: 'lag',
  validation: 'validation',
  verification: 'comparison beside following',
  checklist: 'checklist',
  'way-back': 'way back',
  fence: 'fence',
};

/** Said of a step that is done. */
export const cutoverStep: Record<CutoverStep, string> = {
  gate: 'the gate is open',
  lock: 'tables locked',
  fence: 'writers stopped',
  end: 'end of the log read',
  drain: 'all of it applied',
  verify: 'rows changed last compared',
  locked: 'locks still held',
  sentry: 'nobody writes any more',
  generators: 'ID generators raised',
  switch: 'switched',
};

/** The section of a source that was followed. */
export const live = {
  switched: (at: string) => `Switched at ${at}: the target is the truth.`,
  notSwitched: 'Not switched: the source is the truth.',
  isBack: (at: string) => `Taken back at ${at}: the source is the truth again.`,
  start: 'Copied from position',
  applied: 'Applied up to position',
  changes: 'Row changes / transactions',
  end: 'Switched at position',
  boundary: 'ID generators at the switch',
  pause: 'Pause',
  followed: 'Followed:',
  compared: 'Compared beside following:',
  comparedMinutes: 'By the minute, the last ones:',
  passes: 'Passes over all rows',
  lastPass: (at: string, rows: string, mismatches: string) =>
    `the last one ended at ${at}: ${rows} rows, ${mismatches} differ for certain`,
  mismatches: 'Rows that differ for certain',
  lastClean: 'Last pass without a difference',
  notCompared: 'Nothing was compared.',
  cutovers: 'Cut-overs:',
  followOutcome: {
    'caught-up': 'caught up',
    stopped: 'stopped',
    failed: 'failed',
    unfinished: 'at work, or died',
    finished: 'the window was ended',
  },
  cutoverOutcome: { switched: 'switched', 'called-off': 'called off', unfinished: 'at work, or died' },
  columns: {
    from: 'From',
    to: 'To',
    rowChanges: 'Row changes',
    by: 'By',
    pause: 'Pause',
    step: 'Step',
    gate: 'Gate',
    minute: 'Minute',
    level: 'Level',
    minutes: 'Minutes',
    compared: 'Rows compared',
    differedFirst: 'Differed at the first reading',
    differedLast: 'At the last',
    consistency: 'Consistency',
  },
  pauseOf: (at: string) => `The pause of ${at}, step by step:`,
  gateOf: (at: string) => `The gate at ${at}:`,
  neverFollowed: 'It was not followed.',
  noCutover: 'There was no cut-over.',
  noBack: 'It was not taken back.',
  fedBack: 'Fed back to the source, by positions of the target’s log:',
  neverFedBack: 'Nothing was fed back.',
  backs: 'Ways back to the source:',
};

/** Each of them; a language that lacks one does not compile. */
export type ReportLiveText = typeof live;
