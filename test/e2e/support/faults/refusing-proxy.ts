import { connect, createServer, type Socket } from 'node:net';

export interface RefusingProxy {
  readonly port: number;
  /** How many LOAD DATA statements came. */
  readonly asked: () => number;
  close(): Promise<void>;
}

const message = 'LOAD DATA LOCAL is not supported by this proxy';

/** An error packet as a server's answer to the statement just sent. */
function refusal(): Buffer {
  const body = Buffer.concat([Buffer.from([0xff, 0x7c, 0x04]), Buffer.from(`#42000${message}`)]);
  const packet = Buffer.concat([Buffer.alloc(4), body]);
  packet.writeUIntLE(body.length, 0, 3);
  packet[3] = 1;
  return packet;
}

/** A query packet that begins with LOAD DATA: length, sequence 0, COM_QUERY, text. */
const isLoad = (bytes: Buffer): boolean =>
  bytes.length > 14 && bytes[3] === 0 && bytes[4] === 3 && bytes.toString('latin1', 5, 14) === 'LOAD DATA';

/** A proxy before a database server that takes every statement but LOAD DATA: that it answers with an error, or by cutting the connection. */
export async function startRefusingProxy(serverPort: number, how: 'answer' | 'cut'): Promise<RefusingProxy> {
  let asked = 0;
  const open = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    const end = () => {
      for (const socket of [client, server]) {
        socket.destroy();
        open.delete(socket);
      }
    };
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', end);
    }
    server.pipe(client);
    client.on('data', (bytes: Buffer) => {
      if (!isLoad(bytes)) {
        server.write(bytes);
        return;
      }
      asked += 1;
      if (how === 'cut') end();
      else client.write(refusal());
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    asked: () => asked,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}
