import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../../../config/config.js';
import type { ThrottleOptions } from '../../../config/options.js';
import type { Listener } from '../../../core/events.js';
import { formatCount } from '../../../core/format.js';
import type { Reason } from '../../../core/sentence.js';
import { openSession, type Row, type Session } from '../../../mysql/session.js';
import { createRateCap } from './rate-cap.js';

/** Holds the copy back while the target is busy, its replicas lag, or the rate cap is reached. */
export interface Throttle {
  /** Resolves when the next chunk may be taken, or when it `ended`; a pause begun meanwhile is kept. */
  readonly waitForTurn: (ended: () => boolean, waitWhilePaused?: () => Promise<void>) => Promise<void>;
  /** Rows of a committed chunk count towards the rate cap; 0 where a turn led to no chunk. */
  readonly copied: (rows: number) => void;
  readonly close: () => Promise<void>;
}

const lookEveryMs = 1_000;
const waitMs = 100;
/** How long a turn waits for a look; a server that hangs would hold the copy back, and could not be told from a slow copy. */
const patienceMs = 2_000;
/** After this a server counts as one that does not answer. */
const answerWithinMs = 10_000;

/** What the servers said of themselves at the last look; null where it is not known. */
interface Load {
  readonly threadsRunning: number | null;
  /** The worst of the named replicas; `stopped` when one does not replicate. */
  readonly replicaLag: { readonly name: string; readonly seconds: number | 'stopped' } | null;
}

/** Why the copy waits, as a sentence and in values. */
interface Throttled {
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

/** Why to wait where nothing but the cap, of the config or one that was asked for since, limits the speed. */
function cappedAt(limit: number, isOfConfig: boolean): Throttled {
  const rows = formatCount(limit);
  const held = `the copy is held to ${rows} ${limit === 1 ? 'row' : 'rows'} per second`;
  return isOfConfig
    ? { reason: `${held} (max_rows_per_second)`, because: { code: 'throttle.rate', params: { rows } } }
    : { reason: `${held}, as set while it runs`, because: { code: 'throttle.steered', params: { rows } } };
}

/** A rate cap, for those who write. */
interface Capped {
  /** Of the first chunk. */
  readonly expectedRows: number;
  /** Rows a second now; null: as many as go. */
  readonly rowsPerSecond: () => number | null;
}

/** Opens the throttle the config asks for, and the cap; without either it never holds back and opens no connection. */
export async function openThrottle(
  { options, target }: Config,
  listener: Listener,
  capped?: Capped,
): Promise<Throttle> {
  const limits = options.throttle ?? (capped && { replicas: [] });
  if (!limits) return free;
  const endpoints = [
    { name: 'target', endpoint: target.mysql },
    ...limits.replicas.map(({ host, port }) => ({
      name: `${host}:${port}`,
      endpoint: { ...target.mysql, host, port, socketPath: undefined },
    })),
  ];
  const sessions = new Map<string, Session>();
  let rate: number | null = null;
  let cap: ReturnType<typeof createRateCap> | null = null;
  /** What the servers themselves give as a reason. */
  let busy: Throttled | null = null;
  let said: string | null = null;
  let lastLook = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;
  let closed = false;

  async function sessionOf({ name, endpoint }: (typeof endpoints)[number]): Promise<Session> {
    const known = sessions.get(name);
    if (known) return known;
    const opened = await openSession(endpoint, 'target');
    if (closed) opened.destroy();
    sessions.set(name, opened);
    return opened;
  }

  /** A server that does not answer is left to the copy itself, which retries and says so. */
  async function ask<Answer>(
    place: (typeof endpoints)[number],
    question: (session: Session) => Promise<Answer>,
  ) {
    const answered = new AbortController();
    try {
      const overdue = delay(answerWithinMs, undefined, { signal: answered.signal }).then(() => {
        throw new Error(`${place.name} does not answer`);
      });
      return await Promise.race([sessionOf(place).then(question), overdue]);
    } catch {
      sessions.get(place.name)?.destroy();
      sessions.delete(place.name);
      return null;
    } finally {
      answered.abort();
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
    busy = throttleReason(limits, { threadsRunning, replicaLag });
    say();
  }

  /** It may be another one than a moment ago. */
  function capNow(): typeof cap {
    const asked = capped?.rowsPerSecond() ?? null;
    if (asked !== rate) {
      rate = asked;
      cap = asked === null || !capped ? null : createRateCap(asked, capped.expectedRows);
      say();
    }
    return cap;
  }

  function say(): void {
    const isLimiting = rate !== null && cap?.limits();
    const now = busy ?? (isLimiting ? cappedAt(rate ?? 0, rate === limits?.maxRowsPerSecond) : null);
    if ((now?.reason ?? null) === said) return;
    said = now?.reason ?? null;
    listener({ type: 'throttled', reason: said, because: now?.because });
  }

  /** Waits for the look that is under way, if it has not taken too long already. */
  async function lookedAround(): Promise<void> {
    const left = lastLook + patienceMs - performance.now();
    if (looking && left > 0) await Promise.race([looking, delay(left, undefined, { ref: false })]);
  }

  return {
    waitForTurn: async (ended, waitWhilePaused) => {
      for (;;) {
        if (looking === null && performance.now() - lastLook >= lookEveryMs) {
          lastLook = performance.now();
          looking = look().finally(() => {
            looking = null;
          });
        }
        await lookedAround();
        await waitWhilePaused?.();
        if (ended()) return;
        if (busy !== null) {
          await delay(waitMs);
          continue;
        }
        const began = performance.now();
        const wait = capNow()?.take(began) ?? 0;
        if (wait <= 0) return;
        await delay(Math.min(waitMs, Math.ceil(wait)));
        cap?.waited(performance.now() - began);
        say();
      }
    },
    copied: (rows) => {
      cap?.copied(rows, performance.now());
      say();
    },
    close: async () => {
      closed = true;
      await lookedAround();
      await Promise.allSettled([...sessions.values()].map((session) => session.close()));
    },
  };
}
