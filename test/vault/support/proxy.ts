import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What the proxy does to one request. `pass` hands it on. */
export type Fault =
  | { readonly kind: 'pass' }
  /** Hands it on when something else is done. */
  | { readonly kind: 'after'; readonly first: Promise<unknown> }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** Closes the connection before the server sees the request. */
  | { readonly kind: 'cut' }
  /** Hands it on, and closes the connection instead of answering. */
  | { readonly kind: 'cut-after' }
  /** Hands it on, and gives the headers and the first half of the answer. */
  | { readonly kind: 'half' }
  /** Hands it on, and gives the first half of the answer as if it were the whole. */
  | { readonly kind: 'truncated' }
  /** Hands it on, and never answers. */
  | { readonly kind: 'stall' };

export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
  /** Counts from 1. */
  readonly number: number;
}

export interface FaultyProxy {
  readonly address: string;
  /** Requests so far. */
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** A reverse proxy before a real server that makes faults on request. */
export async function startProxy(
  upstream: string,
  fault: (seen: SeenRequest) => Fault = () => ({ kind: 'pass' }),
  tls?: ServerOptions,
): Promise<FaultyProxy> {
  const seen: SeenRequest[] = [];
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await gather(incoming);
    const one: SeenRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      body,
      headers: incoming.headers,
      number: seen.length + 1,
    };
    seen.push(one);
    await answer(upstream, one, fault(one), outgoing);
  };
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  };
  const server: Server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(
  upstream: string,
  seen: SeenRequest,
  fault: Fault,
  outgoing: ServerResponse,
): Promise<void> {
  if (fault.kind === 'cut') {
    outgoing.destroy();
    return;
  }
  if (fault.kind === 'status') {
    outgoing.writeHead(fault.status, fault.headers).end(fault.body ?? '');
    return;
  }
  if (fault.kind === 'after') await fault.first;
  const { status, headers, body } = await passOn(upstream, seen);
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (fault.kind) {
    case 'pass':
    case 'after':
      outgoing.writeHead(status, headers).end(body);
      return;
    case 'cut-after':
      outgoing.destroy();
      return;
    case 'half':
      outgoing.writeHead(status, { ...headers, 'content-length': String(body.length) });
      outgoing.write(half, () => outgoing.destroy());
      return;
    case 'truncated':
      outgoing.writeHead(status, { ...headers, 'content-length': String(half.length) }).end(half);
      return;
    case 'stall':
      return;
  }
}

function passOn(
  upstream: string,
  seen: SeenRequest,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { host: _, ...headers } = seen.headers;
    const onward = request(`${upstream}${seen.path}`, { method: seen.method, headers }, (response) => {
      gather(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    onward.on('error', reject);
    onward.end(seen.body);
  });
}

async function gather(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
