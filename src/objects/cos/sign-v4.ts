import { createHash, createHmac } from 'node:crypto';

/** What AWS's Signature Version 4 is made over: a request to S3 without a query. */
export interface V4Request {
  readonly method: string;
  /** Encoded. */
  readonly path: string;
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

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The headers that sign a request ("Signature Calculations for the Authorization Header" of Amazon S3's documentation). */
export function signV4(
  { method, path, headers, sha256 }: V4Request,
  { secretId, secretKey, region }: V4Keys,
  now: Date,
): Readonly<Record<string, string>> {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const added = { 'x-amz-content-sha256': sha256, 'x-amz-date': time };
  const signed = Object.entries({ ...headers, ...added })
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  const request = `${method}\n${path}\n\n${lines}\n${names}\n${sha256}`;
  const scope = `${day}/${region}/s3/aws4_request`;
  const digest = createHash('sha256').update(request).digest('hex');
  const dayKey = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secretKey}`, day), region));
  const signature = hmac(dayKey, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`).toString('hex');
  return {
    ...added,
    authorization: `AWS4-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
