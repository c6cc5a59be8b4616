import { createHash } from 'node:crypto';
import { parseRetryAfter } from '../../core/retry.js';
import type { Secret } from '../../core/secret.js';
import { kindOfStatus, ObjectError, type ObjectErrorKind } from '../errors.js';
import {
  drain,
  encodePath,
  giveUp,
  hexDigest,
  lengthOf,
  noStore,
  objectOf,
  readText,
  type StoreAnswer,
  type StoreRequest,
  type StoreTransport,
} from '../http.js';
import type { ExchangeOptions, ObjectDigests, ObjectPlace, ObjectStore } from '../store.js';
import { listIn, mostListBytes, mostListed } from './list.js';
import { encodedPairs, joinPairs } from './query.js';
import { signNative } from './sign-native.js';
import { createV4Signer } from './sign-v4.js';

/** One bucket of COS, or of a server that speaks S3. */
export interface CosOptions {
  readonly transport: StoreTransport;
  readonly bucket: string;
  /** `cos.ap-guangzhou.myqcloud.com`, without a bucket. */
  readonly host: string;
  readonly region: string;
  readonly secretId: string;
  readonly secretKey: Secret;
  /** cos: Tencent's own; v4: AWS's Signature Version 4. */
  readonly signature: 'cos' | 'v4';
  /** The bucket stands in the path instead of the host's name. */
  readonly pathStyle: boolean;
}

/** Codes of COS and S3 that say more than the status. */
const kinds: Readonly<Record<string, ObjectErrorKind>> = {
  AccessDenied: 'denied',
  InvalidAccessKeyId: 'login',
  SignatureDoesNotMatch: 'login',
  // Of a temporary key: every other file would meet with the same.
  ExpiredToken: 'login',
  InvalidToken: 'login',
  NoSuchKey: 'missing',
  NoSuchBucket: 'no-repository',
  InvalidBucketName: 'no-repository',
  BadDigest: 'digest',
  InvalidDigest: 'digest',
  XAmzContentSHA256Mismatch: 'digest',
  PreconditionFailed: 'exists',
  FileAlreadyExists: 'exists',
  QuotaExceeded: 'quota',
  SlowDown: 'throttled',
  RequestLimitExceeded: 'throttled',
  RequestTimeTooSkewed: 'clock',
};

const emptySha256 = createHash('sha256').digest('hex');

