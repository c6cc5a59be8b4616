import type { RunOptions } from '../config/options.js';
import { type Listener, logEvent, type RunEvent } from '../core/events.js';
import { runFenceCommand } from '../live/fence-command.js';
import { say } from './words.js';

/** Runs the operator's command at the end of each phase and of the run, one after the other. */
export interface Hooks {
  readonly listener: Listener;
  /** Resolves when all have ended. */
  readonly ended: () => Promise<void>;
}

/** Passes everything on to `listener`, which is told, too, what became of a command that failed or took too long. */
export function withHooks(hooks: RunOptions['hooks'], runId: string, listener: Listener): Hooks {
  if (!hooks) return { listener, ended: async () => undefined };
  const { command, timeoutSeconds } = hooks;
  let last = Promise.resolve();

  async function call(event: RunEvent): Promise<void> {
    const limit = AbortSignal.timeout(timeoutSeconds * 1000);
    const input = `${JSON.stringify({ runId, ...event })}\n`;
    const env = { TENANTFERRY_EVENT: event.type, TENANTFERRY_RUN: runId };
    const failed = (why: string) =>
      listener(logEvent('warning', say('hook.failed', { event: event.type, why })));
    try {
      // Its output may hold anything, so it is not told.
      const { exitCode } = await runFenceCommand(command, {
        env,
        input,
        tell: () => undefined,
        signal: limit,
      });
      if (limit.aborted)
        listener(logEvent('warning', say('hook.late', { event: event.type, seconds: timeoutSeconds })));
      else if (exitCode !== 0) failed(String(exitCode));
    } catch (error) {
      failed(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    listener: (event) => {
      listener(event);
      if (event.type === 'phase-finished' || event.type === 'run-finished')
        last = last.then(() => call(event));
    },
    ended: () => last,
  };
}
