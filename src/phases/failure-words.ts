import { RefusedError } from '../core/refused.js';
import { type Sentence, saidBy } from '../core/sentence.js';
import { describeMysqlError } from '../mysql/errors.js';
import { VaultError } from '../vault/errors.js';

/**
 * Why something could not be done: our own sentences whole, a server's message without the values it may quote. Sessions let
 * no error of the driver out, so one without a code is ours.
 */
export function failureWords(error: unknown): string | Sentence {
  const isOurs =
    error instanceof RefusedError ||
    error instanceof VaultError ||
    (error instanceof Error && !('code' in error) && !('sqlState' in error));
  return isOurs ? saidBy(error) : describeMysqlError(error).said;
}
