import type { VaultEndpoint } from '../config/config.js';
import { createApi } from './api.js';
import { createCaller } from './caller.js';
import { impatient } from './retry.js';
import { createTransport } from './transport.js';

/** Milliseconds; a version is not worth a longer wait. */
const timeouts = { connectMs: 5_000, silenceMs: 5_000 };

/**
 * What version a Vault says it is; null when it does not say. Asks without a token: logging in could use up a secret ID
 * that is good for one login.
 */
export async function vaultVersion(endpoint: VaultEndpoint): Promise<string | null> {
  try {
    const transport = await createTransport(endpoint, 1, timeouts);
    try {
      const anonymous = { current: () => undefined, replace: async () => false };
      const { version } = await createApi(createCaller(transport, impatient, anonymous)).health();
      return version === 'unknown' ? null : version;
    } finally {
      await transport.close();
    }
  } catch {
    return null;
  }
}
