import { setTimeout as delay } from 'node:timers/promises';

/**
 * One API call of the sandbox's own set-up work: plain fetch, so that it shares nothing with the client under test.
 * Gives the parsed answer; throws with status and the server's messages.
 */
export async function adminRequest(
  address: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${address}/v1/${path}`, {
    method,
    headers: token === '' ? {} : { 'X-Vault-Token': token },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok)
    throw new AdminError(response.status, `${method} ${path}: ${response.status} ${text.trim()}`);
  return text === '' ? null : JSON.parse(text);
}

/** An error answer to a set-up call. */
class AdminError extends Error {
  override readonly name = 'AdminError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Mounts a KV engine and waits until it takes writes: a new version-2 mount first answers that it is upgrading. */
export async function mountKv(
  request: (method: string, path: string, body?: unknown) => Promise<unknown>,
  mount: string,
  version: 1 | 2,
): Promise<void> {
  await request('POST', `sys/mounts/${mount}`, { type: 'kv', options: { version: String(version) } });
  if (version === 1) return;
  for (let attempt = 1; ; attempt++) {
    try {
      await request('GET', `${mount}/config`);
      return;
    } catch (error) {
      if (!(error instanceof AdminError) || error.status !== 400 || attempt === 200) throw error;
      await delay(25);
    }
  }
}
