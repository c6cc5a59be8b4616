import type { RunOutcome } from '../core/events.js';

/** What the process says when it ends; scripts depend on these numbers. */
export const exitCodes = {
  done: 0,
  /** Unexpected failure. */
  failed: 1,
  /** Bad usage, bad config, or a blocker: nothing was written. */
  refused: 2,
  /** Finished, but validation found differences. */
  differences: 3,
  /** Finished in part: rows or secrets could not be copied. */
  partial: 4,
  /** The operator cancelled. */
  cancelled: 130,
} as const;

/** How a run that ended by itself is told to the shell. `inWindow`: it was its change window that ended it. */
export function exitCodeOfOutcome(outcome: RunOutcome, inWindow = false): number {
  switch (outcome) {
    case 'complete':
      return exitCodes.done;
    case 'partial':
      return exitCodes.partial;
    case 'stopped':
      return inWindow ? exitCodes.partial : exitCodes.cancelled;
    case 'failed':
      return exitCodes.failed;
  }
}
