import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../config/context.js';
import type { RunLedger } from '../ledger/location.js';
import {
  holdLifeLine,
  type Worker,
  type WorkerCommand,
  type WorkerFigures,
  writeBeat,
  writeEnd,
} from '../ledger/workers.js';
import { openSession, type Session } from '../mysql/session.js';
import { operator } from './run-environment.js';

const everyMs = 1_000;

interface Beating {
  readonly context: Context;
  readonly ledger: Pick<RunLedger, 'location' | 'runId'>;
  readonly command: WorkerCommand;
  /** What there is to say of the work, asked at each beat. */
  readonly figures?: () => WorkerFigures;
}

/**
 * Gives a sign of life in the ledger each second, on a connection of its own, until it is disposed of: so `status` knows from anywhere
 * who works on a run. What hinders the signs never hinders the work.
 */
export async function startHeartbeat({
  context,
  ledger: { location, runId },
  command,
  figures = () => ({}),
}: Beating): Promise<AsyncDisposable> {
  const { operator: user, machine: host } = operator();
  const worker: Worker = { command, host, user, pid: process.pid, since: new Date().toISOString() };
  const over = new AbortController();
  let session: Session | undefined;

  async function beat(): Promise<void> {
    try {
      if (!session) {
        session = await openSession(context.config.target.mysql, 'target-writer');
        await holdLifeLine(session, runId, command);
      }
      await writeBeat({ session, location, runId }, worker, figures());
    } catch {
      session?.destroy();
      session = undefined;
    }
  }

  async function beatOn(): Promise<void> {
    while (!over.signal.aborted) {
      await delay(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
      await beat();
    }
  }

  await beat();
  const beating = beatOn();
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await beating;
      if (!session) return;
      await writeEnd({ session, location, runId }, worker).catch(() => undefined);
      await session.close();
    },
  };
}
