import { createHash, createHmac } from 'node:crypto';

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
  const parameters = pairs(query);
  const signed = pairs(headers);
  const request = `${method.toLowerCase()}\n${decodeURIComponent(path)}\n${join(parameters)}\n${join(signed)}\n`;
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

/** Encoded, names in lower case, sorted by them. */
function pairs(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record)
    .map(([name, value]) => [encode(name).toLowerCase(), encode(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const join = (list: readonly (readonly [string, string])[]) =>
  list.map(([name, value]) => `${name}=${value}`).join('&');

const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
