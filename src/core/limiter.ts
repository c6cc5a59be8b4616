import { setTimeout as delay } from 'node:timers/promises';

/** Called with how many requests may be in flight when they begin to be held back, and with null when they no longer are. */
type ThrottleListener = (requests: number | null) => void;

/** Limits the requests that one server has at the same time, by how well it copes with them. */
export interface Limiter {
  /** Waits for a place; call the result when the answer is there. */
  enter(signal?: AbortSignal): Promise<(outcome: 'ok' | 'overloaded' | 'other') => void>;
  /** No new request before this many milliseconds have passed, because the server asked for it. */
  pause(milliseconds: number): void;
  /** Requests in flight that are allowed now. */
  readonly limit: number;
  readonly inFlight: number;
  /** Sets bounds; also the start value when nothing was learnt yet. `perSecond` null: as many as go. */
  configure(options: {
    readonly start?: number;
    readonly max?: number;
    readonly perSecond?: number | null;
  }): void;
  /** Told when the limit falls because of the server, and null when it has recovered. */
  onThrottle(listener: ThrottleListener): void;
}

const windowMs = 250;
/** At most one cut in this time: requests that are in flight together also fail together, and count once. */
const cutEveryMs = 1_000;
const step = 4;

/**
 * Additive increase, multiplicative decrease: the limit rises while more requests in flight bring more answers per second,
 * stays where they no longer do (latency would grow for nothing), and halves when the server says it is overloaded.
 */
export function createLimiter(initial: { readonly start: number; readonly max: number }): Limiter {
  let { start, max } = initial;
  let limit = start;
  let perSecond: number | null = null;
  let inFlight = 0;
  let notBefore = 0;
  let nextSlot = 0;
  let lastCut = Number.NEGATIVE_INFINITY;
  let throttled = false;
  let listener: ThrottleListener = () => undefined;
  const waiting: (() => void)[] = [];

  let windowStart = performance.now();
  let windowAnswers = 0;
  let windowFull = false;
  let bestRate = 0;
  let settledWindows = 0;

  function admit(): void {
    while (inFlight < Math.floor(limit)) {
      const next = waiting.shift();
      if (next === undefined) return;
      inFlight += 1;
      next();
    }
  }

  function cut(): void {
    const now = performance.now();
    if (now - lastCut < cutEveryMs) return;
    lastCut = now;
    limit = Math.max(1, limit / 2);
    bestRate = 0;
    settledWindows = 0;
    if (!throttled) listener(Math.floor(limit));
    throttled = true;
  }

  function learn(): void {
    windowAnswers += 1;
    // The one that leaves has just been taken off.
    if (inFlight + 1 >= Math.floor(limit)) windowFull = true;
    const now = performance.now();
    if (now - windowStart < windowMs) return;
    const rate = (windowAnswers * 1000) / (now - windowStart);
    // A limit that was not reached teaches nothing.
    if (windowFull) adapt(rate);
    windowStart = now;
    windowAnswers = 0;
    windowFull = false;
  }

  function adapt(rate: number): void {
    if (rate > bestRate * 1.05) {
      bestRate = rate;
      settledWindows = 0;
      limit = Math.min(max, limit + step);
    } else {
      settledWindows += 1;
      // Now and then a try at more: the server may have become faster.
      if (settledWindows % 8 === 0) {
        bestRate = rate;
        limit = Math.min(max, limit + step);
      } else if (settledWindows % 8 === 4) limit = Math.max(Math.min(start, max), limit - step);
    }
    if (throttled && limit >= start) {
      throttled = false;
      listener(null);
    }
  }

  return {
    async enter(signal) {
      if (inFlight < Math.floor(limit) && waiting.length === 0) inFlight += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let left = false;
      const leave = (outcome: 'ok' | 'overloaded' | 'other') => {
        if (left) return;
        left = true;
        inFlight -= 1;
        if (outcome === 'overloaded') cut();
        else if (outcome === 'ok') learn();
        admit();
      };
      try {
        await turn(signal);
      } catch (error) {
        leave('other');
        throw error;
      }
      return leave;
    },
    pause(milliseconds) {
      notBefore = Math.max(notBefore, performance.now() + milliseconds);
    },
    get limit() {
      return Math.floor(limit);
    },
    get inFlight() {
      return inFlight;
    },
    configure(options) {
      max = options.max ?? max;
      start = Math.min(options.start ?? start, max);
      if (options.start !== undefined) limit = start;
      limit = Math.min(limit, max);
      if (options.perSecond !== undefined) perSecond = options.perSecond;
      admit();
    },
    onThrottle(next) {
      listener = next;
    },
  };

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    const now = performance.now();
    let wait = notBefore - now;
    if (perSecond !== null) {
      nextSlot = Math.max(nextSlot, now) + 1000 / perSecond;
      // The slot before ours has just been given away: ours begins where that one ends.
      wait = Math.max(wait, nextSlot - 1000 / perSecond - now);
    }
    if (wait > 1) await delay(wait, undefined, { signal });
  }
}
