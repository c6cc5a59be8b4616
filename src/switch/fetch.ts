import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { undici } from '../core/late-packages.js';

/** Small requests to the services, each of which may take no longer than a look at the traffic may wait. */

const timeoutMs = 2_000;
/** Of an answer, no more is read. */
const mostBytes = 8 * 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** As it was before it was packed for the way. */
  readonly body: Buffer;
}

/** GETs an address; null: no answer in time, or one that is too long. */
export async function fetchAnswer(address: string): Promise<Answer | null> {
  const { Agent, request } = undici();
  // An agent of its own, so that no open connection keeps the process.
  const dispatcher = new Agent({ connectTimeout: timeoutMs });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { statusCode, headers, body } = await request(address, { dispatcher, signal });
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of body) {
      parts.push(part);
      bytes += part.length;
      if (bytes > mostBytes) return null;
    }
    return {
      status: statusCode,
      type: String(headers['content-type'] ?? ''),
      body: unpacked(Buffer.concat(parts), String(headers['content-encoding'] ?? '')),
    };
  } catch {
    return null;
  } finally {
    await dispatcher.destroy();
  }
}

/** Nobody asked for it to be packed, and some pack it all the same. Throws where it is not what it says, or is too long. */
function unpacked(body: Buffer, encoding: string): Buffer {
  const most = { maxOutputLength: mostBytes };
  if (/^(x-)?gzip$/i.test(encoding)) return gunzipSync(body, most);
  if (/^deflate$/i.test(encoding)) return inflateSync(body, most);
  return /^br$/i.test(encoding) ? brotliDecompressSync(body, most) : body;
}

/** The text of an answer with status 200; null: there is none. */
export async function fetchText(address: string): Promise<string | null> {
  const answer = await fetchAnswer(address);
  return answer?.status === 200 ? answer.body.toString('utf8') : null;
}
