import { createServer, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';

/** How the services of one side behave now; a test changes it as it goes. */
export interface Behaviour {
  /** Of a hundred requests so many end with 500, of gRPC calls with status 14. */
  failPercent: number;
  delayMs: number;
  /** Takes requests and never answers. */
  isSilent: boolean;
  /** What `/data` gives. */
  data: unknown;
  /** What `/metrics` answers with. */
  metricsStatus: number;
}

export interface Backend {
  readonly name: 'source' | 'target';
  readonly behaviour: Behaviour;
  readonly httpPort: number;
  readonly grpcPort: number;
  /** gRPC calls that have ended, by how, and those that have not. */
  readonly calls: { ok: number; failed: number; open: number };
  close(): Promise<void>;
}

/** A service of one side: HTTP, gRPC with trailers, and Prometheus metrics at `/metrics`. */
export async function startBackend(name: 'source' | 'target'): Promise<Backend> {
  const behaviour: Behaviour = {
    failPercent: 0,
    delayMs: 0,
    isSilent: false,
    data: { id: name, value: 1 },
    metricsStatus: 200,
  };
  const calls = { ok: 0, failed: 0, open: 0 };
  let answered = 0;
  // Spread evenly, so that few requests show the share.
  const fails = () => {
    answered += 1;
    const { failPercent } = behaviour;
    return Math.floor((answered * failPercent) / 100) > Math.floor(((answered - 1) * failPercent) / 100);
  };
  const http = createServer((request, response) => {
    if (request.url === '/metrics') {
      end(response, behaviour.metricsStatus, metricsText(calls));
      return;
    }
    if (request.url === '/data') {
      response.setHeader('content-type', 'application/json');
      end(response, 200, JSON.stringify(behaviour.data));
      return;
    }
    if (request.url === '/stream') {
      response.write(`${name}\n`);
      return;
    }
    if (behaviour.isSilent) return;
    setTimeout(() => end(response, fails() ? 500 : 200, name), behaviour.delayMs);
  });
  const grpc = createHttp2Server();
  grpc.on('stream', (stream: ServerHttp2Stream) => {
    const status = fails() ? '14' : '0';
    stream.on('error', () => undefined);
    if (status !== '0') {
      calls.failed += 1;
      if (calls.failed % 2 === 0) {
        sendWithTrailers(stream, name, status);
        return;
      }
      // As grpc-go does it where a call fails before its first message: no trailers, all in the headers.
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'x-side': name, 'grpc-status': status },
        { endStream: true },
      );
      return;
    }
    calls.ok += 1;
    sendWithTrailers(stream, name, status);
  });
  await Promise.all([http, grpc].map(listen));
  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  return {
    name,
    behaviour,
    calls,
    httpPort: portOf(http),
    grpcPort: portOf(grpc),
    close: async () => {
      http.closeAllConnections();
      await Promise.all([http, grpc].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** A call that has sent a message: how it ended stands behind that. */
function sendWithTrailers(stream: ServerHttp2Stream, side: string, status: string): void {
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', 'x-side': side },
    { waitForTrailers: true },
  );
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
  stream.end(Buffer.from([0, 0, 0, 0, 0]));
}

function end(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.end(text);
}

const listen = (server: Server) =>
  new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));

/** As go-grpc-prometheus tells it. */
function metricsText({ ok, failed, open }: Backend['calls']): string {
  const labels = 'grpc_method="Messaging",grpc_service="pbfs.Upstream",grpc_type="unary"';
  const all = ok + failed;
  return [
    `grpc_server_started_total{${labels}} ${all + open}`,
    '# TYPE grpc_server_handled_total counter',
    `grpc_server_handled_total{grpc_code="OK",${labels}} ${ok}`,
    `grpc_server_handled_total{grpc_code="Unavailable",${labels}} ${failed}`,
    '# TYPE grpc_server_handling_seconds histogram',
    `grpc_server_handling_seconds_bucket{${labels},le="0.005"} ${Math.floor(all / 2)}`,
    `grpc_server_handling_seconds_bucket{${labels},le="0.05"} ${all}`,
    `grpc_server_handling_seconds_bucket{${labels},le="+Inf"} ${all}`,
    '',
  ].join('\n');
}
