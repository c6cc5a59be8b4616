import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server in this process on the loopback address. The process may end while it listens. */
export interface Listening {
  readonly isOpen: boolean;
  /** Listens, and gives the port: the same one after every stop. */
  start(): Promise<number>;
  /** Ends all connections. */
  stop(): Promise<void>;
}

/** Starts nothing yet. `tls`: it speaks HTTPS. */
export function createListening(listener: RequestListener, tls?: ServerOptions): Listening {
  let server: Server | undefined;
  let port = 0;
  return {
    get isOpen() {
      return server !== undefined;
    },
    start: () =>
      new Promise((resolve, reject) => {
        const listening = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
        listening.keepAliveTimeout = 60_000;
        server = listening;
        listening.once('error', reject);
        listening.listen(port, '127.0.0.1', () => {
          port = (listening.address() as AddressInfo).port;
          resolve(port);
        });
        listening.unref();
      }),
    stop: () =>
      new Promise((resolve) => {
        const ending = server;
        server = undefined;
        if (ending === undefined) return resolve();
        ending.close(() => resolve());
        ending.closeAllConnections();
      }),
  };
}
