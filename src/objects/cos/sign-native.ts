import { createHash, createHmac } from 'node:crypto';
import { encodedPairs, joinPairs } from './query.js';

/** What Tencent's own signature is made over. */
export interface NativeRequest {
  readonly method: string;
  /** Encoded, without a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Those that are signed: host, and what alters the meaning of the request. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface NativeKeys {
  readonly secretId: string;
  readonly secretKey: string;
}

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');
const hmac = (key: string, text: string) => createHmac('sha1', key).update(text).digest('hex');

/** When a signature is good, in seconds since 1970. */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

/**
 * The Authorization header of COS's own signature (`q-sign-algorithm=sha1`, "Request signature" of Tencent's COS documentation,
 * held against cos-nodejs-sdk-v5's getAuth).
 */
export function signNative(
  { method, path, query = {}, headers }: NativeRequest,
  keys: NativeKeys,
  { from, until }: Validity,
): string {
  const time = `${from};${until}`;
  const parameters = encodedPairs(query);
  const signed = encodedPairs(headers);
  const request = `${method.toLowerCase()}\n${decodeURIComponent(path)}\n${joinPairs(parameters)}\n${joinPairs(signed)}\n`;
  const signKey = hmac(keys.secretKey, time);
  return [
    'q-sign-algorithm=sha1',
    `q-ak=${keys.secretId}`,
    `q-sign-time=${time}`,
    `q-key-time=${time}`,
    `q-header-list=${signed.map(([name]) => name).join(';')}`,
    `q-url-param-list=${parameters.map(([name]) => name).join(';')}`,
    `q-signature=${hmac(signKey, `sha1\n${time}\n${sha1(request)}\n`)}`,
  ].join('&');
}
