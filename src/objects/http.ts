import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { undici } from '../core/late-packages.js';
import { collectReadGarbage } from '../core/read-garbage.js';
import { errorOfConnection, ObjectError, stopped } from './errors.js';
import { createRequestEnds } from './request-ends.js';
import type { ObjectBody } from './store.js';

/** One request, its path encoded. */
export interface StoreRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | AsyncIterable<Buffer>;
  readonly signal?: AbortSignal;
}

/** An answer whose body has to be read or given up. */
export interface StoreAnswer {
  readonly status: number;
  /** The first value of a header, by its name in lower case. */
  header(name: string): string | undefined;
  readonly body: Dispatcher.ResponseData['body'];
}

/** Keep-alive connections to one server. */
export interface StoreTransport {
  /** Its origin. */
  readonly server: string;
  /**
   * One exchange, without a retry. Throws ObjectError when there is no answer, and the body's own error where that broke; the
   * body is read to its end or destroyed.
   */
  send(request: StoreRequest): Promise<StoreAnswer>;
  /** The server's clock minus ours in milliseconds. */
  clockSkewMs(): number | null;
  close(): Promise<void>;
}

const connectMs = 10_000;
/** Silence that counts as a stall. */
const silenceMs = 30_000;
/** What a server does with a body before it answers may take a while: at least so many bytes in a millisecond. */
const bytesPerMs = 10_000;

/** Bytes that come, though so few in so long: at fewer a second a file of a few megabytes would take days. */
const crawlMs = 60_000;
const crawlBytes = 60 * 8 * 1024;

/** Opens nothing yet. `tls`: settings of the connection as Node takes them. */
export function createTransport(
  origin: string,
  connections: number,
  tls: Readonly<Record<string, unknown>>,
): StoreTransport {
  const { Pool } = undici();
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    connect: { timeout: connectMs, ...tls },
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
  });
  const endOf = createRequestEnds();
  let skew: number | null = null;
  return {
    server: origin,
    async send({ method, path, headers, body, signal }) {
      const own: { error?: unknown } = {};
      const subject = `${method} ${shown(path)}`;
      if (signal?.aborted) throw stopped();
      const end = signal && endOf(signal);
      try {
        const answer = await pool.request({
          method,
          path,
          headers,
          body: body === undefined || Buffer.isBuffer(body) ? (body ?? null) : watched(body, own),
          signal: end?.heard ?? null,
          // Else undici closes the connection after each HEAD, and shakes hands anew.
          reset: false,
          headersTimeout: silenceMs + Number(headers['content-length'] ?? 0) / bytesPerMs,
        });
        if (end) answer.body.once('close', end.release);
        const date = Date.parse(String(answer.headers.date ?? ''));
        // The header has whole seconds.
        if (!Number.isNaN(date)) skew = date + 500 - Date.now();
        const header = (name: string) => {
          const value = answer.headers[name];
          return Array.isArray(value) ? value[0] : value;
        };
        return { status: answer.statusCode, header, body: answer.body };
      } catch (error) {
        end?.release();
        if (body instanceof Readable) body.destroy();
        if (signal?.aborted) throw stopped();
        throw 'error' in own ? own.error : errorOfConnection(origin, subject, error);
      }
    },
    clockSkewMs: () => skew,
    close: () => pool.destroy(),
  };
}

/** A body on its way out; what it fails with by itself is noted, as undici ends it with its own errors, too. */
function watched(body: AsyncIterable<Buffer>, own: { error?: unknown }): Readable {
  const chunks = async function* () {
    try {
      yield* body;
    } catch (error) {
      own.error = error;
      throw error;
    }
  };
  // undici takes whatever can be iterated, though its types do not say so.
  return chunks() as unknown as Readable;
}

/** An object of a good answer. */
export function objectOf(server: string, subject: string, answer: StoreAnswer): ObjectBody {
  const { body } = answer;
  const told = (error: unknown) => errorOfConnection(server, subject, error);
  const bytes = lengthOf(server, subject, answer);
  const crawling = () => new ObjectError('unreachable', `${server}: ${subject} came too slowly`);
  return {
    bytes,
    async whole() {
      const limit = crawlMs * (1 + bytes / crawlBytes);
      const late = setTimeout(() => body.destroy(crawling()), limit);
      const content = await body
        .arrayBuffer()
        .catch((error: unknown) => {
          throw told(error);
        })
        .finally(() => clearTimeout(late));
      collectReadGarbage(content.byteLength);
      return Buffer.from(content);
    },
    async *pieces() {
      try {
        for await (const piece of steadily(body, crawling)) {
          collectReadGarbage(piece.length);
          yield piece;
        }
      } catch (error) {
        throw told(error);
      }
    },
    giveUp: () => giveUp(answer),
  };
}

/** A body as it comes, until it crawls. Only the time counts in which we wait for the server. */
async function* steadily(body: AsyncIterable<Buffer>, crawling: () => ObjectError): AsyncGenerator<Buffer> {
  let [waitedMs, bytes] = [0, 0];
  let asked = performance.now();
  for await (const piece of body) {
    waitedMs += performance.now() - asked;
    bytes += piece.length;
    if (waitedMs >= crawlMs) {
      if (bytes < crawlBytes) throw crawling();
      [waitedMs, bytes] = [0, 0];
    }
    yield piece;
    asked = performance.now();
  }
}

/** A path for messages, without its query. */
export const shown = (path: string) => path.replace(/\?.*$/, '');

const mostErrorBytes = 64 * 1024;

/** The text of an answer, to its end. Throws ObjectError when it is cut, or longer than `most` bytes. */
export async function readText(
  server: string,
  { body }: StoreAnswer,
  most = mostErrorBytes,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const crawling = () => new ObjectError('unreachable', `${server}: an answer came too slowly`);
  try {
    for await (const chunk of steadily(body, crawling)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > most) {
        body.destroy();
        throw new ObjectError('malformed', `${server}: an answer is no object store's`);
      }
    }
  } catch (error) {
    throw errorOfConnection(server, 'an answer', error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Ends an answer that has said all by its headers; the connection is kept. */
export const drain = ({ body }: StoreAnswer): Promise<void> => body.dump();

/** Ends an answer whose body nobody reads. */
export function giveUp({ body }: Pick<StoreAnswer, 'body'>): void {
  // That it was given up is told as its error.
  body.on('error', () => undefined);
  body.destroy();
}

/** A good answer without what every store says with an object: something in between has answered. */
export function noStore(server: string, subject: string, answer: StoreAnswer): ObjectError {
  giveUp(answer);
  return new ObjectError('malformed', `${server}: ${subject} gave an answer that is no object store's`, {
    status: answer.status,
  });
}

/** The length of an object by its header; throws where an answer does not say it. */
export function lengthOf(server: string, subject: string, answer: StoreAnswer): number {
  const length = Number(answer.header('content-length') ?? Number.NaN);
  if (!Number.isSafeInteger(length) || length < 0) throw noStore(server, subject, answer);
  return length;
}

/** Each part of a path by itself, its slashes kept. */
export const encodePath = (path: string) =>
  encodeURIComponent(path)
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The lower-case hex digest that a header holds, if it does. */
export function hexDigest(value: string | undefined, digits: 32 | 64): string | undefined {
  const text = value?.replaceAll('"', '').toLowerCase();
  return text !== undefined && text.length === digits && /^[0-9a-f]+$/.test(text) ? text : undefined;
}
