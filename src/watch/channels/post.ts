import { undici } from '../../core/late-packages.js';
import { readStart } from '../../core/read-start.js';
import { codeOf } from '../../core/refused.js';
import { parseRetryAfter } from '../../core/retry.js';
import type { Secret } from '../../core/secret.js';
import { say } from '../words.js';
import { ChannelError } from './channel.js';

const timeoutMs = 10_000;
/** Of an answer, no more is read. */
const mostBytes = 64 * 1024;

interface Post {
  readonly url: Secret;
  /** Added to the address's path. */
  readonly path?: string;
  /** Added to its query. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Posts JSON and gives the answer's text. Throws ChannelError where it is none of 2xx; redirects are not followed. */
export async function postJson({ url, path = '', query, body, headers, signal }: Post): Promise<string> {
  const address = new URL(url.reveal());
  if (path !== '') address.pathname = `${address.pathname.replace(/\/+$/, '')}${path}`;
  for (const [name, value] of Object.entries(query ?? {})) address.searchParams.set(name, value);
  const login = loginOf(address);
  let status: number;
  let waitMs: number | undefined;
  try {
    const response = await undici().request(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'tenantferry', ...login, ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    status = response.statusCode;
    const asked = response.headers['retry-after'];
    waitMs = parseRetryAfter(Array.isArray(asked) ? asked[0] : asked);
    const isTaken = status >= 200 && status < 300;
    // It is taken by then, whatever becomes of the rest of the answer.
    const text = await readStart(response.body, mostBytes).catch((error: unknown) => {
      if (isTaken) return '';
      throw error;
    });
    if (isTaken) return text;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new ChannelError(say('channel.no-answer', { seconds: timeoutMs / 1000 }));
    throw new ChannelError(say('channel.unreachable', { code: codeOf(error, 'no code') }));
  }
  throw new ChannelError(say('channel.status', { status }), waitMs);
}

/** A user and a password of the address. */
function loginOf(address: URL): Readonly<Record<string, string>> {
  if (address.username === '') return {};
  const both = `${decoded(address.username)}:${decoded(address.password)}`;
  address.username = '';
  address.password = '';
  return { authorization: `Basic ${Buffer.from(both).toString('base64')}` };
}

/** A password may have a `%` that begins nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
