import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { CosEndpoint } from '../../../src/config/config.js';
import { Secret } from '../../../src/core/secret.js';

/** A server that checks Tencent's own signature and keeps objects in memory, by `bucket/key`. */
export interface CosServer {
  readonly port: number;
  readonly objects: Map<string, Buffer>;
  /** What its lists show, where they are behind; null: what there is. */
  listed: ReadonlyMap<string, Buffer> | null;
  /** Asked before a body is kept; false: it is not, and the connection ends. */
  onWrite: () => boolean;
  /** A bucket in path style; a host's name for the other style has to lead to the port. */
  endpointOf(bucket: string): CosEndpoint;
}

const accessId = 'AKIDsandboxsandbox';
const accessKey = 'native-signature-key';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

const refuse = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version='1.0' encoding='utf-8' ?><Error><Code>${code}</Code><Message>no</Message></Error>`,
});
const etagOf = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** Gone with the test. `buckets`: those that exist. */
export async function ownCosServer(buckets: readonly string[]): Promise<CosServer> {
  const objects = new Map<string, Buffer>();

  const answer = (incoming: IncomingMessage, body: Buffer): Answer => {
    const { method, headers, url = '/' } = incoming;
    const refused = checkSignature(incoming);
    if (refused !== null) return refused;
    const inHost = buckets.find((bucket) => headers.host?.startsWith(`${bucket}.`));
    const { pathname, searchParams } = new URL(url, 'http://server');
    const path = decodeURIComponent(pathname).slice(1);
    const [bucket = '', ...rest] = inHost === undefined ? path.split('/') : [inHost, path];
    if (!buckets.includes(bucket)) return refuse(404, 'NoSuchBucket');
    const key = `${bucket}/${rest.join('/')}`;
    const found = objects.get(key);
    if (rest.join('/') === '')
      return method === 'GET' ? listOf(served.listed ?? objects, bucket, searchParams) : { status: 200 };
    if (method === 'DELETE') {
      objects.delete(key);
      return { status: 204 };
    }
    if (method === 'PUT') {
      if (headers['x-cos-forbid-overwrite'] === 'true' && found !== undefined)
        return refuse(409, 'FileAlreadyExists');
      const from = headers['x-cos-copy-source'];
      if (typeof from === 'string') {
        const [fromHost = '', ...fromKey] = decodeURIComponent(from).split('/');
        const source = objects.get(`${fromHost.split('.')[0]}/${fromKey.join('/')}`);
        if (source === undefined) return refuse(404, 'NoSuchKey');
        objects.set(key, source);
        return { status: 200, body: `<CopyObjectResult><ETag>${etagOf(source)}</ETag></CopyObjectResult>` };
      }
      const md5 = headers['content-md5'];
      if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64'))
        return refuse(400, 'BadDigest');
      objects.set(key, body);
      return { status: 200, headers: { etag: etagOf(body) } };
    }
    if (found === undefined) return refuse(404, 'NoSuchKey');
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    if (from !== undefined)
      return {
        status: 206,
        headers: { etag: etagOf(found) },
        body: found.subarray(Number(from), Number(to) + 1),
      };
    return { status: 200, headers: { etag: etagOf(found) }, body: found };
  };

  const server = createServer((incoming, outgoing) => {
    buffer(incoming).then(
      (body) => {
        if (incoming.method === 'PUT' && !served.onWrite()) return void outgoing.destroy();
        const { status, headers = {}, body: said = '' } = answer(incoming, body);
        outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(said) });
        outgoing.end(incoming.method === 'HEAD' ? undefined : said);
      },
      () => outgoing.destroy(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const served: CosServer = {
    port,
    objects,
    listed: null,
    onWrite: () => true,
    endpointOf: (bucket) => ({
      type: 'cos',
      endpoint: `http://127.0.0.1:${port}`,
      bucket,
      region: 'ap-test',
      secretId: accessId,
      secretKey: new Secret(accessKey),
      signature: 'cos',
      pathStyle: true,
    }),
  };
  return served;
}

/** GET Bucket: the keys in their order, at most `max-keys` of them, with the signs of XML escaped. */
function listOf(objects: ReadonlyMap<string, Buffer>, bucket: string, asked: URLSearchParams): Answer {
  const [prefix, marker] = ['prefix', 'marker'].map((name) => asked.get(name) ?? '') as [string, string];
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(`${bucket}/`))
    .map((key) => key.slice(bucket.length + 1))
    .filter((key) => key.startsWith(prefix) && key > marker)
    .toSorted();
  const some = keys.slice(0, Number(asked.get('max-keys') ?? 1000));
  const escaped = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const contents = some.map((key) => {
    const bytes = objects.get(`${bucket}/${key}`) ?? Buffer.alloc(0);
    return `<Contents><Key>${escaped(key)}</Key><ETag>${escaped(etagOf(bytes))}</ETag><Size>${bytes.length}</Size></Contents>`;
  });
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<ListBucketResult><IsTruncated>${some.length < keys.length}</IsTruncated>${contents.join('')}</ListBucketResult>`,
  };
}

/** Tencent's signature, computed from the request as it came. */
function checkSignature({ method = '', url = '/', headers }: IncomingMessage): Answer | null {
  const given = new URLSearchParams(headers.authorization ?? '');
  if (given.get('q-ak') !== accessId) return refuse(403, 'InvalidAccessKeyId');
  const time = given.get('q-key-time') ?? '';
  const [from = 0, until = 0] = time.split(';').map(Number);
  // Its own clock: a test may set the client's.
  const now = (performance.timeOrigin + performance.now()) / 1000;
  if (now < from || now > until) return refuse(403, 'RequestTimeTooSkewed');
  const names = (given.get('q-header-list') ?? '').split(';');
  // Whatever alters what a request does has to be signed.
  const meaning = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-cos-'));
  if (meaning.some((name) => !names.includes(name))) return refuse(403, 'SignatureDoesNotMatch');
  const sign = (key: string, text: string) => createHmac('sha1', key).update(text).digest('hex');
  const list = names.map((name) => `${name}=${encodeURIComponent(String(headers[name]))}`).join('&');
  const { pathname, searchParams } = new URL(url, 'http://server');
  const parameters = [...searchParams].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (given.get('q-url-param-list') !== parameters.map(([name]) => name).join(';'))
    return refuse(403, 'SignatureDoesNotMatch');
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const request = `${method.toLowerCase()}\n${decodeURIComponent(pathname)}\n${query}\n${list}\n`;
  const digest = createHash('sha1').update(request).digest('hex');
  const expected = sign(sign(accessKey, time), `sha1\n${time}\n${digest}\n`);
  return given.get('q-signature') === expected ? null : refuse(403, 'SignatureDoesNotMatch');
}
