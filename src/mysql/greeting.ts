import { connect, type Socket } from 'node:net';
import { codeOf } from '../core/refused.js';

/** What stands behind an address: that it takes connections, and how a MySQL server there calls itself. */
export interface Answering {
  readonly version: string | null;
}

/**
 * Opens a connection and lets go of it at once, without signing in; `greets`: the server speaks first, as MySQL's do (protocol 10: length
 * and number of the packet, 10, and its version up to a zero byte). Rejects with the reason's code, `ETIMEDOUT` after `milliseconds`.
 * A server counts a connection without a sign-in as an error of its client's, a hundred of which block it: call it once for each place.
 */
export async function answersAt(
  { host, port, greets }: { readonly host: string; readonly port: number; readonly greets: boolean },
  milliseconds = 3000,
): Promise<Answering> {
  const { promise, resolve, reject } = Promise.withResolvers<Answering>();
  const socket: Socket = connect({ host, port });
  socket.setTimeout(milliseconds, () => reject(new Error('ETIMEDOUT')));
  socket.once('error', (error) => reject(new Error(codeOf(error) ?? error.message)));
  if (!greets) socket.once('connect', () => resolve({ version: null }));
  else {
    socket.once('end', () => reject(new Error('ECONNRESET')));
    socket.once('data', (packet) => {
      const end = packet.indexOf(0, 5);
      const isGreeting = packet[4] === 10 && end > 5;
      resolve({
        version: isGreeting
          ? packet
              .subarray(5, end)
              .toString('latin1')
              .replace(/[^\x20-\x7e]/g, '')
          : null,
      });
    });
  }
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
