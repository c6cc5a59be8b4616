import { createLimiter, type Limiter } from '../core/limiter.js';
import { withRetry } from '../core/retry.js';
import { errorOfStatus, VaultError } from './errors.js';
import { type RetryNotice, type RetryPolicy, vaultRetry } from './retry.js';
import { subjectOf, type Transport, type VaultAnswer, type VaultRequest } from './transport.js';

/** How the caller of one request follows and ends it. */
export interface CallOptions {
  /** Aborted: the request ends at once. */
  readonly signal?: AbortSignal;
  /** Aborted: the request may end, but is not tried again. */
  readonly giveUp?: AbortSignal;
  readonly onRetry?: (notice: RetryNotice) => void;
}

/** An answer that is no error, and what happened on the way to it. */
interface CallResult {
  readonly answer: VaultAnswer;
  /** An earlier try may have reached the server, though no answer came: a write may have been done already. */
  readonly uncertain: boolean;
}

/** What the caller needs of the token's keeper. */
export interface TokenSource {
  current(): string | undefined;
  /** Called when the server refused a token: true when there is a new one, so that the request is worth another try. */
  replace(refused: string | undefined, error: VaultError): Promise<boolean>;
}

/** Requests to one server, limited, retried and with a live token. */
export interface Caller {
  readonly server: string;
  readonly limiter: Limiter;
  /**
   * Sends a request until there is an answer with one of the accepted statuses (2xx when none are named).
   * Throws VaultError.
   */
  call(
    request: Omit<VaultRequest, 'token'>,
    options?: CallOptions,
    accept?: (status: number, body: Buffer) => boolean,
  ): Promise<CallResult>;
  close(): Promise<void>;
}

/** Most requests in flight that one server ever gets from us. */
export const mostConnections = 128;
const startingConcurrency = 16;
/** New tokens that one request is tried with: many, since each may be good for a few uses, which others take. */
const mostReplacements = 100;

export function createCaller(transport: Transport, policy: RetryPolicy, tokens: TokenSource): Caller {
  const limiter = createLimiter({ start: startingConcurrency, max: mostConnections });
  // Requests that nobody waits for any more end with the connections, and say nothing after the result.
  const closed = new AbortController();

  async function once(
    request: Omit<VaultRequest, 'token'>,
    token: string | undefined,
    options: CallOptions,
    accept: (status: number, body: Buffer) => boolean,
  ): Promise<VaultAnswer> {
    const leave = await limiter.enter(options.signal);
    let outcome: 'ok' | 'overloaded' | 'other' = 'other';
    try {
      const answer = await transport.send({ ...request, token, signal: options.signal });
      if (accept(answer.status, answer.body)) {
        outcome = 'ok';
        return answer;
      }
      throw errorOfStatus(
        transport.server,
        subjectOf(request),
        answer.status,
        answer.body,
        answer.retryAfter,
      );
    } catch (error) {
      if (error instanceof VaultError && error.retryable) {
        outcome = 'overloaded';
        // A longer wait than the patience is none: the others would stand still, and fail one after the other.
        const { retryAfterMs } = error;
        if (retryAfterMs !== undefined && retryAfterMs < policy.patienceMs) limiter.pause(retryAfterMs);
      }
      throw error;
    } finally {
      leave(outcome);
    }
  }

  return {
    server: transport.server,
    limiter,
    async call(request, options = {}, accept = isSuccess) {
      let uncertain = false;
      let replacements = 0;
      const retry = vaultRetry({
        policy,
        server: transport.server,
        onRetry: options.onRetry ?? (() => undefined),
        giveUp: options.giveUp ? [closed.signal, options.giveUp] : [closed.signal],
      });
      const answer = await withRetry(async () => {
        for (;;) {
          const token = tokens.current();
          try {
            return await once(request, token, options, accept);
          } catch (error) {
            if (!(error instanceof VaultError)) throw error;
            // 429 is answered before the request is looked at; everything else may have done its work.
            if (error.retryable && error.kind !== 'throttled') uncertain = true;
            const refused = error.kind === 'token' || error.kind === 'denied';
            if (!refused || replacements >= mostReplacements) throw error;
            // A new token may be used up by other requests before this one's turn comes, and more than once.
            if (!(await tokens.replace(token, error))) throw error;
            replacements += 1;
          }
        }
      }, retry);
      return { answer, uncertain };
    },
    close: () => {
      closed.abort();
      return transport.close();
    },
  };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
