import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { encodedPairs, joinPairs } from './query.js';

/** What AWS's Signature Version 4 is made over: a request to S3. */
export interface V4Request {
  readonly method: string;
  /** Encoded, without a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Those that are signed: host, and what alters the meaning of the request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the body, in hex. */
  readonly sha256: string;
}

export interface V4Keys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly region: string;
}

const hmac = (key: string | Buffer | KeyObject, text: string) =>
  createHmac('sha256', key).update(text).digest();

/**
 * Gives what signs requests: the headers to be added ("Signature Calculations for the Authorization Header" of Amazon S3's
 * documentation). The key is good for a day and takes most of the work: it is kept, as
 * an object, since Node makes one of each key that comes as bytes.
 */
export function createV4Signer({ secretId, secretKey, region }: V4Keys) {
  let known: { readonly day: string; readonly key: KeyObject } | null = null;
  return (
    { method, path, query, headers, sha256 }: V4Request,
    now: Date,
  ): Readonly<Record<string, string>> => {
    const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const day = time.slice(0, 8);
    const added = { 'x-amz-content-sha256': sha256, 'x-amz-date': time };
    const signed = Object.entries({ ...headers, ...added })
      .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    const names = signed.map(([name]) => name).join(';');
    const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
    const parameters = query ? joinPairs(encodedPairs(query)) : '';
    const request = `${method}\n${path}\n${parameters}\n${lines}\n${names}\n${sha256}`;
    const scope = `${day}/${region}/s3/aws4_request`;
    const digest = hash('sha256', request);
    if (known?.day !== day) {
      const key = hmac(hmac(`AWS4${secretKey}`, day), region);
      known = { day, key: createSecretKey(hmac(hmac(key, 's3'), 'aws4_request')) };
    }
    const signature = hmac(known.key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`).toString('hex');
    return {
      ...added,
      authorization: `AWS4-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    };
  };
}