/** A store in one bucket. Its keys name no tenant; repositories need not be made. */
export function createCos(options: CosOptions): CosStore {
  const { transport, bucket, host, pathStyle } = options;
  const { server } = transport;
  const sign = options.signature === 'cos' ? nativeSigner(options) : v4Signer(options);
  const requestHost = pathStyle ? host : `${bucket}.${host}`;
  const key = ({ repository, path }: ObjectPlace) => encodePath(`/${repository}${path}`);
  const bucketPath = pathStyle ? `/${bucket}` : '/';
  const pathOf = (place: ObjectPlace) => `${pathStyle ? `/${bucket}` : ''}${key(place)}`;

  const send = async (
    { query, ...request }: Omit<StoreRequest, 'headers'> & Pick<Unsigned, 'query'>,
    given: SignedHeaders = {},
  ): Promise<StoreAnswer> => {
    const { sha256 = emptySha256, ...extra } = given;
    const headers = sign({ ...request, query, headers: { host: requestHost, ...extra }, sha256 });
    const path = query ? `${request.path}?${joinPairs(encodedPairs(query))}` : request.path;
    return transport.send({ ...request, path, headers });
  };
  const fail = async (subject: string, answer: StoreAnswer) => errorOf(server, subject, answer);
  /** A HEAD's answer has no body: why it was forbidden, or no good request (another region), is asked by a GET. */
  const failHead = async (path: string, answer: StoreAnswer, call?: ExchangeOptions) => {
    if (answer.status !== 403 && answer.status !== 400) return fail(`HEAD ${path}`, answer);
    await drain(answer);
    const why = await send({ method: 'GET', path, ...call });
    if (why.status >= 400) return fail(`HEAD ${path}`, why);
    giveUp(why);
    const { status } = answer;
    return new ObjectError(kindOfStatus(status), `${server}: HEAD ${path} gave status ${status}`, { status });
  };

  const store: CosStore = {
    kind: 'cos',
    bucket,
    host,
    name: `${server} bucket ${bucket}`,
    // The same bucket, whether it stands in the path or in the name of the host.
    identity: `cos ${host} ${bucket}`,
    async head(place, call) {
      const path = pathOf(place);
      const answer = await send({ method: 'HEAD', path, ...call });
      if (answer.status !== 200 && answer.status !== 404) throw await failHead(path, answer, call);
      await drain(answer);
      return answer.status === 404 ? null : headOf(server, `HEAD ${path}`, answer);
    },
    async list(repository, { prefix, after }, call) {
      const query = {
        prefix: `${repository}${prefix}`,
        marker: `${repository}${after}`,
        'max-keys': String(mostListed),
      };
      const answer = await send({ method: 'GET', path: bucketPath, query, ...call });
      if (answer.status !== 200) throw await fail(`GET ${bucketPath} (list)`, answer);
      const xml = await readText(server, answer, mostListBytes);
      return listIn(xml, server, { repository, prefix, after });
    },
    async get(place, { signal, range } = {}) {
      const path = pathOf(place);
      const answer = await send(
        { method: 'GET', path, signal },
        range ? { range: `bytes=${range[0]}-${range[1]}` } : {},
      );
      const subject = `GET ${path}`;
      if (answer.status === 200 || answer.status === 206)
        return { ...headOf(server, subject, answer), ...objectOf(server, subject, answer) };
      const error = await fail(subject, answer);
      if (error.kind === 'missing') return null;
      throw error;
    },
    async put(place, { bytes, sha256, md5, content, overwrite = false }, call) {
      const answer = await send(
        { method: 'PUT', path: pathOf(place), body: content, ...call },
        {
          sha256,
          'content-length': String(bytes),
          'content-type': 'application/octet-stream',
          // Version 4 signs the bytes' sha256: a second digest would only cost the server time.
          ...(md5 === undefined || options.signature === 'v4'
            ? {}
            : { 'content-md5': Buffer.from(md5, 'hex').toString('base64') }),
          ...(overwrite ? {} : forbidOverwrite[options.signature]),
        },
      );
      if (answer.status !== 200) throw await fail(`PUT ${pathOf(place)}`, answer);
      await drain(answer);
      return digestsOf(answer);
    },
    canCopyFrom: (from) => isCos(from) && from.host === host && from.identity !== store.identity,
    async copyFrom(from, place, { signal, to = place } = {}) {
      if (!isCos(from)) throw new Error('only a bucket copies from a bucket');
      const subject = `PUT ${pathOf(to)} (copy)`;
      const source = key(place).slice(1);
      const answer = await send(
        { method: 'PUT', path: pathOf(to), signal },
        options.signature === 'cos'
          ? { 'x-cos-copy-source': `${from.bucket}.${from.host}/${source}` }
          : { 'x-amz-copy-source': `${from.bucket}/${source}` },
      );
      if (answer.status !== 200) throw await fail(subject, answer);
      // A copy that fails half-way answers 200, and says so in its body.
      const said = codeIn(await readText(server, answer));
      if (said !== undefined)
        throw new ObjectError(kinds[said] ?? 'server', `${server}: ${subject} failed (${said})`, {
          status: 200,
        });
    },
    async remove(place, call) {
      const answer = await send({ method: 'DELETE', path: pathOf(place), ...call });
      if (answer.status >= 300 && answer.status !== 404) throw await fail(`DELETE ${pathOf(place)}`, answer);
      await drain(answer);
    },
    async missing(_, call) {
      const answer = await send({ method: 'HEAD', path: bucketPath, ...call });
      if (answer.status >= 300 && answer.status !== 404) {
        const error = await failHead(bucketPath, answer, call);
        if (error.kind === 'no-repository') return 'bucket';
        throw error;
      }
      await drain(answer);
      return answer.status === 404 ? 'bucket' : null;
    },
    make: async () => undefined,
    quota: async () => null,
    clockSkewMs: transport.clockSkewMs,
    close: transport.close,
  };
  return store;
}

