import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import { type Sentence, told } from '../core/sentence.js';
import type { SteerChange } from '../core/steer-changes.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import { lastSteering, readSteering } from '../ledger/steering.js';
import {
  holdLifeLine,
  type Worker,
  type WorkerCommand,
  type WorkerFigures,
  writeBeat,
  writeEnd,
} from '../ledger/workers.js';
import { openSession, type Session } from '../mysql/session.js';
import { operator, operatorName } from './run-environment.js';
import { say } from './words.js';

const everyMs = 1_000;

function saySteered({ action, value }: SteerChange, by: string): Sentence {
  switch (action) {
    case 'pause':
    case 'continue':
    case 'stop':
      return say(`steered.${action}`, { by });
    case 'parallel':
      return say('steered.parallel', { value, by });
    case 'rate':
      return value === null ? say('steered.no-rate', { by }) : say('steered.rate', { value, by });
  }
}

interface Beating {
  readonly context: Context;
  readonly ledger: Pick<RunLedger, 'location' | 'runId'>;
  readonly command: WorkerCommand;
  /** What there is to say of the work, asked at each beat. */
  readonly figures?: () => WorkerFigures;
  /** Does what others ask of the command through the ledger. */
  readonly control: RunControl;
  /** Told what they ask. */
  readonly listener: Listener;
}

/**
 * Gives a sign of life in the ledger each second, on a connection of its own, until it is disposed of: so `status` knows from anywhere
 * who works on a run. Reads with each what `steer` asks of the command, does it, and logs who asked, as what is changed in the process
 * itself. What hinders the signs never hinders the work.
 */
export async function startHeartbeat({
  context,
  ledger: { location, runId },
  command,
  figures = () => ({}),
  control: { steering },
  listener,
}: Beating): Promise<AsyncDisposable> {
  const { operator: user, machine: host } = operator();
  const worker: Worker = { command, host, user, pid: process.pid, since: new Date().toISOString() };
  const over = new AbortController();
  let session: Session | undefined;
  /** Number of the last request that was carried out; null: not known which ones are older than this process. */
  let seen: number | null = null;
  /** Changes that are not in the run's log yet. */
  let unlogged: readonly string[] = [];

  const beaten = () => ({
    ...figures(),
    ...(steering && seen !== null ? { steering: { seq: seen, ...steering.now() } } : {}),
  });

  async function beat(): Promise<void> {
    try {
      if (!session) {
        session = await openSession(context.config.target.mysql, 'target-writer');
        await holdLifeLine(session, runId, command);
      }
      const ledger = { session, location, runId };
      seen ??= await lastSteering(ledger);
      await writeBeat(ledger, worker, beaten());
      if (steering && (await obey(ledger))) await writeBeat(ledger, worker, beaten());
      await writeLog(ledger);
    } catch {
      session?.destroy();
      session = undefined;
    }
  }

  /** Whether anything was asked. */
  async function obey(ledger: RunLedger): Promise<boolean> {
    const requests = await readSteering(ledger, command, seen ?? 0);
    for (const { seq, action, value, by, at } of requests) {
      steering?.steer({ action, value });
      seen = seq;
      note({ action, value }, by);
      const said = told(saySteered({ action, value }, by));
      listener({ type: 'steered', command, action, value, by, at, ...said });
    }
    return requests.length > 0;
  }

  function note({ action, value }: SteerChange, by: string): void {
    unlogged = [...unlogged, `${action}${value === null ? '' : ` ${value}`} by ${by}`];
  }

  async function writeLog(ledger: RunLedger): Promise<void> {
    for (let [entry] = unlogged; entry !== undefined; [entry] = unlogged) {
      await appendLog(ledger, 'steered', `${command}: ${entry}`);
      unlogged = unlogged.slice(1);
    }
  }

  async function beatOn(): Promise<void> {
    while (!over.signal.aborted) {
      await delay(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
      await beat();
    }
  }

  steering?.onChange((change) => note(change, operatorName()));
  await beat();
  const beating = beatOn();
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      steering?.onChange(null);
      await beating;
      if (!session) return;
      await writeEnd({ session, location, runId }, worker).catch(() => undefined);
      await session.close();
    },
  };
}
