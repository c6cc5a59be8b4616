import type { RunControl } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import { createSteering } from '../core/steering.js';
import { exitCodes } from '../operations/exit-codes.js';
import type { Execution } from './execute.js';

/** Says that the operator ended the command, and gives the exit code for it. */
export function sayCancelled({ reporter, text }: Execution, message = text.cancelled): number {
  reporter.problem({ kind: 'cancelled', message, exitCode: exitCodes.cancelled });
  return exitCodes.cancelled;
}

/** Work that signals can stop, as it sees them. */
export interface Stopping {
  readonly control: RunControl;
  /** True once the operator has asked to stop. */
  readonly requested: () => boolean;
  /** Gives the signals back to the process. */
  release(): void;
}

interface StoppableWork {
  readonly parallel: number;
  /** Says that the command was cancelled, before the process ends, or when the work fails after it was asked to stop. */
  readonly cancelled: () => void;
  readonly work: (stopping: Stopping) => Promise<number>;
}

/**
 * Does work that signals stop in order: the first of any kind finishes the chunks in hand, a second SIGINT gives them up, a
 * third ends the process. An abort may end in any error; what counts is that the operator asked for it.
 */
export async function stoppable(
  { cli: { terminal }, reporter, text }: Execution,
  { parallel, cancelled, work }: StoppableWork,
): Promise<number> {
  const steering = createSteering(parallel);
  const { control } = steering;
  const { stop, abort } = control;
  const release = terminal.onSignal((signal) => {
    if (!stop.aborted) {
      reporter.note(text.stopping);
      steering.stop();
    } else if (signal === 'SIGINT' && !abort.aborted) {
      reporter.note(text.aborting);
      steering.abort();
    } else if (signal === 'SIGINT') {
      cancelled();
      terminal.exit(exitCodes.cancelled);
    }
  });
  try {
    return await work({ control, requested: () => stop.aborted, release });
  } catch (error) {
    if (!stop.aborted || error instanceof RefusedError) throw error;
    cancelled();
    return exitCodes.cancelled;
  } finally {
    release();
  }
}

/** Does work that only looks and can be given up: the first signal stops it, a second ends the process, both with `message`. */
export async function cancellable(
  execution: Execution,
  message: string,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const { terminal } = execution.cli;
  const cancel = new AbortController();
  const release = terminal.onSignal(() => {
    if (!cancel.signal.aborted) {
      cancel.abort();
      return;
    }
    terminal.exit(sayCancelled(execution, message));
  });
  try {
    return await work(cancel.signal);
  } catch (error) {
    if (!cancel.signal.aborted || error instanceof RefusedError) throw error;
    return sayCancelled(execution, message);
  } finally {
    release();
  }
}
