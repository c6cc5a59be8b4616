import { RefusedError } from '../config/config.js';
import { describeMysqlError } from '../mysql/errors.js';
import { VaultError } from '../vault/errors.js';

/** Why something could not be done: our own sentences whole, a server's message without the values it may quote. */
export function failureWords(error: unknown): string {
  const isOurs = error instanceof RefusedError || error instanceof VaultError;
  return isOurs ? error.message : describeMysqlError(error).message;
}
