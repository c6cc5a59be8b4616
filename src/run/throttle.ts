import { setTimeout as delay } from 'node:timers/promises';
import type { Config, Reason, ThrottleOptions } from '../config/config.js';
import { openSession, type Row, type Session } from '../mysql/session.js';
import type { Listener } from './events.js';

/** Holds the copy back while the target is busy, its replicas lag, or the rate cap is reached. */
export interface Throttle {
  /** Resolves when the next chunk may be taken. */
  readonly waitForTurn: (ended: () => boolean) => Promise<void>;
  /** Rows of a committed chunk count towards the rate cap. */
  readonly copied: (rows: number) => void;
  readonly close: () => Promise<void>;
}

const lookEveryMs = 1_000;
const waitMs = 100;

/** What the servers said of themselves at the last look; null where it is not known. */
export interface Load {
  readonly threadsRunning: number | null;
  /** The worst of the named replicas; `stopped` when one does not replicate. */
  readonly replicaLag: { readonly name: string; readonly seconds: number | 'stopped' } | null;
}

/** Why the copy waits, as a sentence and in values. */
export interface Throttled {
  readonly reason: string;
  readonly because: Reason;
}

/** Why to wait, in one sentence; null to go on. */
export function throttleReason(
  options: ThrottleOptions,
  { threadsRunning, replicaLag }: Load,
): Throttled | null {
  const { maxThreadsRunning, maxReplicaLagSeconds } = options;
  if (maxThreadsRunning !== undefined && threadsRunning !== null && threadsRunning > maxThreadsRunning) {
    return {
      reason: `the target runs ${threadsRunning} threads, more than the ${maxThreadsRunning} allowed`,
      because: { code: 'throttle.threads', params: { threads: threadsRunning, allowed: maxThreadsRunning } },
    };
  }
  if (maxReplicaLagSeconds !== undefined && replicaLag !== null) {
    const { name, seconds } = replicaLag;
    if (seconds === 'stopped') {
      return {
        reason: `replica ${name} does not replicate`,
        because: { code: 'throttle.replica-stopped', params: { replica: name } },
      };
    }
    if (seconds > maxReplicaLagSeconds) {
      return {
        reason: `replica ${name} is ${seconds} s behind, more than the ${maxReplicaLagSeconds} s allowed`,
        because: {
          code: 'throttle.replica-lag',
          params: { replica: name, seconds, allowed: maxReplicaLagSeconds },
        },
      };
    }
  }
  return null;
}

/** Whole seconds a replica is behind, from SHOW REPLICA STATUS of either flavour; null where the server is no replica. */
export function lagOf(status: Row | undefined): number | 'stopped' | null {
  if (!status) return null;
  const seconds = status.Seconds_Behind_Source ?? status.Seconds_Behind_Master;
  return seconds === null || seconds === undefined ? 'stopped' : Number(seconds);
}

const free: Throttle = { waitForTurn: async () => {}, copied: () => {}, close: async () => {} };

/** Opens the throttle the config asks for; without one it never holds back and opens no connection. */
export async function openThrottle({ options, target }: Config, listener: Listener): Promise<Throttle> {
  const limits = options.throttle;
  if (!limits) return free;
  const endpoints = [
    { name: 'target', endpoint: target.mysql },
    ...limits.replicas.map(({ host, port }) => ({
      name: `${host}:${port}`,
      endpoint: { ...target.mysql, host, port, socketPath: undefined },
    })),
  ];
  const sessions = new Map<string, Session>();
  let reason: string | null = null;
  let lastLook = 0;
  let looking: Promise<void> | null = null;
  let paidUntil = 0;

  async function sessionOf({ name, endpoint }: (typeof endpoints)[number]): Promise<Session> {
    const known = sessions.get(name);
    if (known) return known;
    const opened = await openSession(endpoint, 'target');
    sessions.set(name, opened);
    return opened;
  }

  /** A server that does not answer is left to the copy itself, which retries and says so. */
  async function ask<Answer>(
    place: (typeof endpoints)[number],
    question: (session: Session) => Promise<Answer>,
  ) {
    try {
      return await question(await sessionOf(place));
    } catch {
      sessions.get(place.name)?.destroy();
      sessions.delete(place.name);
      return null;
    }
  }

  async function look(): Promise<void> {
    const [main, ...replicas] = endpoints;
    if (!main || !limits) return;
    const threadsRunning =
      limits.maxThreadsRunning === undefined
        ? null
        : await ask(main, async (session) => {
            const [row] = await session.query("SHOW GLOBAL STATUS LIKE 'Threads_running'");
            return Number(row?.Value ?? 0);
          });
    let replicaLag: Load['replicaLag'] = null;
    for (const replica of limits.maxReplicaLagSeconds === undefined ? [] : replicas) {
      const seconds = await ask(replica, async (session) =>
        lagOf((await session.query('SHOW REPLICA STATUS'))[0]),
      );
      if (seconds === null) continue;
      const worse =
        replicaLag === null ||
        seconds === 'stopped' ||
        (replicaLag.seconds !== 'stopped' && seconds > replicaLag.seconds);
      if (worse) replicaLag = { name: replica.name, seconds };
    }
    say(throttleReason(limits, { threadsRunning, replicaLag }));
  }

  function say(now: Throttled | null): void {
    if ((now?.reason ?? null) === reason) return;
    reason = now?.reason ?? null;
    listener({ type: 'throttled', reason, ...(now ? { because: now.because } : {}) });
  }

  function overRate(): boolean {
    const rate = limits?.maxRowsPerSecond;
    return rate !== undefined && Date.now() < paidUntil;
  }

  return {
    waitForTurn: async (ended) => {
      for (;;) {
        if (Date.now() - lastLook >= lookEveryMs) {
          lastLook = Date.now();
          looking ??= look().finally(() => {
            looking = null;
          });
        }
        await looking;
        if (ended() || (reason === null && !overRate())) return;
        await delay(waitMs);
      }
    },
    copied: (rows) => {
      const rate = limits.maxRowsPerSecond;
      if (rate !== undefined) paidUntil = Math.max(paidUntil, Date.now()) + (rows / rate) * 1000;
    },
    close: async () => {
      await looking?.catch(() => undefined);
      await Promise.allSettled([...sessions.values()].map((session) => session.close()));
    },
  };
}
