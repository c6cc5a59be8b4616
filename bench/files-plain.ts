import { createHash, hash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { Pool } from 'undici';
import { createV4Signer } from '../src/objects/cos/sign-v4.js';

/**
 * The plainest client that is right: GET an object, hash it, PUT it elsewhere with its sha256, for each key it is told. It looks neither
 * for what is there already nor at what has arrived, and remembers nothing. Says `ready`, waits for a line on standard input, and says
 * `done` with the CPU seconds it took when all are copied.
 */

export interface PlainFilesJob {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Buckets. */
  readonly source: string;
  readonly target: string;
  readonly objects: readonly { readonly key: string; readonly sha256: string }[];
  /** Objects in hand at the same time. */
  readonly workers: number;
}

const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** Larger ones are streamed. */
const wholeBytes = 1024 * 1024;

const lines = process.stdin.setEncoding('utf8')[Symbol.asyncIterator]();
let text = '';
while (!text.includes('\n')) text += String((await lines.next()).value);
const job = JSON.parse(text) as PlainFilesJob;
const { host } = new URL(job.endpoint);
const sign = createV4Signer({ secretId: job.accessKey, secretKey: job.secretKey, region: job.region });
const pool = () => new Pool(job.endpoint, { connections: job.workers, pipelining: 1 });
const [from, to] = [pool(), pool()];

async function copy({ key, sha256 }: PlainFilesJob['objects'][number]): Promise<void> {
  const signed = (method: 'GET' | 'PUT', path: string, digest: string) => ({
    host,
    ...sign({ method, path, headers: { host }, sha256: digest }, new Date()),
  });
  const source = `/${job.source}${key}`;
  const got = await from.request({
    method: 'GET',
    path: source,
    headers: signed('GET', source, emptySha256),
  });
  const bytes = Number(got.headers['content-length']);
  const path = `/${job.target}${key}`;
  const put = await to.request({
    method: 'PUT',
    path,
    headers: { ...signed('PUT', path, sha256), 'content-length': String(bytes) },
    body:
      bytes <= wholeBytes
        ? checked(Buffer.from(await got.body.arrayBuffer()), sha256)
        : hashing(got.body, sha256),
  });
  await put.body.dump();
  if (got.statusCode !== 200 || put.statusCode !== 200)
    throw new Error(`${got.statusCode}, ${put.statusCode}`);
}

const wrong = () => new Error('an object has other bytes than its name says');

function checked(content: Buffer, sha256: string): Buffer {
  if (hash('sha256', content) !== sha256) throw wrong();
  return content;
}

/** Fails before its end where the bytes are wrong. */
function hashing(body: Readable, sha256: string): Readable {
  const sha = createHash('sha256');
  return body.pipe(
    new Transform({
      transform(piece: Buffer, _encoding, done) {
        sha.update(piece);
        done(null, piece);
      },
      flush: (done) => done(sha.digest('hex') === sha256 ? null : wrong()),
    }),
  );
}

let next = 0;
const work = async () => {
  for (;;) {
    const object = job.objects[next++];
    if (object === undefined) return;
    await copy(object);
  }
};
console.log('ready');
await lines.next();
const started = process.cpuUsage();
await Promise.all(Array.from({ length: job.workers }, work));
const { user, system } = process.cpuUsage(started);
console.log(`done ${(user + system) / 1e6}`);
process.exit(0);