/** A bucket's further answers. */
export interface CosStore extends ObjectStore {
  readonly kind: 'cos';
  readonly bucket: string;
  readonly host: string;
}

function isCos(store: ObjectStore): store is CosStore {
  return 'kind' in store && store.kind === 'cos';
}

/** An object that is there stays. Servers that do not know the header write over it: the caller has looked before. */
const forbidOverwrite = {
  cos: { 'x-cos-forbid-overwrite': 'true' },
  v4: { 'if-none-match': '*' },
} as const;

interface SignedHeaders {
  /** Of the body; not sent by itself. */
  readonly sha256?: string;
  readonly [header: string]: string | undefined;
}

interface Unsigned {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly sha256: string;
}

type Signer = (request: Unsigned) => Readonly<Record<string, string>>;

/** Seconds that a signature of Tencent's is good for; a body may take long. */
const validSeconds = 3600;

function nativeSigner({ secretId, secretKey }: CosOptions): Signer {
  return ({ method, path, query = {}, headers }) => {
    const { sent, signed } = parted(headers, 'x-cos-');
    const now = Math.floor(Date.now() / 1000);
    const keys = { secretId, secretKey: secretKey.reveal() };
    return {
      ...sent,
      authorization: signNative({ method, path, query, headers: signed }, keys, {
        from: now - 60,
        until: now + validSeconds,
      }),
    };
  };
}

function v4Signer({ region, secretId, secretKey }: CosOptions): Signer {
  const signV4 = createV4Signer({ secretId, secretKey: secretKey.reveal(), region });
  return ({ method, path, query = {}, headers, sha256 }) => {
    const { sent, signed } = parted(headers, 'x-amz-');
    // The digest of the body: a server that looks at it keeps nothing of a body that was cut.
    return { ...sent, ...signV4({ method, path, query, headers: signed, sha256 }, new Date()) };
  };
}

/** The headers that there are; signed are the host, and what alters the meaning of a request. */
function parted(headers: Unsigned['headers'], prefix: string) {
  const [sent, signed]: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    sent[name] = value;
    if (name.startsWith(prefix) || ['host', 'content-md5', 'if-none-match'].includes(name))
      signed[name] = value;
  }
  return { sent, signed };
}

function headOf(server: string, subject: string, answer: StoreAnswer) {
  if (answer.header('etag') === undefined) throw noStore(server, subject, answer);
  return { ...digestsOf(answer), bytes: lengthOf(server, subject, answer) };
}

/** The ETag of an object that was written by one PUT is its md5; any other has a dash in it, or another length. */
function digestsOf(answer: StoreAnswer): ObjectDigests {
  const md5 = hexDigest(answer.header('etag'), 32);
  return md5 ? { md5 } : {};
}

const codeIn = (xml: string) => /<Error>[\s\S]*?<Code>(\w+)<\/Code>/.exec(xml)?.[1];

async function errorOf(server: string, subject: string, answer: StoreAnswer): Promise<ObjectError> {
  const code = codeIn(await readText(server, answer).catch(() => ''));
  const kind = (code === undefined ? undefined : kinds[code]) ?? kindOfStatus(answer.status);
  const wait = parseRetryAfter(answer.header('retry-after'));
  return new ObjectError(
    kind,
    `${server}: ${subject} gave status ${answer.status}${code === undefined ? '' : ` (${code})`}`,
    {
      status: answer.status,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
  );
}
