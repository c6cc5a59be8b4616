import { connect, createServer, type Server, type Socket } from 'node:net';

/** How a proxy breaks the connections that run through it. */
export type Fault = 'cut' | 'stall' | 'truncate';

export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection that is open now: closed at once, silent for a while and then closed, or closed in the middle of a packet. */
  breakAll(fault: Fault): void;
  close(): Promise<void>;
}

/** How long a stalled connection is silent before it is closed. */
const stallMs = 400;

/** A proxy on a free loopback port in front of another loopback port, whose connections can be made to fail. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  interface Link {
    readonly client: Socket;
    readonly server: Socket;
    stalled: boolean;
    /** Bytes that still pass before the connection is closed. */
    allowance: number;
  }
  const links = new Set<Link>();

  const listener: Server = createServer((client) => {
    const server = connect(targetPort, '127.0.0.1');
    const link: Link = { client, server, stalled: false, allowance: Number.POSITIVE_INFINITY };
    links.add(link);
    const end = () => {
      links.delete(link);
      client.destroy();
      server.destroy();
    };
    const pass = (from: Socket, to: Socket) =>
      from.on('data', (bytes) => {
        if (link.stalled) return;
        const passing = bytes.subarray(0, Math.min(bytes.length, link.allowance));
        link.allowance -= passing.length;
        if (!to.write(passing)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
        if (link.allowance <= 0) to.end(end);
      });
    pass(client, server);
    pass(server, client);
    for (const socket of [client, server]) {
      socket.on('error', end);
      socket.on('close', end);
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');

  return {
    port: address.port,
    breakAll: (fault) => {
      for (const link of [...links]) {
        if (fault === 'cut') {
          link.client.destroy();
          link.server.destroy();
        } else if (fault === 'stall') {
          link.stalled = true;
          setTimeout(() => {
            link.client.destroy();
            link.server.destroy();
          }, stallMs).unref();
        } else link.allowance = 700;
      }
    },
    close: async () => {
      for (const { client, server } of [...links]) {
        client.destroy();
        server.destroy();
      }
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}
