import type { ServerResponse } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Harm } from './faults.js';
import type { Reply } from './replies.js';

/** Sends an answer, harmed where a fault says so. */
export async function sendReply(
  outgoing: ServerResponse,
  withoutBody: boolean,
  reply: Reply,
  harm: Harm | undefined,
): Promise<void> {
  const whole = Buffer.isBuffer(reply.body) ? reply.body.length : reply.body.bytes;
  const bytes = harm?.kind === 'half-answer' ? Math.floor(whole / 2) : whole;
  outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': String(bytes) });
  if (withoutBody) return void outgoing.end();
  if (Buffer.isBuffer(reply.body) && harm === undefined) return void outgoing.end(reply.body);
  const body = Buffer.isBuffer(reply.body) ? Readable.from([reply.body]) : reply.body.open();
  const stages = harm === undefined ? [] : [harming(harm, bytes, outgoing)];
  await pipeline([body, ...stages, outgoing]).catch(() => outgoing.destroy());
}

function harming(harm: Harm, bytes: number, outgoing: ServerResponse): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const most = harm.kind === 'cut-answer' ? harm.after : bytes;
      const part = Buffer.from(chunk.subarray(0, Math.max(0, most - passed)));
      if (harm.kind === 'wrong-bytes' && passed === 0 && part.length > 0) part[0] = (part[0] ?? 0) ^ 1;
      passed += chunk.length;
      if (harm.kind === 'cut-answer' && passed >= most) {
        // What is to arrive has to be on its way first.
        outgoing.write(part, () => outgoing.destroy());
        return;
      }
      done(null, part);
    },
  });
}
