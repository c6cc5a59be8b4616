import { type Listener, retryEvent } from '../core/events.js';
import type { CallOptions } from '../vault/caller.js';

/** Nothing ends the waiting where a signal is undefined. */
type Stops = { readonly [Name in 'stop' | 'abort']?: AbortSignal | undefined };

/** Waits for a server as long as the operator does, and says so. */
export function waitingFor({ stop, abort }: Stops, listener: Listener): CallOptions {
  return { giveUp: stop, signal: abort, onRetry: tellRetries(listener) };
}

/** Tells the listener that a server is waited for. Requests in flight fail together: one event a second says it. */
export function tellRetries(listener: Listener): NonNullable<CallOptions['onRetry']> {
  let last = Number.NEGATIVE_INFINITY;
  return ({ server, reason, ...tried }) => {
    if (performance.now() - last < 1_000) return;
    last = performance.now();
    listener(retryEvent(tried, server, reason));
  };
}
