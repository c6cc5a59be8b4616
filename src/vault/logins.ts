import { createHash } from 'node:crypto';
import type { VaultEndpoint } from '../config/config.js';
import type { Secret } from '../core/secret.js';

/** What an AppRole login gave. */
export interface Login {
  readonly token: Secret;
  /** Time of the clock, in milliseconds; null: it never expires. */
  readonly endsAt: number | null;
  readonly renewable: boolean;
}

/**
 * The logins of this process, by what they were made with. A secret ID may be good for one login only: that one has to serve
 * check, run and validation, and both sides where they are one server.
 */
const logins = new Map<string, Promise<Login>>();

/** The login that serves an endpoint; `make` is called when there is none yet, or when its token is the one that was refused. */
export async function sharedLogin(
  endpoint: Pick<VaultEndpoint, 'address' | 'namespace' | 'auth'>,
  refused: string | undefined,
  make: () => Promise<Login>,
): Promise<Login> {
  const key = keyOf(endpoint);
  const known = logins.get(key);
  if (known !== undefined) {
    const login = await known;
    if (login.token.reveal() !== refused) return login;
    // Somebody else may have made a new one while this was waited for.
    if (logins.get(key) !== known) return sharedLogin(endpoint, refused, make);
  }
  const made = make();
  logins.set(key, made);
  // A login that failed serves nobody; whoever waits for it is told.
  made.catch(() => {
    if (logins.get(key) === made) logins.delete(key);
  });
  return made;
}

/** A digest, so that the secret ID is kept nowhere else. */
function keyOf({
  address,
  namespace = '',
  auth,
}: Pick<VaultEndpoint, 'address' | 'namespace' | 'auth'>): string {
  const parts =
    auth.kind === 'approle' ? [auth.mount, auth.roleId, auth.secretId.reveal()] : [auth.token.reveal()];
  return createHash('sha256')
    .update(JSON.stringify([address, namespace, ...parts]))
    .digest('hex');
}
